import {
  BLANK,
  byteAt,
  COLON,
  DASH,
  digitOf,
  isBlank,
  isDigit,
  isLetter,
  SLASH,
  skipBlanks,
  skipDigits,
  ZERO,
} from './ascii.ts'
import { daysInMonth } from './civil.ts'
import { NO_TIME_OF_DAY, readTime, twoDigits } from './read-time.ts'
import type { Stamp } from './stamp.ts'

const NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** Months by (second letter + third letter), each letter counted from 1: a sum that differs for all twelve. */
const BY_LETTER_SUM = new Uint8Array(64)
const FIRST_THREE = new Int32Array(13)
for (const [index, name] of NAMES.entries()) {
  BY_LETTER_SUM[(name.charCodeAt(1) & 31) + (name.charCodeAt(2) & 31)] = index + 1
  FIRST_THREE[index + 1] = (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2)
}

/** The month (1-12) whose name begins at `pos`, in any case; 0 for another word. Looks at three letters. */
export function monthAt(bytes: Uint8Array, pos: number, end: number): number {
  if (pos + 3 > end) return 0
  const second = bytes[pos + 1]! | 0x20
  const third = bytes[pos + 2]! | 0x20
  const month = BY_LETTER_SUM[(second & 31) + (third & 31)]!
  return month > 0 && FIRST_THREE[month] === (((bytes[pos]! | 0x20) << 16) | (second << 8) | third) ? month : 0
}

/** Position behind a month's name, whole or cut behind its third letter or later, -1 if the word is another one (`Market`). */
export function skipMonth(bytes: Uint8Array, pos: number, end: number, month: number): number {
  if (!isLetter(byteAt(bytes, pos + 3, end))) return pos + 3
  if (!isLetter(byteAt(bytes, pos + 3, end))) return pos + 3
  const name = NAMES[month - 1]!
  let at = 3
  while (isLetter(byteAt(bytes, pos + at, end))) if ((bytes[pos + at]! | 0x20) !== name.charCodeAt(at++)) return -1
  return pos + at
}

/**
 * Reads a stamp that begins with a month (`Jul  9 13:15:29.902`, `Jan 6 2022 20:52:12`, `Apr 15 21:28:13 2007`) and
 * gives the position behind it, or -1 if it is not whole.
 */
export function readMonthFirst(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const month = monthAt(bytes, from, end)
  if (month === 0) return -1
  // `Jul  9 13:15` in its usual columns needs no search.
  if (byteAt(bytes, from + 9, end) === COLON && bytes[from + 6] === BLANK && bytes[from + 3] === BLANK) {
    const pos = readTime(bytes, from + 7, end, stamp)
    const tens = bytes[from + 4] === BLANK ? 0 : digitOf(bytes[from + 4]!)
    const ones = digitOf(bytes[from + 5]!)
    if (pos >= 0 && (tens | ones) <= 15) {
      return readYearBehind(bytes, pos, end, stamp, month, tens * 10 + ones)
    }
  }
  return readMonthFreely(bytes, from, end, stamp, month)
}

function readMonthFreely(bytes: Uint8Array, from: number, end: number, stamp: Stamp, month: number): number {
  const dayAt = gap(bytes, skipMonth(bytes, from, end, month), end)
  if (dayAt < 0) return -1
  const dayEnd = skipDigits(bytes, dayAt, end)
  const timeAt = gap(bytes, dayEnd, end)
  if (timeAt < 0 || dayEnd === dayAt || dayEnd - dayAt > 2) return -1
  const day = numberAt(bytes, dayAt, dayEnd)
  if (!isYear(bytes, timeAt, end)) {
    const pos = readTime(bytes, timeAt, end, stamp)
    return pos < 0 ? -1 : readYearBehind(bytes, pos, end, stamp, month, day)
  }
  const lateTimeAt = gap(bytes, timeAt + 4, end)
  const pos = lateTimeAt < 0 ? -1 : readTime(bytes, lateTimeAt, end, stamp)
  if (pos >= 0) setDate(stamp, numberAt(bytes, timeAt, timeAt + 4), month, day, true)
  return pos
}

/** Stores a date whose year may stand behind its time, and gives the position behind both. */
function readYearBehind(b: Uint8Array, pos: number, end: number, stamp: Stamp, month: number, day: number): number {
  const yearAt = byteAt(b, pos, end) === COLON ? -1 : gap(b, pos, end)
  const hasYear = yearAt > 0 && isYear(b, yearAt, end)
  setDate(stamp, hasYear ? numberAt(b, yearAt, yearAt + 4) : 0, month, day, hasYear)
  return hasYear ? yearAt + 4 : pos
}

