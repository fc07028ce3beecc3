import type { WeekSpans, WeekTimes } from './rule.ts'
import { DAY_MS } from './syslog/civil.ts'
import { offsetsOf } from './zone-offsets.ts'

const MINUTE_MS = 60_000
export const DAY_MINUTES = 1440
export const WEEK_MINUTES = 7 * DAY_MINUTES
/** 1970-01-01 was a Thursday; weeks begin on Monday. */
const EPOCH_WEEKDAY = 3

/**
 * Tells whether an instant, in milliseconds, stands in these times of its local week.
 *
 * It is the clock on the wall that counts: an hour that summer time doubles is inside twice, one that it leaves out never is.
 * Throws for a zone that is none: `offsetsOf` tells beforehand.
 */
export function weekTimesTest(times: WeekTimes): (instantMs: number) => boolean {
  const offsetAt = offsetsOf(times.zone)
  if (offsetAt === null) throw new Error(`${times.zone} is no zone`)
  const holds = minutesOf(times)
  return instantMs => holds[minuteOfWeek(instantMs + offsetAt(instantMs))] === 1
}

/** 1 for each minute of the local week, from Monday 00:00, that stands in these times; 0 for the others. */
export function minutesOf({ inside, outside }: WeekTimes): Uint8Array {
  const holds = new Uint8Array(WEEK_MINUTES).fill(inside === undefined ? 1 : 0)
  mark(holds, inside ?? [], 1)
  mark(holds, outside ?? [], 0)
  return holds
}

function mark(holds: Uint8Array, spans: WeekSpans, value: number): void {
  for (const [from, to] of spans) holds.fill(value, from, to)
}

function minuteOfWeek(localMs: number): number {
  const minutes = Math.floor((localMs + EPOCH_WEEKDAY * DAY_MS) / MINUTE_MS) % WEEK_MINUTES
  return minutes < 0 ? minutes + WEEK_MINUTES : minutes
}
