import { isoOf } from '../core/iso.ts'

/**
 * Tells that the year of a log is a guess, and how to say it; null if it is none.
 *
 * @param assumedMs the last arrival if the year is a guess, else null
 */
export function assumedYearNote(assumedMs: number | null): string | null {
  if (assumedMs === null) return null
  return `its stamps have no year: the last is taken to be in ${isoOf(assumedMs).slice(0, 4)}; say it with --year`
}