/**
 * Reads a stamp that begins with a year (`2023 May  2 12:55:19`, `2021-06-25 10:09:23.378`, `2021-06-25T10:09:23`,
 * `2023/09/19 15:49:47.171926572`) and gives the position behind it, or -1 if it is not whole.
 */
export function readYearFirst(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const separator = byteAt(bytes, from + 4, end)
  const year = numberAt(bytes, from, from + 4)
  if (separator === DASH || separator === SLASH) return readDashed(bytes, from, end, stamp, year)
  const monthAtPos = gap(bytes, from + 4, end)
  const month = monthAtPos < 0 ? 0 : monthAt(bytes, monthAtPos, end)
  if (month === 0) return -1
  const dayAt = gap(bytes, skipMonth(bytes, monthAtPos, end, month), end)
  if (dayAt < 0) return -1
  const dayEnd = skipDigits(bytes, dayAt, end)
  const timeAt = gap(bytes, dayEnd, end)
  if (timeAt < 0 || dayEnd === dayAt || dayEnd - dayAt > 2) return -1
  const pos = readTime(bytes, timeAt, end, stamp)
  if (pos >= 0) setDate(stamp, year, month, numberAt(bytes, dayAt, dayEnd), true)
  return pos
}

function readDashed(bytes: Uint8Array, from: number, end: number, stamp: Stamp, year: number): number {
  const month = twoDigits(bytes, from + 5, end)
  const day = twoDigits(bytes, from + 8, end)
  const separator = bytes[from + 4]!
  if (month < 0 || day < 0 || bytes[from + 7] !== separator) return readDashedFreely(bytes, from, end, stamp, year)
  const mark = byteAt(bytes, from + 10, end)
  const timeAt = (mark | 0x20) === 0x74 ? from + 11 : gap(bytes, from + 10, end)
  const pos = timeAt < 0 ? -1 : readTime(bytes, timeAt, end, stamp)
  if (pos < 0) return -1
  setDate(stamp, year, month, day, true)
  stamp.iso = separator === DASH
  return pos
}

/** The same where month or day may have one digit. */
function readDashedFreely(bytes: Uint8Array, from: number, end: number, stamp: Stamp, year: number): number {
  const monthEnd = skipDigits(bytes, from + 5, Math.min(end, from + 7))
  const dayEnd = skipDigits(bytes, monthEnd + 1, Math.min(end, monthEnd + 3))
  if (monthEnd === from + 5 || dayEnd <= monthEnd + 1 || bytes[monthEnd] !== bytes[from + 4]) return -1
  const timeAt = (byteAt(bytes, dayEnd, end) | 0x20) === 0x74 ? dayEnd + 1 : gap(bytes, dayEnd, end)
  const pos = timeAt < 0 ? -1 : readTime(bytes, timeAt, end, stamp)
  if (pos < 0) return -1
  setDate(stamp, year, numberAt(bytes, from + 5, monthEnd), numberAt(bytes, monthEnd + 1, dayEnd), true)
  stamp.iso = bytes[from + 4] === DASH
  return pos
}

/** Stores a date; one that no calendar has, or a time that no clock shows, makes the stamp invalid. */
export function setDate(stamp: Stamp, year: number, month: number, day: number, yearStated: boolean): void {
  stamp.year = year
  stamp.month = month
  stamp.day = day
  const isDate = day > 0 && (day <= 28 ? month > 0 && month <= 12 : day <= daysInMonth(yearStated ? year : 2000, month))
  if (!isDate || stamp.timeOfDayMs === NO_TIME_OF_DAY) stamp.stampKind = 'invalid'
  else stamp.stampKind = yearStated ? 'full' : 'yearless'
}

/** Position behind at least one blank, -1 where there is none (or `pos` is -1). */
export function gap(bytes: Uint8Array, pos: number, end: number): number {
  return pos >= 0 && pos < end && isBlank(bytes[pos]!) ? skipBlanks(bytes, pos + 1, end) : -1
}

/** Four digits that are a word of their own: not the head of a time and not of a longer number. */
export function isYear(bytes: Uint8Array, pos: number, end: number): boolean {
  if (pos + 4 > end || skipDigits(bytes, pos, pos + 4) !== pos + 4) return false
  const next = byteAt(bytes, pos + 4, end)
  return !isDigit(next) && (next !== COLON || !isDigit(byteAt(bytes, pos + 5, end)))
}

/** The number that the digits in [from, to) write. */
export function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let pos = from; pos < to; pos++) value = value * 10 + bytes[pos]! - ZERO
  return value
}
