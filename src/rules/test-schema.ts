import { z } from 'zod'
import { ACTIONS, RESOLUTIONS } from '../core/incident.ts'
import { OUTCOMES } from '../core/rule.ts'
import { durationMs } from '../document/duration.ts'
import { fields, name, words } from '../document/schema-parts.ts'
import { severitySchema } from './outcome-schema.ts'

const FIRST_YEAR = 1970
const LAST_YEAR = 9999

/** Asks the runtime, which knows the IANA database and offsets. */
function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

const lineInDetail = fields({
  line: z.string().describe('The line as it came.'),
  at: durationMs.optional().describe('Its arrival, counted from the first; left out, its own stamp decides.'),
  device: words.optional().describe('The device of this line, if it names none.'),
})

const line = z
  .union([z.string(), lineInDetail], { error: 'expected a line of text, or a mapping of `line`, `at`, `device`' })
  .transform(value =>
    typeof value === 'string'
      ? { line: value, atMs: null, device: null }
      : { line: value.line, atMs: value.at ?? null, device: value.device ?? null },
  )
  .meta({ examples: ['Jul  9 13:15:39.881: %SMART_LIC-5-COMM_RESTORED: Communications with CSLU restored'] })

/** Beside the fields named here, any key of the rule may stand: `host: wlc1`. */
const event = z
  .object({
    at: durationMs.describe('Arrival and time, counted from the first entry.'),
    event: name.optional().describe('An event of the rule. Left out: only time passes.'),
    text: z.string().optional(),
    fields: z.record(name, z.string()).optional(),
  })
  .catchall(z.string())
  .transform(({ at, event: eventName, text, fields: values, ...key }) => ({
    atMs: at,
    event: eventName ?? null,
    key: key as Readonly<Record<string, string>>,
    text: text ?? null,
    fields: values ?? {},
  }))
  .meta({ examples: [{ at: '0s', event: 'failed', host: 'wlc1' }] })

const whatIsSeen = {
  severity: severitySchema.optional(),
  state: z.enum(['open', 'resolved']).optional(),
  resolution: z.enum(RESOLUTIONS).optional(),
  elapsed: durationMs.optional(),
  count: z.number().int().min(1).optional(),
  summary: z.string().optional(),
}

const revision = fields({
  action: z.enum(ACTIONS),
  at: durationMs.optional().describe('When it was published, counted from the first entry.'),
  ...whatIsSeen,
}).transform(({ at, elapsed, ...rest }) => ({ ...rest, atMs: at ?? null, elapsedMs: elapsed ?? null }))

/** Beside the fields named here, any key of the rule may stand: `host: wlc1`. What is left out is not compared. */
const incident = z
  .object({
    outcome: z.enum(OUTCOMES),
    ...whatIsSeen,
    at: durationMs.optional().describe('When it opened, counted from the first entry.'),
    resolved_at: durationMs.optional().describe('When it was resolved, counted from the first entry.'),
    revisions: z.array(revision).min(1).optional().describe('Every revision, in order.'),
  })
  .catchall(z.string())
  .transform(
    ({ outcome, severity, state, resolution, elapsed, count, summary, at, resolved_at, revisions, ...key }) => ({
      ...{ outcome, severity, state, resolution, count, summary },
      elapsedMs: elapsed ?? null,
      atMs: at ?? null,
      resolvedAtMs: resolved_at ?? null,
      revisions: revisions ?? null,
      key: key as Readonly<Record<string, string>>,
    }),
  )
  .meta({ examples: [{ outcome: 'missed', host: 'wlc1', at: '10s' }] })

/** A test of a rule: a log, as lines or as events on a time line, and every incident that it must give. */
export const testSchema = fields({
  name: words.describe('A promise in the present tense.'),
  year: z.number().int().min(FIRST_YEAR).max(LAST_YEAR).default(2024).describe('The year of stamps without one.'),
  device: words.default('device').describe('The host of lines that name none.'),
  zone: words
    .refine(isZone, {
      error: issue => `\`${String(issue.input)}\` is no zone\nwrite UTC, +02:00 or a name such as Europe/Berlin`,
    })
    .optional()
    .describe('The zone of stamps without one: UTC unless given.'),
  lines: z.array(line).min(1).optional().describe('The log as it came.'),
  events: z.array(event).min(1).optional().describe('The log as a time line of events.'),
  expect: z
    .array(incident)
    .describe(
      'Every incident, in order of opening, compared with its last revision. What is not listed must not be: `[]` is silence. The log ends at the last entry.',
    ),
}).meta({ id: 'test' })

export type RuleTest = z.output<typeof testSchema>
export type TestLine = z.output<typeof line>
export type TestEvent = z.output<typeof event>
export type ExpectedIncident = z.output<typeof incident>
export type ExpectedRevision = z.output<typeof revision>

/** The fields of an entry that are not a key of the rule. */
export const TEST_EVENT_FIELDS = ['at', 'event', 'text', 'fields']
export const EXPECTED_FIELDS = ['outcome', ...Object.keys(whatIsSeen), 'at', 'resolved_at', 'revisions']
