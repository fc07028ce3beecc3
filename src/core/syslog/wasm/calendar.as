// Dates and the instants of local midnights.

const DAY_MS: f64 = 86_400_000
const FIRST_YEAR: u32 = 1970
const LAST_YEAR: u32 = 2199

/** Month by the sum of its second and third letter, each counted from 1: a sum that differs for all twelve. */
const MONTH_BY_SUM = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 12, 0, 0, 10, 0, 0, 5, 0, 8, 0, 0, 0,
  0, 7, 4, 6, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])

/** The three letters of each month as the low bytes of a little-endian word. */
const MONTH_LETTERS = memory.data<u32>([
  0, 0x6e614a, 0x626546, 0x72614d, 0x727041, 0x79614d, 0x6e754a, 0x6c754a, 0x677541, 0x706553, 0x74634f, 0x766f4e,
  0x636544,
])

let knownDate: u32 = 0
let knownDayMs: f64 = 0

/** The month (1-12) whose three letters, `Jan`, and a blank stand at `pos`; 0 for none. */
@inline
export function monthAt(pos: usize): u32 {
  const letters = load<u32>(pos)
  const sum = ((letters >> 8) & 31) + ((letters >> 16) & 31)
  const month = <u32>load<u8>(MONTH_BY_SUM + <usize>sum)
  return month != 0 && (load<u32>(MONTH_LETTERS + <usize>(month << 2)) | 0x20000000) == letters ? month : 0
}

@inline
export function isYear(year: u32): bool {
  return year >= FIRST_YEAR && year <= LAST_YEAR
}

@inline
function isLeapYear(year: u32): bool {
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0)
}

/** Whether a month (1-12) of a year has this day. */
@inline
export function isDay(year: u32, month: u32, day: u32): bool {
  if (day - 1 < 28) return true
  if (day - 1 > 30) return false
  if (month == 2) return day == 29 && isLeapYear(year)
  return day <= 30 || ((month + (month >> 3)) & 1) == 1
}

/** Milliseconds from 1970 to the local midnight at which a date begins. The date must exist. */
@inline
export function dayMsOf(year: u32, month: u32, day: u32): f64 {
  const date = (year << 9) | (month << 5) | day
  if (date != knownDate) {
    knownDate = date
    knownDayMs = <f64>daysFromCivil(year, month, day) * DAY_MS
  }
  return knownDayMs
}

/** Counts in years that begin on 1 March, so that the leap day is the last day of its year. */
function daysFromCivil(year: u32, month: u32, day: u32): i32 {
  const y = month <= 2 ? year - 1 : year
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return <i32>(y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear) - 719_468
}
