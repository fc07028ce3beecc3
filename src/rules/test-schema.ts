import { z } from 'zod'
import { ACTIONS, RESOLUTIONS } from '../core/incident.ts'
import { OUTCOMES } from '../core/rule.ts'
import { durationMs, positiveMs } from '../document/duration.ts'
import { fields, name, words } from '../document/schema-parts.ts'
import { type Moment, moment } from './moment.ts'
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

const late = positiveMs
  .optional()
  .describe('Handed on only when the log has passed its place in the order by so much: the folds take it as late.')

const MOST_COPIES = 1000

const duplicate = z
  .union([z.boolean(), z.number().int().min(1).max(MOST_COPIES)], {
    error: `expected \`true\`, or how often it is delivered again, at most ${MOST_COPIES}`,
  })
  .optional()
  .describe('Delivered again at once, as by a relay that tries again: once, or so many times.')

const RESTART_ALONE = 'a restart is an entry of its own\nwrite `- restart: true`'

/** Refuses what only an entry of its own says, with words for who wrote it into another. */
const noRestart = z.never({ error: RESTART_ALONE }).optional().describe('Not here: a restart is an entry of its own.')

/** No strict mapping: of two ways to read a mapping, zod takes the one in which only names are wrong, and that is this one. */
const restart = z
  .looseObject({ restart: z.literal(true).describe('Here the state of the shard is saved and loaded again.') })
  .refine(entry => Object.keys(entry).length === 1, { error: RESTART_ALONE, abort: true })
  .transform(() => ({ kind: 'restart' as const }))
  .meta({ additionalProperties: false, examples: [{ restart: true }] })

const lineInDetail = fields({
  line: z
    .string()
    .describe('The line as it came.')
    .meta({ examples: ['Jul  9 13:15:39.881: %SYS-5-RESTART: System restarted --'] }),
  at: moment.optional().describe('Its arrival, counted from the first; left out, its own stamp decides.'),
  device: words
    .optional()
    .describe('The device of this line, if it names none.')
    .meta({ examples: ['wlc1'] }),
  late,
  duplicate,
  restart: noRestart,
})

const line = z
  .union([z.string(), lineInDetail, restart], {
    error: 'expected a line of text, a mapping of `line`, `at`, `device`, `late`, `duplicate`, or `restart: true`',
  })
  .transform((value): TestEntry<TestLine> => {
    if (typeof value === 'string') return { kind: 'line', line: value, device: null, ...deliveryOf({}) }
    if ('kind' in value) return value
    return { kind: 'line', line: value.line, device: value.device ?? null, ...deliveryOf(value) }
  })
  .meta({ examples: ['Jul  9 13:15:39.881: %SMART_LIC-5-COMM_RESTORED: Communications with CSLU restored'] })

/** Beside the fields named here, any key of the rule may stand: `host: wlc1`. */
const eventInDetail = z
  .object({
    at: moment.describe('Arrival and time, counted from the first entry.'),
    event: name
      .optional()
      .describe('An event of the rule. Left out: only time passes.')
      .meta({ examples: ['failed'] }),
    text: z
      .string()
      .optional()
      .describe('The text of the line; the name of the event if left out.')
      .meta({ examples: ['HTTP Server Error 502'] }),
    fields: z
      .record(name, z.string())
      .optional()
      .describe('Fields of the line.')
      .meta({ examples: [{ success: 'False' }] }),
    late,
    duplicate,
    restart: noRestart,
  })
  .catchall(z.string())
  .transform(
    ({
      at,
      event: eventName,
      text,
      fields: values,
      late: lateMs,
      duplicate: again,
      restart: _,
      ...key
    }): TestEvent => ({
      kind: 'event',
      ...deliveryOf({ late: lateMs, duplicate: again }),
      at,
      event: eventName ?? null,
      key: key as Readonly<Record<string, string>>,
      text: text ?? null,
      fields: values ?? {},
    }),
  )
  .meta({ examples: [{ at: '0s', event: 'failed', host: 'wlc1' }] })

const event = z.union([eventInDetail, restart], {
  error: 'expected a mapping, such as `{ at: 0s, event: failed }` or `restart: true`',
})

/** How an entry comes to the folds. */
interface Delivery {
  readonly at: Moment | null
  /** By how much the log has passed it when it is handed on; null for in its place. */
  readonly lateMs: number | null
  /** How often it is delivered: 1, and more with duplicates. */
  readonly deliveries: number
}

export interface TestLine extends Delivery {
  readonly kind: 'line'
  readonly line: string
  readonly device: string | null
}

export interface TestEvent extends Delivery {
  readonly kind: 'event'
  readonly at: Moment
  readonly event: string | null
  readonly key: Readonly<Record<string, string>>
  readonly text: string | null
  readonly fields: Readonly<Record<string, string>>
}

