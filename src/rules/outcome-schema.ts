import { z } from 'zod'
import { SEVERITIES } from '../core/rule.ts'
import { positiveMs } from '../document/duration.ts'
import { fields, ifFieldsAreSound, name, oneOrMany, words } from '../document/schema-parts.ts'

export const severitySchema = z.enum(SEVERITIES)

const resolve = fields({
  on: oneOrMany(name, 'a name of an event')
    .optional()
    .describe('Events that end the incident.')
    .meta({ examples: ['restored'] }),
  quiet: positiveMs.optional().describe('The incident ends after so long without news.'),
}).refine(parts => parts.on !== undefined || parts.quiet !== undefined, {
  ...ifFieldsAreSound,
  error: 'says nothing\ngive at least one of `on`, `quiet`',
})

export const escalation = fields({
  after: positiveMs.describe('Counted from the opening of the incident.'),
  severity: severitySchema.describe('What it becomes.'),
})

const outcome = fields({
  severity: severitySchema.describe('How bad it is when it opens.'),
  summary: words
    .describe(
      'One line for people. `{host}`, `{elapsed}`, `{count}`, `{outcome}`, `{severity}`, `{members}`, `{code}`, `{text}`, any key or field.',
    )
    .meta({ examples: ['{host}: no licence server for {elapsed}'] }),
  resolve: resolve
    .optional()
    .describe(
      'How it ends. Left out: `missed` ends with the expected event, a repeat when it clears, a single after 24 h of quiet.',
    ),
  escalate: z.array(escalation).default([]).describe('What it becomes while it stays open.'),
}).meta({ id: 'outcome' })

export type OutcomeInFile = z.output<typeof outcome>

/** What each end of a window becomes. One that is left out publishes nothing. */
export const outcomesSchema = fields({
  met: outcome.optional().describe('Of an expectation: the expected event came in time.'),
  missed: outcome.optional().describe('Of an expectation: it did not come in time.'),
  fired: outcome.optional().describe('Of a repeat or a single.'),
})
  .refine(outcomes => Object.keys(outcomes).length > 0, {
    ...ifFieldsAreSound,
    error: 'holds no outcome: the rule would say nothing',
  })
  .describe('The incidents that the rule makes, by outcome. One that is left out publishes nothing.')

/** How often news is published at most, where a rule does not say. */
export const DEFAULT_UPDATE_MS = 600_000

/** The period of a throttle: `10m` or `{ every: 10m }`. Periods are counted by division, so none may be of no length. */
export const updateEveryMs = z
  .union([positiveMs, fields({ every: positiveMs.describe('The period.') })], {
    error: 'expected a duration such as `10m`, or `{ every: 10m }`',
  })
  .transform(value => (typeof value === 'number' ? value : value.every))
