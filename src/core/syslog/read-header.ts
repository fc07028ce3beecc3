import {
  byteAt,
  CLOSE_BRACE,
  CLOSE_PAREN,
  COLON,
  DASH,
  DOLLAR,
  DOT,
  isBlank,
  isBoundary,
  isDigit,
  LESS,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PERCENT,
  STAR,
  skipBlanks,
  skipDigits,
  ZERO,
} from './ascii.ts'
import { findCode, readCode } from './code.ts'
import { commitWord } from './keep-word.ts'
import { LONE_COLON, MAYBE_ZONE, TRUNCATED } from './noticed.ts'
import { CLOSED, FRESH, HOSTED, OPEN } from './phase.ts'
import { LONGEST_ELEMENT, readBracketed, readTracer, skipBracketed } from './read-brackets.ts'
import { monthAt } from './read-date.ts'
import { readPri } from './read-pri.ts'
import { unwrapText } from './read-repeated.ts'
import { isCutStamp, readStamp } from './read-stamp.ts'
import { readWord } from './read-word.ts'
import { storeZoneName } from './read-zone.ts'
import type { Scan } from './scan.ts'
import { copyStamp } from './stamp.ts'

/** No header seen has more elements; the bound keeps long texts without a code cheap. */
const MOST_ELEMENTS = 24

/**
 * Reads the header from `from` on, element by element, up to the code, and stores where everything stands.
 *
 * Words are kept as they come and count as hosts only once a stamp or a code has followed: a text has words too.
 */
export function readHeader(scan: Scan, from: number): void {
  scan.textStart = from
  let pos = from
  for (let left = MOST_ELEMENTS; left > 0; left--) {
    pos = skipBlanks(scan.bytes, pos, scan.end)
    if (pos >= scan.end) break
    pos = readElement(scan, pos)
    if (scan.codeStart >= 0) {
      if (scan.wordStart >= 0) settleWordBeforeCode(scan)
      unwrapText(scan)
      return
    }
    if (pos < 0) break
  }
  endWithoutCode(scan, from)
}

/** Reads the element at `pos` and gives the position behind it, or -1 where the header ends. */
function readElement(scan: Scan, pos: number): number {
  const first = scan.bytes[pos]!
  if (first === PERCENT) return readPercent(scan, pos)
  if (isDigit(first)) return readDigits(scan, pos)
  if (first === COLON) return readColon(scan, pos)
  if (first === STAR || first === DOT) {
    const behind = stampAt(scan, pos)
    return behind < 0 && first === STAR ? readTask(scan, pos) : behind
  }
  if (first === LESS) return readInnerPri(scan, pos)
  if (first === OPEN_BRACKET) return readBracketed(scan, pos)
  if (first === OPEN_PAREN) return skipBracketed(scan, pos, CLOSE_PAREN)
  if (first === OPEN_BRACE) return readTracer(scan, pos)
  if (monthAt(scan.bytes, pos, scan.end) > 0) {
    const behind = stampAt(scan, pos)
    if (behind >= 0) return behind
  }
  return readWord(scan, pos)
}

/**
 * The device's priority behind what a relay wrote: behind a bare word, which is the sender. Behind a tag, `kernel: <5>`, it
 * belongs to the text.
 */
function readInnerPri(scan: Scan, pos: number): number {
  if (scan.wordStart >= 0 && scan.wordHasColon) return -1
  const behind = readPri(scan, pos)
  if (behind < 0 || scan.wordStart < 0) return behind
  scan.relayHostStart = scan.wordStart
  scan.relayHostEnd = scan.wordEnd
  scan.wordStart = -1
  return behind
}

