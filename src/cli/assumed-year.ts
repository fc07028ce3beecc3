import type { ArrivalClock } from '../core/arrival.ts'
import { isoOf } from '../core/iso.ts'

/** Tells that the year of a log is a guess, and how to say it; null if it is none. */
export function assumedYearNote(clock: ArrivalClock): string | null {
  if (!clock.yearAssumed) return null
  return `its stamps have no year: the last is taken to be in ${isoOf(clock.now).slice(0, 4)}; say it with --year`
}
