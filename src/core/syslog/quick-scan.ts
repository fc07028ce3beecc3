import { BLANK, COLON, DASH, DOT, GREATER, LESS, PERCENT, STAR, ZERO } from './ascii.ts'
import { quickRelay } from './quick-relay.ts'
import type { Scan } from './scan.ts'
import { NO_ZONE, type Stamp } from './stamp.ts'
import { abbreviationOffset, packLetter } from './zones.ts'

/** What a byte may be in a header: bits, by byte. */
const WORD = 1
const CODE = 2
const LETTER = 4
const DIGIT = 8
const KINDS = kindsOfBytes()

/** Month by its three letters, packed as packLetter packs them; 0 for none. */
const MONTHS = monthsByLetters()

const NOT_QUICK = -1
const NO_DIGITS = 1_000_000

/**
 * Looks at a line of the common form `[relay-time host ][<PRI>][words: ][*|.]Mmm dd [yyyy ]hh:mm:ss[.fff][ zone]: %CODE` and
 * stores its stamps and the range of its code in `scan`, nothing else.
 *
 * False for any line of which it is not sure: that one must be scanned in full. What it stores is what scanLine would
 * store; a test holds the two against each other. Most lines are of no interest to any rule, and are seen only by this.
 */
export function quickScan(bytes: Uint8Array, start: number, end: number, scan: Scan): boolean {
  scan.relay.stampKind = 'none'
  let pos = bytes[start + 4] === DASH && bytes[start] === 0x32 ? quickRelay(bytes, start, end, scan.relay) : start
  if (pos !== NOT_QUICK && bytes[pos] === LESS) pos = behindPri(bytes, pos)
  if (pos === NOT_QUICK) return false
  pos = behindWords(bytes, pos, end)
  if (pos === NOT_QUICK) return false
  scan.clock = ''
  if (bytes[pos] === STAR || bytes[pos] === DOT) {
    scan.clock = bytes[pos] === STAR ? '*' : '.'
    pos++
  }
  pos = behindStamp(bytes, pos, end, scan)
  if (pos === NOT_QUICK) return false
  return readCode(bytes, pos, end, scan)
}

function behindPri(bytes: Uint8Array, start: number): number {
  let pos = start + 1
  while (pos < start + 5 && isDigit(bytes[pos]!)) pos++
  return bytes[pos] === GREATER && pos > start + 1 ? pos + 1 : NOT_QUICK
}

/** Behind words that a colon and a blank close: counter, origin, sequence. At the flag or the month of a stamp. */
function behindWords(bytes: Uint8Array, start: number, end: number): number {
  let wordStart = start
  let pos = start
  while (wordStart < end) {
    pos = wordStart
    if ((KINDS[bytes[pos]!]! & (LETTER | DIGIT)) === 0) break
    while (pos < end && (KINDS[bytes[pos]!]! & WORD) !== 0) pos++
    if (bytes[pos] !== COLON || bytes[pos + 1] !== BLANK) break
    wordStart = pos + 2
  }
  return wordStart < end && beginsStamp(bytes, wordStart, pos) ? wordStart : NOT_QUICK
}

/** Whether a month and its blank, or a flag, stand at `wordStart`; `pos` is behind what may be a word there. */
function beginsStamp(bytes: Uint8Array, wordStart: number, pos: number): boolean {
  const first = bytes[wordStart]
  if (first === STAR || first === DOT) return true
  return pos === wordStart + 3 && bytes[pos] === BLANK && monthAt(bytes, wordStart) > 0
}

/** The month (1-12) whose three letters, `Jan`, stand at `pos`; 0 for none. */
function monthAt(bytes: Uint8Array, pos: number): number {
  const a = bytes[pos]!
  const b = bytes[pos + 1]!
  const c = bytes[pos + 2]!
  if (a < 0x41 || a > 0x5a || b < 0x61 || b > 0x7a || c < 0x61 || c > 0x7a) return 0
  return MONTHS[(a - 0x40) * 729 + (b - 0x60) * 27 + (c - 0x60)]!
}

/** Behind `Mmm dd [yyyy ]hh:mm:ss[.fff][ zone]: `, whose parts are stored. */
function behindStamp(bytes: Uint8Array, start: number, end: number, stamp: Stamp): number {
  const month = monthAt(bytes, start)
  let pos = start + 4
  if (month === 0 || bytes[start + 3] !== BLANK || pos + 12 > end) return NOT_QUICK
  if (bytes[pos] === BLANK) pos++
  if (!isDigit(bytes[pos]!)) return NOT_QUICK
  let day = bytes[pos++]! - ZERO
  if (isDigit(bytes[pos]!)) day = day * 10 + bytes[pos++]! - ZERO
  // The 29 February may not exist: that is for the full scan.
  if (day < 1 || day > 31 || (day > 28 && month === 2) || bytes[pos++] !== BLANK) return NOT_QUICK
  if (day === 31 && ((month + (month >> 3)) & 1) === 0) return NOT_QUICK
  let year = 0
  if (bytes[pos + 4] === BLANK) {
    year = two(bytes, pos) * 100 + two(bytes, pos + 2)
    if (year < 1970 || year > 2199) return NOT_QUICK
    pos += 5
  }
  stamp.month = month
  stamp.day = day
  stamp.year = year
  stamp.stampKind = year > 0 ? 'full' : 'yearless'
  return behindTime(bytes, pos, stamp)
}

