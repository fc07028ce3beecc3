import { BLANK, byteAt, TAB } from './ascii.ts'

/** Length of a byte order mark. */
export const MARK_BYTES = 3

/** Whether a byte order mark stands at `pos`. */
export function isMark(bytes: Uint8Array, pos: number, end: number): boolean {
  if (byteAt(bytes, pos, end) !== 0xef || end - pos < MARK_BYTES) return false
  return bytes[pos + 1] === 0xbb && bytes[pos + 2] === 0xbf
}

/** The first position from `pos` on that holds neither a blank nor a line break nor NUL. */
export function skipVoid(bytes: Uint8Array, pos: number, end: number): number {
  let at = pos
  while (at < end && isVoid(bytes[at]!)) at++
  return at
}

function isVoid(byte: number): boolean {
  return byte === BLANK || byte === TAB || byte === 0x0a || byte === 0x0d || byte === 0
}
