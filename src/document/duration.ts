import { z } from 'zod'

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** How a duration is written. */
export const WRITTEN = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g

const EXAMPLES = ['500ms', '10s', '75m', '8h', '7d', '1h30m']

/**
 * Milliseconds of a duration written as `10s`, `9.979s` or `1h30m`, or null where it is not one.
 * Units are ms, s, m, h and d; what is finer than a millisecond is not a duration.
 */
export function parseDuration(written: string): number | null {
  if (!WRITTEN.test(written)) return null
  let ms = 0
  for (const [, amount, unit] of written.matchAll(PART)) ms += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]
  const whole = Math.round(ms)
  return Math.abs(ms - whole) < 1e-6 && Number.isSafeInteger(whole) ? whole : null
}

/** A duration as it is written in a file, in milliseconds; `0s` is one. */
export const durationMs = z
  .string({ error: issue => `a duration is text with a unit, such as \`10s\`\n${numberHint(issue.input)}` })
  .regex(WRITTEN, {
    error: issue => `${durationFault(String(issue.input))}\nwrite a number and one of ms, s, m, h, d: \`10s\``,
  })
  .refine(written => !WRITTEN.test(written) || parseDuration(written) !== null, {
    error: 'a duration is a whole number of milliseconds',
  })
  .meta({ examples: EXAMPLES })
  .transform(written => parseDuration(written) ?? 0)

/** A duration that must be longer than nothing. */
export const positiveMs = durationMs.refine(ms => ms > 0, { error: 'must be longer than nothing' })

/** What to write instead of a number without a unit. */
export function numberHint(input: unknown): string {
  return typeof input === 'number' && input > 0
    ? `write \`${input}s\` if seconds are meant`
    : 'write `10s`, `75m` or `8h`'
}

/** What is wrong with a text that is no duration. */
export function durationFault(written: string): string {
  if (/^\s*-/.test(written)) return `a duration cannot be negative: \`${written}\``
  if (/^\s*\d+(\.\d+)?\s*$/.test(written)) return `a duration needs a unit: \`${written}\``
  return `\`${written}\` is not a duration`
}
