// Classes of bytes, 16 at a time, as masks with a bit a byte: the lowest is the first one.

import { NEWLINE } from './bytes'

/**
 * Bits of what a byte is: A-O, P-Z, underscore, digit, dash, dot, a-o, p-z. Each is a set of high halves with a set of low
 * halves, so a byte's bits are those that both tables give.
 */
export const DIGIT: u8 = 0x08
export const CODE: u8 = 0x1f
export const NUMBER: u8 = 0x28
export const HOST: u8 = 0xfb
export const WORD: u8 = 0xff

@inline
function kindsAt(pos: usize): v128 {
  const bytes = v128.load(pos)
  const highHalves = i64x2(0x8040060108300000, 0)
  const lowHalves = i64x2(0xcbcbcbcbcbcbcb8a, 0x4561514141c3cbcb)
  const high = i8x16.swizzle(highHalves, i8x16.shr_u(bytes, 4))
  return v128.and(high, i8x16.swizzle(lowHalves, v128.and(bytes, i8x16.splat(0x0f))))
}

/** Which of the 16 bytes at `pos` are of none of some kinds. */
@inline
function othersAt(pos: usize, kinds: u8): u32 {
  return i8x16.bitmask(i8x16.eq(v128.and(kindsAt(pos), i8x16.splat(kinds)), i8x16.splat(0)))
}

/** The first position from `pos` on whose byte is of none of some kinds. */
@inline
export function skip(pos: usize, kinds: u8): usize {
  let others = othersAt(pos, kinds)
  while (others == 0) {
    pos += 16
    others = othersAt(pos, kinds)
  }
  return pos + ctz(others)
}

/** Which of the 64 bytes at `pos` are this one. */
@inline
export function mask64(pos: usize, byte: u8): u64 {
  return mask16(pos, byte) | (mask16(pos + 16, byte) << 16) | (mask16(pos + 32, byte) << 32) | (mask16(pos + 48, byte) << 48)
}

@inline
function mask16(pos: usize, byte: u8): u64 {
  return <u64>i8x16.bitmask(i8x16.eq(v128.load(pos), i8x16.splat(byte)))
}

/** The first newline from `pos` on; `end` or beyond where none stands before it. */
@inline
export function newlineFrom(pos: usize, end: usize): usize {
  for (; pos < end; pos += 64) {
    const found = mask64(pos, NEWLINE)
    if (found != 0) return pos + <usize>ctz(found)
  }
  return end
}
