import { z } from 'zod'
import { OUTCOMES } from '../core/rule.ts'
import { durationMs, positiveMs } from '../document/duration.ts'
import { fields, ifFieldsAreSound, oneOrMany } from '../document/schema-parts.ts'
import { escalation, severitySchema, updateEveryMs } from './outcome-schema.ts'
import { wholeCount, within } from './pattern-schema.ts'

const ruleId = z
  .string()
  .min(1)
  .describe('Id of a rule.')
  .meta({ examples: ['cisco-slup-http-502'] })

const hostGlob = z
  .string()
  .regex(/^[^\s*]*(?:\*[^\s*]*)*$/, { error: issue => `\`${String(issue.input)}\` is not a pattern of a host` })
  .min(1)
  .meta({ examples: ['lab-*', 'wlc1'] })

const outcomeNumbers = fields({
  severity: severitySchema.exactOptional().describe('How bad it is when it opens.'),
  escalate: z
    .array(escalation)
    .exactOptional()
    .describe('What it becomes while it stays open, in place of the rule’s steps.'),
}).describe('Of an outcome that the rule has.')

/** The numbers of a pattern; which of them a rule has says its kind. */
const PATTERN_NUMBERS = {
  within: within.exactOptional().describe('The time in which the pattern must be complete.'),
  count: wholeCount.exactOptional().describe('How many raise the incident.'),
  clear: fields({
    below: wholeCount.exactOptional().describe('Fewer than this many end the incident.'),
    within: positiveMs.exactOptional().describe('The sliding time in which these are counted.'),
  })
    .exactOptional()
    .describe('When the incident is over.'),
  every: positiveMs.exactOptional().describe('How soon a beat comes again.'),
  grace: durationMs.exactOptional().describe('How much later a beat may come.'),
}

/** The numbers of an incident's life. */
const LIFE_NUMBERS = {
  suppress: durationMs.exactOptional().describe('For so long after an opening a further one opens nothing.'),
  update: updateEveryMs.exactOptional().describe('At most one update a period.'),
  reopen: durationMs.exactOptional().describe('An opening so soon after the resolution continues the incident.'),
  outcomes: fields(
    Object.fromEntries(OUTCOMES.map(name => [name, outcomeNumbers.exactOptional()])) as Record<
      (typeof OUTCOMES)[number],
      z.ZodExactOptional<typeof outcomeNumbers>
    >,
  )
    .exactOptional()
    .describe('Severities and escalations, by outcome.'),
}

const override = fields({
  rule: ruleId,
  host: oneOrMany(hostGlob, 'a pattern of a host')
    .optional()
    .describe('For these hosts only, `*` stands for any run of characters. Left out: for all.'),
  ...PATTERN_NUMBERS,
  ...LIFE_NUMBERS,
})
  .refine(entry => Object.keys(entry).some(name => name !== 'rule' && name !== 'host'), {
    ...ifFieldsAreSound,
    error: `changes nothing\ngive at least one of ${[...Object.keys(PATTERN_NUMBERS), ...Object.keys(LIFE_NUMBERS)].map(name => `\`${name}\``).join(', ')}`,
  })
  .meta({ id: 'override', examples: [{ rule: 'cisco-slup-http-502', host: 'lab-*', within: '30s' }] })

/** What a site changes of rules that it does not own: the mapping that stands under `rules:` of the configuration. */
export const overridesSchema = fields({
  disable: z.array(ruleId).default([]).describe('Rules that are not used.'),
  override: z.array(override).default([]).describe('Other numbers for rules, for all hosts or for some.'),
}).describe('Rules that are not used, and other numbers for those that are.')

export type Overrides = z.output<typeof overridesSchema>
export type Override = Overrides['override'][number]

/** The fields of an override that are numbers of the pattern, and those of the incident's life. */
export const PATTERN_NUMBER_NAMES = Object.keys(PATTERN_NUMBERS)
export const LIFE_NUMBER_NAMES = Object.keys(LIFE_NUMBERS)