/** The code, the NX-OS element `%$ VDC-1 %$`, or a `%{host}` for which a shipper had no value. */
function readPercent(scan: Scan, pos: number): number {
  if (readCode(scan, pos + 1)) return pos
  if (byteAt(scan.bytes, pos + 1, scan.end) === OPEN_BRACE && scan.phase === OPEN) {
    scan.phase = HOSTED
    return skipBracketed(scan, pos + 1, CLOSE_BRACE)
  }
  if (byteAt(scan.bytes, pos + 1, scan.end) !== DOLLAR) return -1
  const limit = Math.min(scan.end - 1, pos + LONGEST_ELEMENT)
  for (let at = pos + 2; at < limit; at++) {
    if (scan.bytes[at] !== PERCENT || scan.bytes[at + 1] !== DOLLAR) continue
    scan.nodeStart = skipBlanks(scan.bytes, pos + 2, at)
    scan.nodeEnd = isBlank(scan.bytes[at - 1]!) ? at - 1 : at
    return at + 2
  }
  return -1
}

function readColon(scan: Scan, pos: number): number {
  if (scan.phase === FRESH && scan.wordStart < 0) scan.textStart = pos + 1
  if (scan.counterStart < 0 && scan.wordStart < 0) scan.counterOff = true
  if (scan.phase === HOSTED) scan.noticed |= LONE_COLON
  return pos + 1
}

/** A counter, a stamp that begins with a digit, or a word that does. */
function readDigits(scan: Scan, pos: number): number {
  const { bytes, end } = scan
  const digitsEnd = skipDigits(bytes, pos, end)
  const next = byteAt(bytes, digitsEnd + 1, end)
  if (byteAt(bytes, digitsEnd, end) === COLON && (isBlank(next) || next === 0 || next === PERCENT)) {
    return readNumber(scan, pos, digitsEnd)
  }
  const behind = stampAt(scan, pos)
  return behind < 0 ? readWord(scan, pos) : behind
}

/**
 * Tells the service sequence from the message counter: zero-padded to six digits, or behind a counter, the colon of one
 * that is switched off, or an origin. A number that stands alone is taken for the counter.
 */
function readNumber(scan: Scan, pos: number, digitsEnd: number): number {
  if (scan.phase === CLOSED) return -1
  const padded = scan.bytes[pos] === ZERO && digitsEnd - pos >= 6
  if (padded || scan.counterStart >= 0 || scan.counterOff || scan.wordStart >= 0) {
    scan.sequenceStart = pos
    scan.sequenceEnd = digitsEnd
  } else {
    scan.counterStart = pos
    scan.counterEnd = digitsEnd
  }
  if (scan.wordStart < 0) scan.textStart = digitsEnd + 1
  return digitsEnd + 1
}

/** Reads a stamp, and the colon that closes it, and gives the position behind them, or -1: then nothing has changed. */
function stampAt(scan: Scan, pos: number): number {
  const { bytes, end } = scan
  const second = scan.stampKind !== 'none'
  if (second) copyStamp(scan, scan.spare)
  let behind = readStamp(bytes, pos, end, scan)
  if (second && scan.phase === CLOSED && scan.stampKind !== 'full') behind = -1
  if (behind < 0) {
    if (second) copyStamp(scan.spare, scan)
    return -1
  }
  if (second) moveHeaderToRelay(scan)
  scan.stampStart = pos
  scan.stampEnd = behind
  commitWord(scan)
  const colonAt = skipBlanks(bytes, behind, end)
  const closed = byteAt(bytes, colonAt, end) === COLON
  scan.phase = closed ? CLOSED : OPEN
  scan.textStart = closed ? colonAt + 1 : behind
  return scan.textStart
}

/** What stood before a second stamp was the relay's. */
function moveHeaderToRelay(scan: Scan): void {
  copyStamp(scan.spare, scan.relay)
  scan.relayStampStart = scan.stampStart
  scan.relayStampEnd = scan.stampEnd
  if (scan.headerHostStart < 0) return
  scan.relayHostStart = scan.headerHostStart
  scan.relayHostEnd = scan.headerHostEnd
  scan.headerHostStart = -1
}

