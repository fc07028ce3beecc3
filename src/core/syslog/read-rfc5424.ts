import {
  BACKSLASH,
  BLANK,
  byteAt,
  CLOSE_BRACKET,
  DASH,
  DOT,
  isDigit,
  OPEN_BRACKET,
  PERCENT,
  QUOTE,
  STAR,
  skipBlanks,
  skipDigits,
  skipWord,
} from './ascii.ts'
import { HOSTED } from './phase.ts'
import { monthAt } from './read-date.ts'
import { readStamp } from './read-stamp.ts'
import type { Scan } from './scan.ts'

/** Whether a version and a stamp, or its absence, stand at `pos`: `1 2026-11-24T02:13:07Z ` or `1 - `. */
export function isRfc5424(scan: Scan, pos: number): boolean {
  const { bytes, end } = scan
  if (byteAt(bytes, pos, end) !== 0x31 || byteAt(bytes, pos + 1, end) !== BLANK) return false
  if (byteAt(bytes, pos + 2, end) === DASH) return byteAt(bytes, pos + 3, end) === BLANK
  return isDigit(byteAt(bytes, pos + 2, end)) && (byteAt(bytes, pos + 12, end) | 0x20) === 0x74
}

/**
 * Reads the header of RFC 5424 from its version on and gives the position of its message. Structured data is passed over.
 *
 * Its stamp is the device's unless the message has one of its own. A relay that took a Cisco line for RFC 3164 has made
 * the line's first word the application: then the word is put back where it was.
 */
export function readRfc5424(scan: Scan, from: number): number {
  const { bytes, end } = scan
  scan.stampEnd = readStamp(bytes, from + 2, end, scan)
  if (scan.stampEnd > 0) scan.stampStart = from + 2
  scan.phase = HOSTED
  const hostAt = nextField(bytes, from + 2, end)
  const appAt = nextField(bytes, hostAt, end)
  const procidAt = nextField(bytes, appAt, end)
  const msgidAt = nextField(bytes, procidAt, end)
  const dataAt = nextField(bytes, msgidAt, end)
  scan.headerHostEnd = skipWord(bytes, hostAt, end)
  if (!isNil(bytes, hostAt, scan.headerHostEnd)) scan.headerHostStart = hostAt
  const appEnd = skipWord(bytes, appAt, end)
  const dataEnd = hasData(bytes, dataAt, end) ? skipData(bytes, dataAt, end) : dataAt - 1
  const message = Math.min(dataEnd + 1, end)
  const isBare = isNilAt(bytes, procidAt, end) && isNilAt(bytes, msgidAt, end) && isNilAt(bytes, dataAt, end)
  if (isBare && byteAt(bytes, message, end) === BLANK) return putFirstWordBack(scan, appAt, appEnd, message)
  if (!isNil(bytes, appAt, appEnd)) {
    if (skipDigits(bytes, appAt, appEnd) === appEnd) storeCounter(scan, appAt, appEnd)
    else storeApplication(scan, appAt, appEnd)
  }
  return message
}

/** Whether structured data stands here, or its absence: Kiwi leaves it out. */
function hasData(bytes: Uint8Array, pos: number, end: number): boolean {
  return pos >= end || bytes[pos] === OPEN_BRACKET || isNilAt(bytes, pos, end)
}

function nextField(bytes: Uint8Array, pos: number, end: number): number {
  return Math.min(skipWord(bytes, pos, end) + 1, end)
}

/** Whether a field is `-` or missing. */
function isNil(bytes: Uint8Array, from: number, to: number): boolean {
  return to <= from || (to === from + 1 && bytes[from] === DASH)
}

function isNilAt(bytes: Uint8Array, from: number, end: number): boolean {
  return isNil(bytes, from, skipWord(bytes, from, end))
}

function storeApplication(scan: Scan, from: number, to: number): void {
  scan.processStart = from
  scan.processEnd = to
}

/** An application of digits only was the counter. */
function storeCounter(scan: Scan, from: number, to: number): void {
  scan.counterStart = from
  scan.counterEnd = to
}

/** Position behind `-` or `[id name="value" …]…`; behind broken structured data, the end of its first word. */
function skipData(bytes: Uint8Array, from: number, end: number): number {
  let pos = from
  while (byteAt(bytes, pos, end) === OPEN_BRACKET) {
    const behind = skipDataElement(bytes, pos, end)
    if (behind < 0) break
    pos = behind
  }
  return pos > from ? pos : skipWord(bytes, from, end)
}

function skipDataElement(bytes: Uint8Array, from: number, end: number): number {
  let quoted = false
  for (let pos = from + 1; pos < end; pos++) {
    const byte = bytes[pos]
    if (byte === BACKSLASH && quoted) pos++
    else if (byte === QUOTE) quoted = !quoted
    else if (byte === CLOSE_BRACKET && !quoted) return pos + 1
  }
  return -1
}

/**
 * The application was the line's counter (`29`), the head of its stamp (`*Jul`), or, before a stamp or a code, its origin.
 * Whether a colon stood behind it is lost.
 */
function putFirstWordBack(scan: Scan, appAt: number, appEnd: number, message: number): number {
  const { bytes, end } = scan
  if (isNil(bytes, appAt, appEnd)) return message
  const flagged = bytes[appAt] === STAR || bytes[appAt] === DOT ? appAt + 1 : appAt
  const text = skipBlanks(bytes, message, end)
  const next = byteAt(bytes, text, end)
  if (skipDigits(bytes, appAt, appEnd) === appEnd) storeCounter(scan, appAt, appEnd)
  else if (appEnd === flagged + 3 && monthAt(bytes, flagged, appEnd) > 0 && isDigit(next)) {
    return joinStamp(scan, appAt, appEnd, text)
  } else if (next === STAR || next === DOT || next === PERCENT || isDigit(next) || monthAt(bytes, text, end) > 0) {
    scan.wordStart = appAt
    scan.wordEnd = appEnd
    scan.wordHasColon = true
  } else storeApplication(scan, appAt, appEnd)
  return message
}

/** Copies the line into a buffer in which the month stands before the rest of its stamp; the host keeps its place. */
function joinStamp(scan: Scan, appAt: number, appEnd: number, text: number): number {
  const joined = scan.bytes.slice(scan.start, scan.end)
  const from = text - scan.start - (appEnd - appAt) - 1
  joined.set(scan.bytes.subarray(appAt, appEnd), from)
  joined[from + appEnd - appAt] = BLANK
  scan.headerHostStart = scan.headerHostStart < 0 ? -1 : scan.headerHostStart - scan.start
  scan.headerHostEnd -= scan.start
  scan.stampStart -= scan.start
  scan.stampEnd -= scan.start
  scan.priStart -= scan.start
  scan.priEnd -= scan.start
  scan.end -= scan.start
  scan.textEnd = scan.end
  scan.start = 0
  scan.bytes = joined
  return from
}
