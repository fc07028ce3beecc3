import { byteAt, COLON, COMMA, DASH, DOT, isBlank, PERCENT, SLASH, skipBlanks, skipDigits } from './ascii.ts'
import { gap, isYear, monthAt, numberAt, setDate, skipMonth } from './read-date.ts'
import { readTime } from './read-time.ts'
import { readZone } from './read-zone.ts'
import { type Stamp, setInstant } from './stamp.ts'

/**
 * Stamps that begin neither with a month nor with a year: `09-Jul-2026 13:15:29` of small gear, `13:15:29.902 UTC Thu Jul 9 2026`
 * as `show clock` prints it, and what relays and collectors put there.
 */

const DAYS: ReadonlySet<number> = new Set(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map(packed))

function packed(name: string): number {
  return (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2)
}

/** Reads such a stamp and gives the position behind it, or -1 if it is not whole. */
export function readDayFirst(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const first = skipDigits(bytes, from, end)
  const mark = byteAt(bytes, first, end)
  const digits = first - from
  if (digits <= 2 && mark === COLON) return readClockFirst(bytes, from, end, stamp)
  if (digits <= 2 && mark === DASH) return readNamedDay(bytes, from, end, stamp)
  if (digits <= 2 && mark === SLASH) return readSlashed(bytes, from, end, stamp)
  if (digits === 8 && (mark | 0x20) === 0x74) return readBasic(bytes, from, end, stamp)
  return digits === 10 && mark === DOT ? readEpoch(bytes, from, end, stamp) : -1
}

/** Position behind `Thu` or `Thu,` and blanks; the same position where no day of the week stands. */
export function skipWeekday(bytes: Uint8Array, pos: number, end: number): number {
  const mark = byteAt(bytes, pos + 3, end)
  if (mark !== COMMA && !isBlank(mark)) return pos
  const name = ((bytes[pos]! | 0x20) << 16) | ((bytes[pos + 1]! | 0x20) << 8) | (bytes[pos + 2]! | 0x20)
  const nameEnd = mark === COMMA ? pos + 4 : pos + 3
  const next = skipBlanks(bytes, nameEnd, end)
  return next > nameEnd && DAYS.has(name) ? next : pos
}

/** `13:15:29.902 UTC Thu Jul 9 2026` */
function readClockFirst(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const timeEnd = readTime(bytes, from, end, stamp)
  const zoneEnd = timeEnd < 0 ? -1 : readZone(bytes, timeEnd, end, stamp)
  const dayAt = gap(bytes, zoneEnd, end)
  const monthFrom = dayAt < 0 ? -1 : skipWeekday(bytes, dayAt, end)
  const month = monthFrom <= dayAt ? 0 : monthAt(bytes, monthFrom, end)
  if (month === 0) return -1
  const numberFrom = gap(bytes, skipMonth(bytes, monthFrom, end, month), end)
  const numberEnd = numberFrom < 0 ? -1 : skipDigits(bytes, numberFrom, end)
  const yearAt = gap(bytes, numberEnd, end)
  if (yearAt < 0 || numberEnd === numberFrom || numberEnd > numberFrom + 2 || !isYear(bytes, yearAt, end)) return -1
  setDate(stamp, numberAt(bytes, yearAt, yearAt + 4), month, numberAt(bytes, numberFrom, numberEnd), true)
  return yearAt + 4
}

/** `09-Jul-2026 13:15:29` */
function readNamedDay(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const dayEnd = skipDigits(bytes, from, end)
  const month = monthAt(bytes, dayEnd + 1, end)
  const yearAt = dayEnd + 5
  if (month === 0 || byteAt(bytes, yearAt - 1, end) !== DASH || !isYear(bytes, yearAt, end)) return -1
  const pos = timeBehind(bytes, yearAt + 4, end, stamp)
  if (pos >= 0) setDate(stamp, numberAt(bytes, yearAt, yearAt + 4), month, numberAt(bytes, from, dayEnd), true)
  return pos
}

/** `07/29/2026 13:15:29`: which number is the month shows only if the other one is above 12. Else it is no time. */
function readSlashed(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const firstEnd = skipDigits(bytes, from, end)
  const secondEnd = skipDigits(bytes, firstEnd + 1, end)
  const yearAt = secondEnd + 1
  const digits = secondEnd - firstEnd - 1
  if (digits < 1 || digits > 2 || byteAt(bytes, secondEnd, end) !== SLASH || !isYear(bytes, yearAt, end)) return -1
  const pos = timeBehind(bytes, yearAt + 4, end, stamp)
  if (pos < 0) return -1
  const first = numberAt(bytes, from, firstEnd)
  const second = numberAt(bytes, firstEnd + 1, secondEnd)
  const [month, day] = first > 12 ? [second, first] : [first, second]
  setDate(stamp, numberAt(bytes, yearAt, yearAt + 4), month, day, true)
  if (first !== second && first <= 12 && second <= 12) stamp.stampKind = 'invalid'
  return pos
}

function timeBehind(bytes: Uint8Array, yearEnd: number, end: number, stamp: Stamp): number {
  const timeAt = gap(bytes, yearEnd, end)
  return timeAt < 0 ? -1 : readTime(bytes, timeAt, end, stamp)
}

/** `20260709T131529Z`: ISO 8601 without its dashes and colons. */
function readBasic(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const timeAt = from + 9
  if (skipDigits(bytes, timeAt, Math.min(end, timeAt + 7)) !== timeAt + 6) return -1
  const colons = new Uint8Array(8).fill(COLON)
  for (const [to, at] of [0, 1, 3, 4, 6, 7].entries()) colons[at] = bytes[timeAt + to]!
  readTime(colons, 0, colons.length, stamp)
  setDate(
    stamp,
    numberAt(bytes, from, from + 4),
    numberAt(bytes, from + 4, from + 6),
    numberAt(bytes, from + 6, from + 8),
    true,
  )
  stamp.iso = true
  return timeAt + 6
}

/** `1783602929.123`, seconds since the epoch, before the code: elsewhere it may be part of an address. */
function readEpoch(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const pointAt = from + 10
  const pos = skipDigits(bytes, pointAt + 1, end)
  const digits = pos - pointAt - 1
  const next = skipBlanks(bytes, pos + 1, end)
  if (digits < 1 || digits > 9 || byteAt(bytes, pos, end) !== COLON || byteAt(bytes, next, end) !== PERCENT) return -1
  const ms = Math.floor((numberAt(bytes, pointAt + 1, pos) * 1000) / 10 ** digits)
  setInstant(stamp, numberAt(bytes, from, pointAt) * 1000 + ms, 0)
  return pos
}
