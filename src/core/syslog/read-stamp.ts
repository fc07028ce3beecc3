import {
  byteAt,
  COLON,
  DASH,
  DOT,
  isBlank,
  isDigit,
  isLetter,
  isUpper,
  PERCENT,
  PLUS,
  STAR,
  skipBlanks,
  skipDigits,
} from './ascii.ts'

import { isYear, monthAt, readMonthFirst, readYearFirst } from './read-date.ts'
import { twoDigits } from './read-time.ts'
import { NO_ZONE, type Stamp, UNKNOWN_ZONE } from './stamp.ts'
import { abbreviationOffset, LONGEST_ABBREVIATION, packLetter } from './zones.ts'

/** Zone names that devices print are cut to this many letters. */
const LONGEST_ZONE = 7
const LONGEST_CUT_STAMP = 24

/**
 * Reads one stamp with its clock flag and zone and gives the position behind them, or -1 where no whole stamp begins.
 * After -1 the stamp's kind is `none`.
 */
export function readStamp(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const flag = byteAt(bytes, from, end)
  const start = flag === STAR || flag === DOT ? from + 1 : from
  stamp.clock = flag === STAR ? '*' : flag === DOT ? '.' : ''
  stamp.offsetMinutes = NO_ZONE
  stamp.zone = 0
  stamp.iso = false
  const pos = isDigit(byteAt(bytes, start, end))
    ? readDigitFirst(bytes, start, end, stamp)
    : readMonthFirst(bytes, start, end, stamp)
  if (pos < 0) {
    stamp.stampKind = 'none'
    stamp.clock = ''
    stamp.leapSecond = false
    return -1
  }
  return stamp.stampKind === 'uptime' ? pos : readZone(bytes, pos, end, stamp)
}

function readDigitFirst(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  return isYear(bytes, from, end) ? readYearFirst(bytes, from, end, stamp) : readUptime(bytes, from, end, stamp)
}

/** Reads a time since boot: `00:20:10`, `7:04`, `2y10w`, `1d2h`, `3w`, `101 21`. Its colon must follow. */
function readUptime(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const first = skipDigits(bytes, from, end)
  const mark = byteAt(bytes, first, end)
  let pos = -1
  if (mark === COLON && first - from <= 3) pos = skipClock(bytes, first, end)
  else if (isUnit(mark)) pos = skipUnits(bytes, from, end)
  else if (isBlank(mark) && isDigit(byteAt(bytes, first + 1, end))) pos = skipDigits(bytes, first + 1, end)
  if (pos < 0 || pos - from > 16 || byteAt(bytes, pos, end) !== COLON || isDigit(byteAt(bytes, pos + 1, end))) return -1
  stamp.stampKind = 'uptime'
  stamp.leapSecond = false
  return pos
}

function skipClock(bytes: Uint8Array, colon: number, end: number): number {
  if (twoDigits(bytes, colon + 1, end) < 0) return -1
  let pos = colon + 3
  if (byteAt(bytes, pos, end) === COLON && twoDigits(bytes, pos + 1, end) >= 0) pos += 3
  return byteAt(bytes, pos, end) === DOT ? skipDigits(bytes, pos + 1, end) : pos
}

/** y, w, d, h, m or s. */
function isUnit(byte: number): boolean {
  return byte === 0x79 || byte === 0x77 || byte === 0x64 || byte === 0x68 || byte === 0x6d || byte === 0x73
}

function skipUnits(bytes: Uint8Array, from: number, end: number): number {
  let pos = from
  while (isDigit(byteAt(bytes, pos, end))) {
    pos = skipDigits(bytes, pos, end)
    if (!isUnit(byteAt(bytes, pos, end))) return -1
    pos++
  }
  return pos
}

