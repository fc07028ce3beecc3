import {
  BACKSLASH,
  BLANK,
  byteAt,
  CLOSE_BRACKET,
  COLON,
  DASH,
  DOT,
  isDigit,
  isUpper,
  OPEN_BRACKET,
  PERCENT,
  QUOTE,
  SLASH,
  STAR,
  skipBlanks,
  skipDigits,
  skipWord,
} from './ascii.ts'
import { skipCode } from './code.ts'
import { HOSTED } from './phase.ts'
import { monthAt } from './read-date.ts'
import { readStamp } from './read-stamp.ts'
import type { Scan } from './scan.ts'

/**
 * Whether a version and a stamp, or its absence, stand at `pos`: `1 2026-11-24T02:13:07Z ` or `1 - `. Without a priority before
 * it, as where a shipper cut it off, the stamp must be there.
 */
export function isRfc5424(scan: Scan, pos: number): boolean {
  const { bytes, end } = scan
  if (byteAt(bytes, pos, end) !== 0x31 || byteAt(bytes, pos + 1, end) !== BLANK) return false
  if (byteAt(bytes, pos + 2, end) === DASH) return scan.priStart >= 0 && byteAt(bytes, pos + 3, end) === BLANK
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
  const isBare = isNilAt(bytes, procidAt, end) && isNilAt(bytes, msgidAt, end)
  if (!isBare && appEnd > appAt + 1 && bytes[appEnd - 1] === COLON) return appAt
  const dataEnd = hasData(bytes, dataAt, end) ? skipData(bytes, dataAt, end) : dataAt - 1
  const message = Math.min(dataEnd + 1, end)
  const wordEnd = bytes[appEnd - 1] === COLON ? appEnd - 1 : appEnd
  if (isNil(bytes, appAt, wordEnd)) return message
  const text = skipBlanks(bytes, message, end)
  const separator = isBare ? separatorOf(scan, appAt, wordEnd, text) : null
  if (separator !== null) return putBack(scan, [appAt, wordEnd], separator, text)
  if (skipDigits(bytes, appAt, wordEnd) === wordEnd) storeCounter(scan, appAt, wordEnd)
  else storeApplication(scan, appAt, wordEnd)
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
 * What stood between the application and the text if it was the line's first word: the code, the counter (`29`), the year or
 * the month of its stamp, the first part of a node (`RP`), or, where the text goes on as a header does, origin, task or zone.
 * Null if it is an application. Whether a colon stood behind an origin is lost.
 */
function separatorOf(scan: Scan, from: number, to: number, text: number): string | null {
  const { bytes, end } = scan
  const next = byteAt(bytes, text, end)
  if (bytes[from] === PERCENT) return skipCode(bytes, from + 1, to) === to ? ': ' : null
  if (skipDigits(bytes, from, to) === to) return to - from === 4 && monthAt(bytes, text, end) > 0 ? ' ' : ': '
  const flagged = bytes[from] === STAR || bytes[from] === DOT ? from + 1 : from
  if (to === flagged + 3 && monthAt(bytes, flagged, to) > 0 && isDigit(next)) return ' '
  if (next === SLASH) return isUpper(bytes[from]!) ? '' : null
  return mayBeHeader(bytes, text, end) ? ': ' : null
}

/** Whether a stamp, a task, a sequence or a code may begin here. */
function mayBeHeader(bytes: Uint8Array, pos: number, end: number): boolean {
  const first = byteAt(bytes, pos, end)
  return first === STAR || first === DOT || first === PERCENT || isDigit(first) || monthAt(bytes, pos, end) > 0
}

/**
 * Copies the line into a buffer in which the word stands right before the text, behind the header's host, and gives where it
 * stands there.
 */
function putBack(scan: Scan, [from, to]: readonly [number, number], separator: string, text: number): number {
  const { bytes, start, end } = scan
  const wordAt = from - start
  const textAt = wordAt + to - from + separator.length
  const joined = new Uint8Array(textAt + end - text)
  joined.set(bytes.subarray(start, to))
  for (let i = 0; i < separator.length; i++) joined[textAt - separator.length + i] = separator.charCodeAt(i)
  joined.set(bytes.subarray(text, end), textAt)
  for (const name of ['headerHost', 'stamp', 'pri'] as const) {
    if (scan[`${name}Start`] < 0) continue
    scan[`${name}Start`] -= start
    scan[`${name}End`] -= start
  }
  scan.start = 0
  scan.end = joined.length
  scan.textEnd = scan.end
  scan.bytes = joined
  return wordAt
}
