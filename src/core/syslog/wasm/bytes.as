// Bytes of a line, by their addresses. Reading beyond a line is harmless: behind the buffer stand zeros, which no header holds.

/** Result of everything that reads on: the line is not plain. No line begins at address 0. */
export const NOT_PLAIN: usize = 0

export const TAB: u32 = 0x09
export const NEWLINE: u8 = 0x0a
export const BLANK: u32 = 0x20
export const PERCENT: u32 = 0x25
export const STAR: u32 = 0x2a
export const PLUS: u32 = 0x2b
export const DASH: u32 = 0x2d
export const DOT: u32 = 0x2e
export const ZERO: u32 = 0x30
export const COLON: u32 = 0x3a
export const LESS: u32 = 0x3c
export const GREATER: u32 = 0x3e

/** What `two` gives where no two digits stand: beyond every range, also added to or multiplied. */
const NO_DIGITS: u32 = 1_000_000

@inline
export function byteAt(pos: usize): u32 {
  return load<u8>(pos)
}

@inline
export function isDigit(byte: u32): bool {
  return byte - ZERO < 10
}

@inline
export function isUpper(byte: u32): bool {
  return byte - 0x41 < 26
}

@inline
export function isLetter(byte: u32): bool {
  return isUpper(byte & 0xdf)
}

@inline
export function isBlank(byte: u32): bool {
  return byte == BLANK || byte == TAB
}

/** Two digits as a number. */
@inline
export function two(pos: usize): u32 {
  const tens = byteAt(pos) - ZERO
  const ones = byteAt(pos + 1) - ZERO
  return tens < 10 && ones < 10 ? tens * 10 + ones : NO_DIGITS
}
