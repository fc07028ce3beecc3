import { z } from 'zod'
import { daysInMonth } from '../core/syslog/civil.ts'
import { durationFault, parseDuration, WRITTEN } from '../document/duration.ts'

/** A point of a test's time: so many ms after its first entry, or an instant in ms since the epoch. */
export interface Moment {
  readonly kind: 'since_begin' | 'instant'
  readonly ms: number
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/

/** A duration such as `10s`, or a time with its offset such as `2026-07-09T13:15:29.902+02:00`. */
export const moment = z
  .string({ error: 'expected a duration such as `10s`, or a time such as `2026-07-09T13:15:29Z`, in quotes' })
  .regex(new RegExp(`${WRITTEN.source}|${INSTANT.source}`), { error: issue => fault(String(issue.input)) })
  .transform((written, context): Moment => {
    const found = parseMoment(written)
    if (found !== null) return found
    context.addIssue({ code: 'custom', message: fault(written), input: written })
    return z.NEVER
  })
  .meta({ examples: ['10s', '2026-07-09T13:15:29.902Z'] })

/** Null for what is no moment: a time that no calendar has, or that leaves out its offset. */
export function parseMoment(written: string): Moment | null {
  const duration = parseDuration(written)
  if (duration !== null) return { kind: 'since_begin', ms: duration }
  const found = INSTANT.exec(written)
  if (found === null) return null
  const [, year, month, day] = found.map(Number)
  const ms = Date.parse(written)
  // Date.parse takes the 30 February for a day of March.
  return Number.isNaN(ms) || day! > daysInMonth(year!, month!) ? null : { kind: 'instant', ms }
}

/** The instant of a moment, in a test that begins at `beginMs`. */
export function instantOf({ kind, ms }: Moment, beginMs: number): number {
  return kind === 'instant' ? ms : beginMs + ms
}

function fault(written: string): string {
  if (INSTANT.test(written)) return `\`${written}\` is a time that no calendar has`
  if (/^\d{4}-/.test(written))
    return `\`${written}\` is not a time\nwrite it whole and with its offset: \`2026-07-09T13:15:29Z\``
  if (WRITTEN.test(written)) return 'a duration is a whole number of milliseconds'
  return `${durationFault(written)}\nwrite \`10s\`, or a time such as \`2026-07-09T13:15:29Z\``
}
