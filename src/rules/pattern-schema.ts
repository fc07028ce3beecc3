import { z } from 'zod'
import { PATTERN_KINDS } from '../core/rule.ts'
import { positiveMs } from './duration.ts'
import { fields, name } from './schema-parts.ts'

/** A window keeps a time for each line that it counts, so the count bounds its memory. */
const LARGEST_COUNT = 10_000

const wholeCount = z
  .number()
  .int({ error: 'must be a whole number' })
  .min(1, { error: 'must be at least 1' })
  .max(LARGEST_COUNT, { error: `must be at most ${LARGEST_COUNT}` })

const eventName = name.describe('Name of an event of this rule.')

const expectation = fields({
  kind: z.literal('expectation'),
  after: eventName,
  expect: eventName,
  within: positiveMs.describe('The longest time from `after` to `expect` that is still in time, itself included.'),
}).describe('After `after`, `expect` comes within a time: outcome `met`; else `missed`.')

const repeat = fields({
  kind: z.literal('repeat'),
  event: eventName,
  count: wholeCount.describe('How many raise the incident.'),
  within: positiveMs.describe('The sliding time in which they count, itself included.'),
  clear: fields({
    below: wholeCount.default(1).describe('Fewer than this many end the incident.'),
    within: positiveMs.optional().describe('The sliding time in which these are counted; the time above if left out.'),
  })
    .default({ below: 1 })
    .describe('When the incident is over.'),
}).describe('So many of one event within a sliding time: outcome `fired`.')

const single = fields({ kind: z.literal('single'), event: eventName }).describe('Each such event: outcome `fired`.')

/** What must happen. A kind more is a member more here, and a case more in `compile.ts`. */
export const patternSchema = z
  .discriminatedUnion('kind', [expectation, repeat, single], {
    error: issue =>
      issue.code === 'invalid_union' ? `is not a kind of pattern; known are ${PATTERN_KINDS.join(', ')}` : undefined,
  })
  .describe('What must happen.')
  .meta({ examples: [{ kind: 'expectation', after: 'failed', expect: 'restored', within: '10s' }] })

export type PatternInFile = z.output<typeof patternSchema>
