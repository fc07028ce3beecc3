import { z } from 'zod'
import { AFTER_MATCH, CONTIGUITIES, PATTERN_KINDS, type PatternKind } from '../core/rule.ts'
import { durationMs, numberHint, positiveMs } from '../document/duration.ts'
import { fields, ifFieldsAreSound, name, oneOrMany } from '../document/schema-parts.ts'

/** A window keeps a time for each line that it counts, so the count bounds its memory. */
const LARGEST_COUNT = 10_000

export const wholeCount = z
  .number()
  .int({ error: 'must be a whole number' })
  .min(1, { error: 'must be at least 1' })
  .max(LARGEST_COUNT, { error: `must be at most ${LARGEST_COUNT}` })

const eventName = name.describe('Name of an event of this rule.').meta({ examples: ['failed'] })

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const margin = z
  .union(
    [
      durationMs.transform(leastMs => ({ leastMs, percent: 0 })),
      fields({
        least: durationMs.default(0).describe('At least so much is added.'),
        percent: z
          .number()
          .min(0, { error: 'must be at least 0' })
          .max(1000, { error: 'must be at most 1000' })
          .describe('So many hundredths of the value are added.')
          .meta({ examples: [10] }),
      }).transform(({ least, percent }) => ({ leastMs: least, percent })),
    ],
    { error: 'expected a duration such as `10m`, or a mapping of `percent` and `least`' },
  )
  .describe('What is added: a duration, or so many percent of the value, but at least a duration.')

const fieldBound = fields({
  field: name
    .describe('Field of the line that says the bound, as a decimal number.')
    .meta({ examples: ['poll_interval'] }),
  unit: z
    .enum(Object.keys(UNITS) as (keyof typeof UNITS)[])
    .default('s')
    .describe('What the number counts.'),
  margin: margin.default({ leastMs: 0, percent: 0 }),
  most: positiveMs.default(7 * UNITS.d).describe('The longest bound, margin included.'),
  otherwise: positiveMs.describe('The bound of a line that does not say one.'),
})

/** A bound as a rule writes it: a duration, or where in the line it stands. */
export const within = z
  .union([positiveMs, fieldBound], {
    error: issue =>
      typeof issue.input === 'number'
        ? `a duration is text with a unit, such as \`10s\`\n${numberHint(issue.input)}`
        : 'expected a duration such as `10s`, or a mapping of `field`, `unit`, `margin`, `most`, `otherwise`',
  })
  .transform(value =>
    typeof value === 'number'
      ? { ms: value, from: null }
      : {
          ms: value.otherwise,
          from: { field: value.field, unitMs: UNITS[value.unit], margin: value.margin, mostMs: value.most },
        },
  )
  .meta({ examples: ['10s', { field: 'poll_interval', margin: { percent: 10, least: '10m' }, otherwise: '25h' }] })

const KIND = 'What kind of pattern it is: the other fields follow from it.'

function kindOf<K extends PatternKind>(kind: K) {
  return z.literal(kind).describe(KIND)
}

const eventNames = oneOrMany(eventName, 'a name of an event')

const expectation = fields({
  kind: kindOf('expectation'),
  after: eventName,
  expect: eventName,
  within: within.describe('The longest time from `after` to `expect` that is still in time, itself included.'),
}).describe('After `after`, `expect` comes within a time: outcome `met`; else `missed`.')

/** A run of a sequence is kept for each line that it has, so their number bounds the memory of a window. */
const MOST_STEPS = 100

const step = z
  .union(
    [
      eventName.transform(event => ({ event, times: 1 })),
      fields({
        event: eventName,
        times: z
          .number()
          .int({ error: 'must be a whole number' })
          .min(1, { error: 'must be at least 1' })
          .default(1)
          .describe('How often it must come.'),
      }),
      fields({ not: eventNames.describe('What must not come between the steps beside it.') }),
    ],
    { error: 'expected a name of an event, a mapping of `event` and `times`, or a mapping of `not`' },
  )
  .meta({ examples: ['scan', { event: 'fail', times: 3 }, { not: 'ok' }] })