/** The task of a wireless controller, `*Dot1x_NW_MsgTask_0:` or `*SISF BT Process:`: its star is no clock flag. */
function readTask(scan: Scan, pos: number): number {
  const limit = Math.min(scan.end, pos + LONGEST_ELEMENT)
  for (let at = pos + 1; at < limit; at++) {
    if (scan.bytes[at] !== COLON) continue
    if (at === pos + 1) return -1
    scan.processStart = pos + 1
    scan.processEnd = at
    return at + 1
  }
  return -1
}

/**
 * A word right before the code names the device, unless a relay has named one and no counter stands between: then it is
 * the tag that a relay keeps.
 */
function settleWordBeforeCode(scan: Scan): void {
  if (scan.phase !== HOSTED || !scan.wordHasColon || scan.counterStart >= 0) {
    commitWord(scan)
    return
  }
  scan.processStart = scan.wordStart
  scan.processEnd = scan.wordEnd
  if (scan.zone === 0 && storeZoneName(scan.bytes, scan.wordStart, scan.wordEnd, scan)) scan.noticed |= MAYBE_ZONE
  scan.wordStart = -1
}

/** The header did not lead to a code: takes what is certain and looks for a code in the rest. */
function endWithoutCode(scan: Scan, start: number): void {
  if (scan.wordStart >= 0) settleLastWord(scan)
  if (scan.originStart === start && scan.pri < 0) {
    // `REQUEST: Sep 16 16:30:16 2024 UTC` is a caption, not a device.
    scan.originStart = -1
    scan.textStart = start
  }
  scan.textStart = skipBlanks(scan.bytes, scan.textStart, scan.end)
  const from = scan.textStart
  const codeAt = findCode(scan, from, readCode)
  if (scan.stampKind !== 'none') return
  if (codeAt >= 0) findStampBefore(scan, from, codeAt)
  else if (isCutStamp(scan.bytes, from, scan.end)) scan.noticed |= TRUNCATED
}

/**
 * `word:` before a text: behind a header's stamp, or right behind a priority, it is the tag of RFC 3164; behind a counter,
 * or before a continuation such as `-Traceback:`, it is the device. Elsewhere, and without a colon, it belongs to the text.
 */
function settleLastWord(scan: Scan): void {
  const hasSequence = scan.sequenceStart > scan.wordStart
  const isDevice =
    scan.wordHasColon &&
    scan.phase === FRESH &&
    scan.pri >= 0 &&
    (scan.counterStart >= 0 || continues(scan, scan.wordEnd + 1))
  if (isDevice) {
    scan.textStart = (hasSequence ? scan.sequenceEnd : scan.wordEnd) + 1
    commitWord(scan)
    return
  }
  if (hasSequence) scan.sequenceStart = -1
  if (scan.wordHasColon && scan.processStart < 0 && (scan.phase !== FRESH || scan.pri >= 0)) {
    scan.processStart = scan.wordStart
    scan.processEnd = scan.wordEnd
    scan.textStart = Math.max(scan.textStart, scan.wordEnd + 1)
  }
  scan.wordStart = -1
}

function continues(scan: Scan, behind: number): boolean {
  return byteAt(scan.bytes, skipBlanks(scan.bytes, behind, scan.end), scan.end) === DASH
}

/** A line whose head is foreign (a prompt, another shipper's header) still has its stamp right before the code. */
function findStampBefore(scan: Scan, from: number, codeAt: number): void {
  const { bytes, end } = scan
  for (let pos = from; pos < codeAt; pos++) {
    if (pos > from && !isBoundary(bytes[pos - 1]!)) continue
    const first = bytes[pos]!
    if (first !== STAR && first !== DOT && !isDigit(first) && monthAt(bytes, pos, end) === 0) continue
    const behind = readStamp(bytes, pos, end, scan)
    if (behind < 0) continue
    const colonAt = skipBlanks(bytes, behind, end)
    if (byteAt(bytes, colonAt, end) === COLON && skipBlanks(bytes, colonAt + 1, end) === codeAt) {
      scan.stampStart = pos
      scan.stampEnd = behind
      return
    }
  }
  scan.stampKind = 'none'
  scan.clock = ''
}
