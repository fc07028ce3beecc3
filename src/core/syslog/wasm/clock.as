// The arrival clock, for stamps that move it in the simple way: not more than a day ahead, and of a year that is sure.

import { dayMsOf, isDay, isYear } from './calendar'
import { OwnStamp } from './stamp'
import { localOffsetMs } from './zones'

const JUMP_MS: f64 = 86_400_000
/** Closer than this to now no other year can be nearer. */
const SURELY_NEAREST_MS: f64 = 182 * 86_400_000
const YEAR_MS: f64 = 365.2425 * 86_400_000

/** The running maximum of the arrivals. */
let now: f64 = 0
/** Whether a stamp without `*` was seen: from then on those with it count no more. */
let sawSetClock: bool = false
/** The year that fitted the last year-less stamp: saves work, never changes a result. */
let yearGuess: u32 = 1970

export function nowMs(): f64 {
  return now
}

export function hasSeenSetClock(): bool {
  return sawSetClock
}

@inline
export function setClock(ms: f64, saw: bool): void {
  now = ms
  sawSetClock = saw
}

/** Moves the clock to a relay's time. False, and nothing has changed, if that is not simple. */
@inline
export function tickAt(ms: f64): bool {
  if (!(ms - now <= JUMP_MS)) return false
  if (ms > now) now = ms
  return true
}

/** Moves the clock to a device's time. False, and nothing has changed, if that is not simple. */
@inline
export function tickOwn(stamp: OwnStamp): bool {
  if (stamp.neverSet && sawSetClock) return true
  if (!tickAt(instantOf(stamp))) return false
  if (!stamp.neverSet) sawSetClock = true
  return true
}

/** NaN if the year or the zone is not sure. */
@inline
function instantOf(stamp: OwnStamp): f64 {
  const yearless = stamp.year == 0
  const localMs = yearless ? nearestLocalMs(stamp) : dayMsOf(stamp.year, stamp.month, stamp.day) + <f64>stamp.timeOfDayMs
  const offsetMs = stamp.zoned ? stamp.offsetMs : localMs >= 0 ? localOffsetMs(localMs) : NaN
  const ms = localMs - offsetMs
  return yearless && !(Math.abs(ms - now) < SURELY_NEAREST_MS) ? NaN : ms
}

/** The local time of a year-less stamp in the year that brings it nearest to now. */
@inline
function nearestLocalMs(stamp: OwnStamp): f64 {
  const guessed = localMsIn(stamp, yearGuess)
  if (Math.abs(guessed - now) < SURELY_NEAREST_MS) return guessed
  return guessLocalMs(stamp)
}

function guessLocalMs(stamp: OwnStamp): f64 {
  const around = 1970 + <i32>Math.floor(now / YEAR_MS)
  for (let year = around - 1; year <= around + 1; year++) {
    const ms = localMsIn(stamp, year)
    if (!(Math.abs(ms - now) < SURELY_NEAREST_MS)) continue
    yearGuess = year
    return ms
  }
  return NaN
}

/** NaN in a year that does not have the day. */
@inline
function localMsIn(stamp: OwnStamp, year: u32): f64 {
  if (!isYear(year) || !isDay(year, stamp.month, stamp.day)) return NaN
  return dayMsOf(year, stamp.month, stamp.day) + <f64>stamp.timeOfDayMs
}
