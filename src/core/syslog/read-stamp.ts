import { byteAt, COLON, DOT, isBlank, isDigit, STAR, skipDigits } from './ascii.ts'
import { isYear, monthAt, readMonthFirst, readYearFirst } from './read-date.ts'
import { readDayFirst } from './read-day-first.ts'
import { twoDigits } from './read-time.ts'
import { readZone } from './read-zone.ts'
import { NO_ZONE, type Stamp } from './stamp.ts'

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
  const isWhole = stamp.stampKind === 'uptime' || stamp.offsetMinutes !== NO_ZONE
  return isWhole ? pos : readZone(bytes, pos, end, stamp)
}

function readDigitFirst(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  if (isYear(bytes, from, end)) return readYearFirst(bytes, from, end, stamp)
  // An address, by far the most frequent.
  if (byteAt(bytes, from + 3, end) === DOT) return -1
  const pos = readDayFirst(bytes, from, end, stamp)
  return pos < 0 ? readUptime(bytes, from, end, stamp) : pos
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
