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

import { isYear, readMonthFirst, readYearFirst } from './read-date.ts'
import { twoDigits } from './read-time.ts'
import { NO_ZONE, type Stamp, UNKNOWN_ZONE } from './stamp.ts'
import { abbreviationOffset, LONGEST_ABBREVIATION, packLetter } from './zones.ts'

/** Zone names that devices print are cut to this many letters. */
const LONGEST_ZONE = 7

/**
 * Reads one stamp with its clock flag and zone and gives the position behind them, or -1 where no whole stamp begins.
 * After -1 the stamp's kind is `none`.
 */
export function readStamp(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const flag = byteAt(bytes, from, end)
  const start = flag === STAR || flag === DOT ? from + 1 : from
  stamp.clock = flag === STAR ? '*' : flag === DOT ? '.' : ''
  stamp.offsetMinutes = NO_ZONE
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
  let packed = 0
  let at = pos
  for (; at < end && isLetter(bytes[at]!) && at - pos <= LONGEST_ZONE; at++) {
    if (at - pos < LONGEST_ABBREVIATION) packed = packLetter(packed, bytes[at]!)
  }
  const letters = at - pos
  if (letters > LONGEST_ZONE) return none
  const offset = letters > LONGEST_ABBREVIATION ? undefined : abbreviationOffset(packed)
  const next = byteAt(bytes, at, end)
  if (offset === 0 && (next === PLUS || next === DASH)) return readNumericZone(bytes, at, end, stamp, none)
  if (next !== COLON && next !== 0 && !isBlank(next)) return none
  if (offset === undefined) return readUnknownZone(bytes, pos, at, end, stamp, none)
  if (next !== COLON && !isUpper(bytes[pos]!)) return none
  stamp.offsetMinutes = offset
  return at
}

/**
 * A word that no table knows is a zone only if it is capitalised, its colon follows, and either the stamp has a
 * fraction (relays write none before a host) or a code comes next. Else it is a host or a tag.
 */
function readUnknownZone(b: Uint8Array, from: number, to: number, end: number, stamp: Stamp, none: number): number {
  if (byteAt(b, to, end) !== COLON || !isUpper(b[from]!) || to - from < 2) return none
  if (stamp.resolutionMs !== 0 && byteAt(b, skipBlanks(b, to + 1, end), end) !== PERCENT) return none
  stamp.offsetMinutes = UNKNOWN_ZONE
  return to
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
