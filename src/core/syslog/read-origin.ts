import {
  AT_SIGN,
  BLANK,
  byteAt,
  CLOSE_PAREN,
  COLON,
  COMMA,
  isBlank,
  isCodeByte,
  isDigit,
  isLetter,
  isPunctuation,
  NON_ASCII,
  PERCENT,
  SLASH,
  STAR,
  skipBlanks,
  skipDigits,
} from './ascii.ts'
import { skipCode } from './code.ts'
import { keepWord, takeHost } from './keep-word.ts'
import { FRESH, OPEN } from './phase.ts'
import { readRareWord } from './read-rare-word.ts'
import { readStamp } from './read-stamp.ts'
import type { Scan } from './scan.ts'

/** Longest origin of several words: `logging origin-id string`. */
const LONGEST_ORIGIN = 64

/**
 * What relays write for a host and no device calls itself: `fe80::1%eth0`, `sw-1(core)`, and, where each relay adds itself
 * before it, `s_net@relay/192.0.2.7`, whose last part is the device. The words of a text are none.
 */
function readRelayHost(scan: Scan, pos: number, wordEnd: number): number {
  const { bytes } = scan
  let from = pos
  for (let at = pos; at < wordEnd; at++) {
    if (isPunctuation(bytes[at]!)) return -1
    if (bytes[at] === SLASH || bytes[at] === AT_SIGN) from = at + 1
  }
  const last = bytes[wordEnd - 1]!
  const isWhole = from < wordEnd && (isCodeByte(last) || last === CLOSE_PAREN || last >= NON_ASCII)
  return isWhole ? takeHost(scan, from, wordEnd) : -1
}

/** A word with bytes that names of hosts do not have: `core_sw/1:`, `Site (A):`, or what relays write for a host. */
export function readOddWord(scan: Scan, pos: number, wordEnd: number, hasColon: boolean): number {
  if (scan.wordStart >= 0 || (!isCodeByte(scan.bytes[pos]!) && scan.bytes[pos]! < NON_ASCII)) return -1
  const weekday = readRareWord(scan, pos, wordEnd)
  if (weekday >= 0) return weekday
  if (scan.phase === OPEN) return hasColon ? -1 : readRelayHost(scan, pos, wordEnd)
  if (hasColon) return readOddOrigin(scan, pos, wordEnd - 1)
  const behind = scan.phase === FRESH ? readOrigin(scan, pos, wordEnd) : 0
  return behind > 0 ? behind : -1
}

function readOddOrigin(scan: Scan, pos: number, colon: number): number {
  if (scan.phase === FRESH && scan.pri < 0 && !isBehindCounter(scan)) return -1
  for (let at = pos; at < colon; at++) if (!isOriginByte(scan.bytes[at]!)) return -1
  return leadsOn(scan, colon) ? keepWord(scan, pos, colon, true) : -1
}

/**
 * Reads an origin of several words, `my core switch:`, and gives the position behind its colon, or 0 for none. It stands
 * between the counter and another element of a header, or, without a counter, between priority and stamp or task.
 */
export function readOrigin(scan: Scan, pos: number, wordEnd: number): number {
  const { bytes, end } = scan
  if (scan.pri < 0 && !isBehindCounter(scan)) return 0
  if (bytes.subarray(pos, wordEnd).includes(PERCENT)) return 0
  const limit = Math.min(end, wordEnd + LONGEST_ORIGIN)
  let colon = wordEnd
  while (colon < limit && isOriginByte(bytes[colon]!)) colon++
  if (colon >= limit || bytes[colon] !== COLON || isNumberBefore(bytes, colon) || !leadsOn(scan, colon)) return 0
  const next = bytes[skipBlanks(bytes, colon + 1, end)]
  if (!isBehindCounter(scan) && (next === PERCENT || isNumberBehind(bytes, colon + 1, end))) return 0
  let to = colon
  while (isBlank(bytes[to - 1]!)) to--
  keepWord(scan, pos, to, true)
  return colon + 1
}

/** Behind a counter, or the colon of one that is switched off, an origin is due. */
function isBehindCounter({ counterStart, counterOff }: Scan): boolean {
  return counterStart >= 0 || counterOff
}

function isOriginByte(byte: number): boolean {
  return byte !== COLON && byte !== PERCENT && byte >= BLANK && (!isPunctuation(byte) || byte === COMMA)
}

/** Whether blanks and an element of a header follow the colon: a stamp, a task, a sequence, a code. Else it is a text's. */
function leadsOn(scan: Scan, colon: number): boolean {
  const { bytes, end } = scan
  const next = skipBlanks(bytes, colon + 1, end)
  if (next === colon + 1) return false
  const first = byteAt(bytes, next, end)
  if (first === PERCENT) return skipCode(bytes, next + 1, end) > 0
  if (first === STAR && isLetter(byteAt(bytes, next + 1, end))) return true
  return isNumberBehind(bytes, next, end) || readStamp(bytes, next, end, scan.spare) > 0
}

/** Whether digits and their colon follow, as a sequence is written. */
function isNumberBehind(bytes: Uint8Array, pos: number, end: number): boolean {
  const from = skipBlanks(bytes, pos, end)
  const to = skipDigits(bytes, from, end)
  return to > from && byteAt(bytes, to, end) === COLON && isBlank(byteAt(bytes, to + 1, end))
}

/**
 * Whether the word that ends here is a number, which is a sequence behind an origin without a colon, or the module of a card,
 * `CLC 6/0:`.
 */
function isNumberBefore(bytes: Uint8Array, end: number): boolean {
  let pos = end
  while (isDigit(bytes[pos - 1]!) || bytes[pos - 1] === SLASH) pos--
  return pos < end && isBlank(bytes[pos - 1]!)
}
