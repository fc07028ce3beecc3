/** Bytes that have a meaning in a header. */
export const TAB = 0x09
export const BLANK = 0x20
export const QUOTE = 0x22
export const DOLLAR = 0x24
export const PERCENT = 0x25
export const OPEN_PAREN = 0x28
export const CLOSE_PAREN = 0x29
export const STAR = 0x2a
export const PLUS = 0x2b
export const COMMA = 0x2c
export const DASH = 0x2d
export const DOT = 0x2e
export const SLASH = 0x2f
export const ZERO = 0x30
export const COLON = 0x3a
export const LESS = 0x3c
export const EQUALS = 0x3d
export const GREATER = 0x3e
export const AT_SIGN = 0x40
export const OPEN_BRACKET = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_BRACKET = 0x5d
export const UNDERSCORE = 0x5f
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
/** From here on bytes are parts of characters beyond ASCII. */
export const NON_ASCII = 0x80

const CODE = 1
const HOST = 2
const PUNCTUATION = 4
const classes = new Uint8Array(256)
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_') {
  classes[char.charCodeAt(0)] = CODE | HOST
}
for (const char of '.:-') classes[char.charCodeAt(0)]! |= HOST
for (const char of '"\'`,;=<>{}[]|\\!?') classes[char.charCodeAt(0)]! |= PUNCTUATION

/** Bits that a digit's value never has. */
const NO_DIGIT = 0xf0
const digits = new Uint8Array(256).fill(NO_DIGIT)
for (let digit = 0; digit < 10; digit++) digits[0x30 + digit] = digit

/** The value of a digit; above 15 for any other byte, so that several can be judged at once by `|`. */
export function digitOf(byte: number): number {
  return digits[byte]!
}

/** The byte at a position, 0 (which no header holds) at and beyond the end. */
export function byteAt(bytes: Uint8Array, pos: number, end: number): number {
  return pos < end ? bytes[pos]! : 0
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

export function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a
}

export function isLetter(byte: number): boolean {
  return isUpper(byte & 0xdf)
}

export function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB
}

/** Whether a stamp or a code may begin behind this byte in a foreign text: a blank, a colon or the end of a prompt. */
export function isBoundary(byte: number): boolean {
  return isBlank(byte) || byte === COLON || byte === 0x23 || byte === GREATER
}

/** Whether a part of a code may hold this byte: letter, digit or underscore. */
export function isCodeByte(byte: number): boolean {
  return (classes[byte]! & CODE) !== 0
}

/** Whether a host name or an address may hold this byte. */
export function isHostByte(byte: number): boolean {
  return (classes[byte]! & HOST) !== 0
}

/** Whether this byte stands in texts and in no name: a quote, a bracket, a comma, a sign of equality. */
export function isPunctuation(byte: number): boolean {
  return (classes[byte]! & PUNCTUATION) !== 0
}

/** The first position from `pos` on that holds no blank. */
export function skipBlanks(bytes: Uint8Array, pos: number, end: number): number {
  let at = pos
  while (at < end && isBlank(bytes[at]!)) at++
  return at
}

/** The first position from `pos` on that holds no digit. */
export function skipDigits(bytes: Uint8Array, pos: number, end: number): number {
  let at = pos
  while (at < end && isDigit(bytes[at]!)) at++
  return at
}

/** The first position from `pos` on that holds a blank, or the end. */
export function skipWord(bytes: Uint8Array, pos: number, end: number): number {
  let at = pos
  while (at < end && !isBlank(bytes[at]!)) at++
  return at
}

/** Whether the bytes at `pos` are exactly this ASCII text. */
export function startsWith(bytes: Uint8Array, pos: number, end: number, text: string): boolean {
  if (end - pos < text.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[pos + i] !== text.charCodeAt(i)) return false
  return true
}
