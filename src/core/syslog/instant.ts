import { civilFromDays, DAY_MS, daysFromCivil, isLeapYear } from './civil.ts'
import { NO_ZONE, type Stamp, UNKNOWN_ZONE } from './stamp.ts'
import { QUARTER_MS, type Zones } from './zones.ts'

/** Closer than this to the anchor no other year can be nearer: neighbouring years lie 365 days away or more. */
const SURELY_NEAREST_MS = 182 * DAY_MS
/** No zone is further from another zone's clock than this. */
const LARGEST_SHIFT_MS = 14 * 3_600_000

/** The offset from UTC that the stamp says, in minutes; NO_ZONE or UNKNOWN_ZONE if it says none that is known. */
export function statedOffset(stamp: Stamp, zones: Zones): number {
  if (stamp.zone === 0 || zones.abbreviations === undefined) return stamp.offsetMinutes
  return zones.abbreviations.get(stamp.zone) ?? stamp.offsetMinutes
}

/** Whether the zone in which the stamp was written is a guess. */
export function isZoneless(stamp: Stamp, zones: Zones): boolean {
  const offset = statedOffset(stamp, zones)
  return offset === NO_ZONE || offset === UNKNOWN_ZONE
}

/** Instant of a stamp in ms since the epoch, NaN where it is none. See ownInstant. */
export function instantOf(stamp: Stamp, anchorMs: number, zones: Zones): number {
  if (stamp.stampKind === 'full') return inYear(stamp, stamp.year, anchorMs, zones)
  if (stamp.stampKind !== 'yearless') return Number.NaN
  const guess = fits(stamp, stamp.yearGuess) ? inYear(stamp, stamp.yearGuess, anchorMs, zones) : Number.NaN
  if (Math.abs(guess - anchorMs) < SURELY_NEAREST_MS) return guess
  return inYear(stamp, nearestYear(stamp, anchorMs, zones), anchorMs, zones)
}

/** The local time, read as if it were UTC, of a stamp of which instantOf has just given an instant: it has found the year. */
export function localOf(stamp: Stamp): number {
  return localIn(stamp, stamp.stampKind === 'full' ? stamp.year : stamp.yearGuess)
}

/**
 * Of the years around the anchor in which the date exists, the one that brings it nearest; of two that are equally near,
 * the earlier. NaN without an anchor.
 */
function nearestYear(stamp: Stamp, anchorMs: number, zones: Zones): number {
  const around = civilFromDays(Math.floor(anchorMs / DAY_MS)).year
  // Two leap years in a row are at most eight years apart.
  const reach = stamp.month === 2 && stamp.day === 29 ? 8 : 1
  let nearest = Number.NaN
  let distance = Number.POSITIVE_INFINITY
  for (let year = around - reach; year <= around + reach; year++) {
    if (!fits(stamp, year)) continue
    const away = Math.abs(inYear(stamp, year, anchorMs, zones) - anchorMs)
    if (away >= distance) continue
    distance = away
    nearest = year
  }
  if (distance < Number.POSITIVE_INFINITY) stamp.yearGuess = nearest
  return nearest
}

function fits(stamp: Stamp, year: number): boolean {
  return stamp.month !== 2 || stamp.day !== 29 || isLeapYear(year)
}

function localIn(stamp: Stamp, year: number): number {
  return daysFromCivil(year, stamp.month, stamp.day) * DAY_MS + stamp.timeOfDayMs
}

function inYear(stamp: Stamp, year: number, anchorMs: number, zones: Zones): number {
  const local = localIn(stamp, year)
  const offset = statedOffset(stamp, zones)
  if (offset !== NO_ZONE && offset !== UNKNOWN_ZONE) return local - offset * 60_000
  const first = local - zones.offsetOf(local)
  const change = zones.changeAt?.(local) ?? null
  if (change === null || Number.isNaN(change)) return first
  const second = local - change
  return Math.abs(second - anchorMs) < Math.abs(first - anchorMs) ? second : first
}

/**
 * By how much a zone-less stamp is moved back because it stands more than `aheadMs` beyond arrival: the least multiple
 * of 15 minutes that brings it within, as all zones differ by such a multiple. 0 where none up to 14 h does: then it is
 * the clock that is wrong, not the zone.
 */
export function shiftOf(instantMs: number, arrivalMs: number, aheadMs: number): number {
  const beyond = instantMs - arrivalMs - aheadMs
  if (!(beyond > 0)) return 0
  const shift = Math.ceil(beyond / QUARTER_MS) * QUARTER_MS
  return shift <= LARGEST_SHIFT_MS ? shift : 0
}