/** Reads `Z`, `+02:00`, `-0500`, ` UTC`, ` CEST`, ` UTC+07:30` behind a time; gives the same position where none stands. */
function readZone(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const next = byteAt(bytes, from, end)
  if (next === COLON || next === 0) return from
  const pos = isBlank(next) ? skipBlanks(bytes, from, end) : from
  const first = byteAt(bytes, pos, end)
  if (first === PLUS || first === DASH) return readNumericZone(bytes, pos, end, stamp, from)
  return isLetter(first) ? readNamedZone(bytes, pos, end, stamp, from) : from
}

function readNamedZone(bytes: Uint8Array, pos: number, end: number, stamp: Stamp, none: number): number {
  let at = pos
  while (at < end && isLetter(bytes[at]!) && at - pos <= LONGEST_ZONE) at++
  if (at - pos > LONGEST_ZONE) return none
  const packed = packedName(bytes, pos, at)
  const offset = at - pos > LONGEST_ABBREVIATION ? undefined : abbreviationOffset(packed)
  const next = byteAt(bytes, at, end)
  if (offset === 0 && (next === PLUS || next === DASH)) return readNumericZone(bytes, at, end, stamp, none)
  if (next !== COLON && next !== 0 && !isBlank(next)) return none
  const isKnown = offset !== undefined
  if (isKnown ? next !== COLON && !isUpper(bytes[pos]!) : !isUnknownZone(bytes, pos, at, end, stamp)) return none
  stamp.zone = packed
  stamp.offsetMinutes = isKnown ? offset : UNKNOWN_ZONE
  return at
}

function packedName(bytes: Uint8Array, from: number, to: number): number {
  let packed = 0
  for (let pos = from; pos < to; pos++) packed = packLetter(packed, bytes[pos]!)
  return packed
}

/**
 * A word that no table knows is a zone only if it is capitalised, its colon follows, and either the stamp has a
 * fraction (relays write none before a host) or a code comes next. Else it is a host or a tag.
 */
function isUnknownZone(bytes: Uint8Array, from: number, to: number, end: number, stamp: Stamp): boolean {
  if (byteAt(bytes, to, end) !== COLON || !isUpper(bytes[from]!) || to - from < 2) return false
  return stamp.resolutionMs === 0 || byteAt(bytes, skipBlanks(bytes, to + 1, end), end) === PERCENT
}

/** `+02:00`, `-0500`, `+2`, at most 14 hours; gives `none` where the sign begins something else. */
function readNumericZone(b: Uint8Array, sign: number, end: number, stamp: Stamp, none: number): number {
  const hoursAt = sign + 1
  const digitsEnd = skipDigits(b, hoursAt, end)
  const digits = digitsEnd - hoursAt
  if (digits === 0 || digits === 3 || digits > 4) return none
  const hours = digits === 1 ? b[hoursAt]! - 0x30 : twoDigits(b, hoursAt, end)
  let minutes = digits === 4 ? twoDigits(b, hoursAt + 2, end) : 0
  let pos = digitsEnd
  if (digits <= 2 && byteAt(b, pos, end) === COLON && twoDigits(b, pos + 1, end) >= 0) {
    minutes = twoDigits(b, pos + 1, end)
    pos += 3
  }
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return none
  const offset = hours * 60 + minutes
  stamp.offsetMinutes = b[sign] === DASH ? 0 - offset : offset
  return pos
}

/** Whether all that is left is the beginning of a stamp, `Oct 11 22:14`: no time, but the trace of one. */
export function isCutStamp(bytes: Uint8Array, from: number, end: number): boolean {
  const flagged = bytes[from] === STAR || bytes[from] === DOT ? from + 1 : from
  if (end - flagged > LONGEST_CUT_STAMP || monthAt(bytes, flagged, end) === 0) return false
  for (let pos = flagged + 3; pos < end; pos++) {
    const byte = bytes[pos]!
    if (!isDigit(byte) && !isBlank(byte) && byte !== COLON && byte !== DOT) return false
  }
  return true
}
