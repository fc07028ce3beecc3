import { RE2JS } from 're2js'
import { z } from 'zod'
import { fields, ifFieldsAreSound, name, oneOrMany, words } from '../document/schema-parts.ts'
import { groupFault, groupNamesOf } from './extract-groups.ts'

const piece = z.string().min(1)

/** The reason why RE2 refuses a regular expression, or null where it takes it. */
function refusal(expression: string): string | null {
  try {
    RE2JS.compile(expression)
    return null
  } catch (error) {
    return error instanceof Error ? error.message.replace('error parsing regexp: ', '') : String(error)
  }
}

function notRe2(reason: string | null): string {
  return `not a regular expression in RE2 syntax: ${reason}\nlook-around and back references do not exist: they cannot be matched in linear time`
}

const regularExpression = piece
  .refine(expression => refusal(expression) === null, {
    error: issue => notRe2(refusal(String(issue.input))),
  })
  .describe('A regular expression in RE2 syntax, found anywhere in the text.')
  .meta({ examples: ['HTTP Server Error 50[0-9]'] })

const conditions = fields({
  contains: piece.exactOptional().describe('The text holds this.'),
  all: z.array(piece).min(1).exactOptional().describe('The text holds each of these.'),
  any: z.array(piece).min(1).exactOptional().describe('The text holds at least one of these.'),
  none: z.array(piece).min(1).exactOptional().describe('The text holds none of these.'),
  equals: z.string().exactOptional().describe('The text is exactly this.'),
  matches: regularExpression.exactOptional(),
}).refine(parts => Object.keys(parts).length > 0, {
  ...ifFieldsAreSound,
  error: 'says nothing\ngive at least one of `contains`, `all`, `any`, `none`, `equals`, `matches`',
})

const CONDITION_FORM = 'expected text, or a mapping of `contains`, `all`, `any`, `none`, `equals`, `matches`'

const textCondition = z
  .union([piece.transform(contains => ({ contains })), conditions], { error: CONDITION_FORM })
  .describe('Text is short for `contains`. All parts that are given must hold. Case counts.')
  .meta({ id: 'condition', examples: ['HTTP Server Error 502', { all: ['HTTP Server Error', '502'] }] })

const fieldCondition = z
  .union([z.string().transform(equals => ({ equals })), conditions], { error: CONDITION_FORM })
  .describe('Text is short for `equals`. All parts that are given must hold. Case counts.')
  .meta({ id: 'field-condition', examples: ['False', { contains: 'HOST_NOT_FOUND' }] })

const codeGlob = z
  .string()
  .regex(/^[A-Za-z0-9_.*-]+$/, {
    error: issue =>
      `\`${String(issue.input)}\` is not a pattern of a code\nwrite FACILITY-SEVERITY-MNEMONIC without \`%\` and \`:\`; \`*\` stands for any run of characters, nothing else is special`,
  })
  .meta({ examples: ['SMART_LIC-*-COMM_FAILED', 'SAEVT_COMM_FAIL'] })

const extractingExpression = piece
  .superRefine((expression, context) => {
    const refused = refusal(expression)
    const message = refused === null ? groupFault(groupNamesOf(expression)) : notRe2(refused)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
  .meta({ examples: ['server (?P<server>\\S+)'] })

const alternative = fields({
  code: oneOrMany(codeGlob, 'a pattern of a code').describe(
    'Codes: `FACILITY-SEVERITY-MNEMONIC` or an event-log name; `*` stands for any run of characters.',
  ),
  text: textCondition.optional().describe('What the text after the code says.'),
  fields: z
    .record(name, fieldCondition)
    .optional()
    .describe(
      'What fields of the line say: pairs of the event log, or JSON and XML in the text. A line without the field does not fit.',
    ),
  host: fieldCondition.optional().describe('Which devices.'),
  extract: oneOrMany(extractingExpression, 'a regular expression')
    .optional()
    .describe(
      'Regular expressions in RE2 syntax, each looked for in the text once: what its named groups found are fields of the line for this rule. A line in which it is not found fits all the same.',
    ),
})
  .refine(({ host, fields: named }) => host === undefined || named === undefined || !Object.hasOwn(named, 'host'), {
    ...ifFieldsAreSound,
    error: 'says twice what the host is\ngive either `host` or `host` among the `fields`',
  })
  .meta({ id: 'event' })

/** An event of a rule: one way for a line to be it, or a list of ways of which one is enough. */
export const eventSchema = z
  .union([alternative, z.array(alternative).min(1)], {
    error: 'expected a mapping of `code`, `text`, `fields`, `host`, `extract`, or a list of such mappings',
  })
  .transform(value => (Array.isArray(value) ? value : [value]))

export type AlternativeInFile = z.output<typeof alternative>

export const eventsSchema = z
  .record(name, eventSchema)
  .refine(events => Object.keys(events).length > 0, { ...ifFieldsAreSound, error: 'names no event' })
  .describe('The events that the rule follows, by name. Each is one description of a line, or a list: any of them.')

/** Words of an operator's language: a cause, a step to take. */
export const sentences = z.array(words).default([])