const steps = z
  .array(step)
  .min(1)
  .refine(list => list.some(one => 'event' in one), {
    ...ifFieldsAreSound,
    error: 'holds no step that comes: an absence needs something that it follows',
  })
  .refine(list => list.reduce((sum, one) => sum + ('event' in one ? one.times : 0), 0) <= MOST_STEPS, {
    ...ifFieldsAreSound,
    error: `asks for more than ${MOST_STEPS} lines\ncount lines by a pattern of kind \`repeat\``,
  })
  .describe('What must come, in this order. A `not` at the end is an absence that is told when `within` is over.')

const sequence = fields({
  kind: kindOf('sequence'),
  steps,
  within: positiveMs.describe('The longest time from the first line to the last, itself included.'),
  until: eventNames.optional().describe('Events that end what has begun.'),
  contiguity: z
    .enum(CONTIGUITIES)
    .default('relaxed')
    .describe('`strict`: no other line that is an event of this rule stands between.'),
  // biome-ignore lint/suspicious/noThenProperty: the word of the language; its value is text, and nothing waits for it
  then: z
    .enum(AFTER_MATCH)
    .default('skip_past_last')
    .describe('After a match: begin behind its last line, or go on with what began after its first.'),
}).describe('Events one after the other: outcome `fired`.')

const clear = fields({
  below: wholeCount.default(1).describe('Fewer than this many end the incident.'),
  within: positiveMs.optional().describe('The sliding time in which these are counted; the time above if left out.'),
})
  .default({ below: 1 })
  .describe('When the incident is over.')

const repeat = fields({
  kind: kindOf('repeat'),
  event: eventName,
  count: wholeCount.describe('How many raise the incident.').meta({ examples: [3] }),
  within: positiveMs.describe('The sliding time in which they count, itself included.'),
  clear,
}).describe('So many of one event within a sliding time: outcome `fired`.')

const distinct = fields({
  kind: kindOf('distinct'),
  event: eventName,
  field: name
    .describe('The field whose values are counted, each once. A line without it does not count.')
    .meta({ examples: ['host'] }),
  count: wholeCount.describe('How many values raise the incident.').meta({ examples: [3] }),
  within: positiveMs.describe('The sliding time in which they count, itself included.'),
  until: eventNames.optional().describe('Events that take the value of their line out.'),
  clear,
}).describe('So many different values of a field within a sliding time: outcome `fired`.')

const all = fields({
  kind: kindOf('all'),
  events: z
    .array(eventName)
    .min(2, { error: 'needs at least two events' })
    .describe('What must come, in any order.')
    .meta({ examples: [['ring', 'member']] }),
  within: positiveMs.describe('The longest time from the first of them to the last, itself included.'),
}).describe('Each of some events, in any order: outcome `fired`.')

const heartbeat = fields({
  kind: kindOf('heartbeat'),
  event: eventName,
  every: positiveMs.describe('How soon it comes again.'),
  grace: durationMs.default(0).describe('How much later it may come.'),
}).describe('An event that comes again and again, from its first: outcome `missed` for each silence.')

const single = fields({ kind: kindOf('single'), event: eventName }).describe('Each such event: outcome `fired`.')

/** What must happen. A kind more is a member more here, and a case more in `compile.ts`. */
export const patternSchema = z
  .discriminatedUnion('kind', [expectation, sequence, repeat, distinct, all, heartbeat, single], {
    error: issue =>
      issue.code === 'invalid_union' ? `is not a kind of pattern; known are ${PATTERN_KINDS.join(', ')}` : undefined,
  })
  .describe('What must happen.')
  .meta({ examples: [{ kind: 'expectation', after: 'failed', expect: 'restored', within: '10s' }] })

export type PatternInFile = z.output<typeof patternSchema>
