import { civilFromDays, DAY_MS } from './civil.ts'

/**
 * What kind of time a stamp gives: a date with or without its year, the time since boot, or a date or time that does
 * not exist. Only `yearless` and `full` are instants.
 */
export const STAMP_KINDS = ['none', 'yearless', 'full', 'uptime', 'invalid'] as const
export type StampKind = (typeof STAMP_KINDS)[number]

/** Value of `offsetMinutes`: the stamp names no zone. */
export const NO_ZONE = -100_000
/** Value of `offsetMinutes`: the stamp names a zone that the table does not know. */
export const UNKNOWN_ZONE = -100_001

/** One time stamp as it was read: fields, not an instant. Reused for every line. */
export interface Stamp {
  stampKind: StampKind
  /** 0 when the stamp does not say. */
  year: number
  month: number
  day: number
  /** Since local midnight; a leap second reaches one second further than the clock face. */
  timeOfDayMs: number
  /** 999 for whole seconds, 0 for a fraction of any length. */
  resolutionMs: number
  /** East of UTC, or NO_ZONE or UNKNOWN_ZONE. */
  offsetMinutes: number
  /** The zone's name, packed (see zones.ts); 0 without one. */
  zone: number
  clock: '' | '*' | '.'
  /** Written with dashes: `2021-06-25`. */
  iso: boolean
  leapSecond: boolean
  /** How many digits the fraction of the second has; 0 without one. */
  fractionDigits: number
  /** The year that fitted the last year-less stamp: saves work, never changes a result. */
  yearGuess: number
}

export function newStamp(): Stamp {
  return {
    stampKind: 'none',
    year: 0,
    month: 0,
    day: 0,
    timeOfDayMs: 0,
    resolutionMs: 0,
    offsetMinutes: NO_ZONE,
    zone: 0,
    clock: '',
    iso: false,
    leapSecond: false,
    fractionDigits: 0,
    yearGuess: 1970,
  }
}

export function copyStamp(from: Stamp, to: Stamp): void {
  to.stampKind = from.stampKind
  to.year = from.year
  to.month = from.month
  to.day = from.day
  to.timeOfDayMs = from.timeOfDayMs
  to.resolutionMs = from.resolutionMs
  to.offsetMinutes = from.offsetMinutes
  to.zone = from.zone
  to.clock = from.clock
  to.iso = from.iso
  to.leapSecond = from.leapSecond
  to.fractionDigits = from.fractionDigits
}

/** Makes it the stamp of an instant, in ms since the epoch, that was written in UTC. */
export function setInstant(stamp: Stamp, ms: number, resolutionMs: number): void {
  const days = Math.floor(ms / DAY_MS)
  const date = civilFromDays(days)
  stamp.stampKind = 'full'
  stamp.year = date.year
  stamp.month = date.month
  stamp.day = date.day
  stamp.timeOfDayMs = ms - days * DAY_MS
  stamp.resolutionMs = resolutionMs
  stamp.offsetMinutes = 0
  stamp.zone = 0
  stamp.clock = ''
  stamp.iso = true
  stamp.leapSecond = false
  stamp.fractionDigits = 0
}
