import { OPEN } from './phase.ts'
import { monthAt } from './read-date.ts'
import { skipWeekday } from './read-day-first.ts'
import { readRepeated } from './read-repeated.ts'
import type { Scan } from './scan.ts'

/** The length of `Thu,`. */
const LONGEST_WEEKDAY = 4

/**
 * Reads what begins as a name does and is none: a day of the week before a stamp, or the head of a message that a relay has
 * wrapped. Gives the position behind it, or -1 for any other word.
 */
export function readRareWord(scan: Scan, pos: number, wordEnd: number): number {
  const { bytes, end } = scan
  // Right behind a relay's stamp `sun` may be a host.
  if (wordEnd - pos <= LONGEST_WEEKDAY && scan.phase !== OPEN) {
    const next = skipWeekday(bytes, pos, end)
    if (next > pos && monthAt(bytes, next, end) > 0) return next
  }
  const message = readRepeated(scan, pos)
  if (message >= 0) scan.textStart = message
  return message
}