export type TestEntry<T extends TestLine | TestEvent> = T | { readonly kind: 'restart' }

function deliveryOf(written: {
  readonly at?: Moment | undefined
  readonly late?: number | undefined
  readonly duplicate?: boolean | number | undefined
}): Delivery {
  const { at, late: lateMs, duplicate: again } = written
  return { at: at ?? null, lateMs: lateMs ?? null, deliveries: 1 + Number(again ?? 0) }
}

const whatIsSeen = {
  severity: severitySchema.optional().describe('How bad it is.'),
  state: z.enum(['open', 'resolved']).optional().describe('Whether it is over.'),
  resolution: z.enum(RESOLUTIONS).optional().describe('What ended it.'),
  elapsed: durationMs.optional().describe('How long the fault has lasted.'),
  count: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('How many lines it has, or values.')
    .meta({ examples: [3] }),
  members: z
    .array(z.record(name, z.string()))
    .optional()
    .describe('The keys that are failing, in the order in which they joined; of each the fields that are named.')
    .meta({ examples: [[{ host: 'wlc1' }, { host: 'wlc2' }]] }),
  events: z
    .array(z.string())
    .optional()
    .describe('The lines that the incident shows, in order: of each its code, or a part of its text.')
    .meta({ examples: [['SMART_LIC-3-COMM_FAILED']] }),
  summary: z
    .string()
    .optional()
    .describe('What it says to people.')
    .meta({ examples: ['wlc1: no licence server for 10s'] }),
}

const revision = fields({
  action: z.enum(ACTIONS).describe('What happened to the incident.'),
  at: moment.optional().describe('When it was published, counted from the first entry.'),
  ...whatIsSeen,
}).transform(({ at, elapsed, ...rest }) => ({ ...rest, at: at ?? null, elapsedMs: elapsed ?? null }))

/** Beside the fields named here, any key of the rule may stand: `host: wlc1`. What is left out is not compared. */
const incident = z
  .object({
    outcome: z.enum(OUTCOMES).describe('Which outcome of the rule it is.'),
    ...whatIsSeen,
    at: moment.optional().describe('When it opened, counted from the first entry.'),
    resolved_at: moment.optional().describe('When it was resolved, counted from the first entry.'),
    revisions: z.array(revision).min(1).optional().describe('Every revision, in order.'),
  })
  .catchall(z.string())
  .transform(
    ({
      outcome,
      severity,
      state,
      resolution,
      elapsed,
      count,
      members,
      events,
      summary,
      at,
      resolved_at,
      revisions,
      ...key
    }) => ({
      ...{ outcome, severity, state, resolution, count, members, events, summary },
      elapsedMs: elapsed ?? null,
      at: at ?? null,
      resolvedAt: resolved_at ?? null,
      revisions: revisions ?? null,
      key: key as Readonly<Record<string, string>>,
    }),
  )
  .meta({ examples: [{ outcome: 'missed', host: 'wlc1', at: '10s' }] })

/** A test of a rule: a log, as lines or as events on a time line, and every incident that it must give. */
export const testSchema = fields({
  name: words
    .describe('A promise in the present tense.')
    .meta({ examples: ['is silent where the answer comes in time'] }),
  year: z
    .number()
    .int()
    .min(FIRST_YEAR)
    .max(LAST_YEAR)
    .optional()
    .describe('The year of stamps without one: of the first entry if its `at` is a time, else 2024.')
    .meta({ examples: [2024] }),
  device: words.default('device').describe('The host of lines that name none.'),
  zone: words
    .refine(isZone, {
      error: issue => `\`${String(issue.input)}\` is no zone\nwrite UTC, +02:00 or a name such as Europe/Berlin`,
    })
    .optional()
    .describe('The zone of stamps without one: UTC unless given.')
    .meta({ examples: ['Europe/Berlin', '+02:00'] }),
  lines: z.array(line).min(1).optional().describe('The log as it came.'),
  events: z.array(event).min(1).optional().describe('The log as a time line of events.'),
  expect: z
    .array(incident)
    .describe(
      'Every incident, in order of opening, compared with its last revision. What is not listed must not be: `[]` is silence. The log ends at the last entry.',
    ),
}).meta({ id: 'test' })

export type RuleTest = z.output<typeof testSchema>
export type ExpectedIncident = z.output<typeof incident>
export type ExpectedRevision = z.output<typeof revision>

/** The fields of an entry that are not a key of the rule. */
export const TEST_EVENT_FIELDS = Object.keys(eventInDetail.in.shape)
export const EXPECTED_FIELDS = ['outcome', ...Object.keys(whatIsSeen), 'at', 'resolved_at', 'revisions']