/** Behind `hh:mm:ss[.fff][ zone]: `. */
function behindTime(bytes: Uint8Array, start: number, stamp: Stamp): number {
  if (bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return NOT_QUICK
  const hours = two(bytes, start)
  const minutes = two(bytes, start + 3)
  const seconds = two(bytes, start + 6)
  if (hours > 23 || minutes > 59 || seconds > 59) return NOT_QUICK
  stamp.timeOfDayMs = (hours * 60 + minutes) * 60_000 + seconds * 1000
  stamp.resolutionMs = 999
  let pos = start + 8
  if (bytes[pos] === DOT) {
    if (!isDigit(bytes[pos + 1]!)) return NOT_QUICK
    const fraction = (bytes[pos + 1]! - ZERO) * 100 + two(bytes, pos + 2)
    if (fraction > 999 || isDigit(bytes[pos + 4]!)) return NOT_QUICK
    stamp.timeOfDayMs += fraction
    stamp.resolutionMs = 0
    pos += 4
  }
  return behindZone(bytes, pos, stamp)
}

function behindZone(bytes: Uint8Array, start: number, stamp: Stamp): number {
  let pos = start
  stamp.offsetMinutes = NO_ZONE
  if (bytes[pos] === BLANK) {
    pos++
    let packed = 0
    while (pos < start + 7 && (KINDS[bytes[pos]!]! & LETTER) !== 0) packed = packLetter(packed, bytes[pos++]!)
    const offset = abbreviationOffset(packed)
    if (offset === undefined) return NOT_QUICK
    stamp.offsetMinutes = offset
  }
  return bytes[pos] === COLON && bytes[pos + 1] === BLANK ? pos + 2 : NOT_QUICK
}

/** Stores the range of a code that holds no other code: not a wrapper's, nor one behind which another follows. */
function readCode(bytes: Uint8Array, start: number, end: number, scan: Scan): boolean {
  if (start >= end || bytes[start] !== PERCENT || (KINDS[bytes[start + 1]!]! & LETTER) === 0) return false
  let pos = start + 1
  let severity = -1
  for (let byte = bytes[pos]!; pos < end && (KINDS[byte]! & CODE) !== 0; byte = bytes[++pos]!) {
    if (byte === DASH && severity < 0 && bytes[pos + 2] === DASH) severity = pos + 1
  }
  if (pos >= end || bytes[pos] !== COLON || severity < 0 || pos - severity < 3) return false
  if (bytes[severity]! < ZERO || bytes[severity]! > 0x37 || isSpecialCode(bytes, start + 1, pos)) return false
  // The text begins behind one blank at most; more of them may hide another code.
  if (bytes[pos + 1] === PERCENT || bytes[pos + 2] === PERCENT || bytes[pos + 2] === BLANK) return false
  scan.codeStart = start + 1
  scan.codeEnd = pos
  return true
}

/** Codes that may be wrappers (…_MSG, …PLATFORM, numbers) or begin with XR's group `LICENSE-`. */
function isSpecialCode(bytes: Uint8Array, start: number, end: number): boolean {
  const last = bytes[end - 1]!
  if (isDigit(last)) return true
  if (last === 0x47) return bytes[end - 2] === 0x53 && bytes[end - 3] === 0x4d
  if (last === 0x4d) return bytes[end - 2] === 0x52 && bytes[end - 3] === 0x4f
  return bytes[start] === 0x4c && bytes[start + 1] === 0x49 && bytes[start + 2] === 0x43
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/** Two digits as a number; beyond every range if they are none. Whole numbers only: a NaN would make all slow. */
function two(bytes: Uint8Array, pos: number): number {
  const tens = bytes[pos]! - ZERO
  const ones = bytes[pos + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_DIGITS
}

function kindsOfBytes(): Uint8Array {
  const kinds = new Uint8Array(256)
  for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') kinds[char.charCodeAt(0)]! |= WORD | LETTER
  for (const char of '0123456789') kinds[char.charCodeAt(0)]! |= WORD | CODE | DIGIT
  for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ_-') kinds[char.charCodeAt(0)]! |= CODE
  for (const char of '_-.') kinds[char.charCodeAt(0)]! |= WORD
  return kinds
}

function monthsByLetters(): Uint8Array {
  const months = new Uint8Array(27 ** 3)
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  for (const [index, name] of names.entries()) {
    const [a, b, c] = [...name].map(char => char.charCodeAt(0) & 31)
    months[a! * 729 + b! * 27 + c!] = index + 1
  }
  return months
}
