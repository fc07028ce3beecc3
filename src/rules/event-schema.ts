import { z } from 'zod'
import { requiredText } from '../core/required-text.ts'
import type { TextCondition } from '../core/rule.ts'
import { fields, ifFieldsAreSound, name, oneOrMany, words } from '../document/schema-parts.ts'
import { fieldCondition, nameCondition, piece, textCondition } from './condition-schema.ts'
import { groupFault, groupNamesOf, takenFault } from './extract-groups.ts'
import { expressionFault } from './regular-expression.ts'
import { severitiesSchema } from './severities-schema.ts'
import { whenSchema } from './when-schema.ts'

const codeGlob = z
  .string()
  .regex(/^[A-Za-z0-9_.*-]+$/, {
    error: issue =>
      `\`${String(issue.input)}\` is not a pattern of a code\nwrite FACILITY-SEVERITY-MNEMONIC without \`%\` and \`:\`; \`*\` stands for any run of characters, nothing else is special`,
  })
  .meta({ examples: ['SMART_LIC-*-COMM_FAILED', 'SAEVT_COMM_FAIL'] })

const extractingExpression = piece
  .superRefine((expression, context) => {
    const message = expressionFault(expression) ?? groupFault(groupNamesOf(expression))
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
  .meta({ examples: ['server (?P<server>\\S+)'] })

/** Without a code an expression is only run where a piece of text of so many characters stands. */
const LEAST_OF_AN_EXPRESSION = 3

const NO_CODE =
  'has neither `code` nor a text that each of its lines must hold\ngive `code`, or `text` with `contains`, `all`, `any` or `equals`'
const ONLY_EXPRESSION = `has no \`code\`, and \`matches\` requires no text of ${LEAST_OF_AN_EXPRESSION} characters: it would have to look at every line\ngive \`code\`, or \`contains\` beside \`matches\``

/** Fields that stand beside `fields`, as every line may have them. */
const NAMES = ['host', 'process', 'node'] as const

const LINE_PARTS = {
  code: oneOrMany(codeGlob, 'a pattern of a code')
    .optional()
    .describe(
      'Codes: `FACILITY-SEVERITY-MNEMONIC` or an event-log name; `*` stands for any run of characters. Left out: lines of any code, and lines without one; `text` must then hold a piece of text.',
    ),
  text: textCondition.optional().describe('What the text after the code says.'),
  fields: z
    .record(name, fieldCondition)
    .optional()
    .describe(
      'What fields of the line say: pairs of the event log, or JSON and XML in the text. A line without the field does not fit.',
    ),
  host: nameCondition.optional().describe('Which devices.'),
  process: nameCondition.optional().describe('Which processes of a device. A line that names none does not fit.'),
  node: nameCondition
    .optional()
    .describe('Which node, slot or chassis of a device. A line that names none does not fit.'),
  severity: severitiesSchema.optional(),
  when: whenSchema.optional().describe('At which times of the week, by the time of the line if it is believed.'),
}

const negated = fields(LINE_PARTS)
  .refine(parts => Object.keys(parts).length > 0, {
    ...ifFieldsAreSound,
    error: `says nothing\ngive at least one of ${known(LINE_PARTS)}`,
  })
  .refine(...saysNamesOnce())
  .meta({ id: 'not' })

const ALTERNATIVE_PARTS = {
  ...LINE_PARTS,
  not: oneOrMany(negated, `a mapping of ${known(LINE_PARTS)}`)
    .optional()
    .describe('Descriptions of lines that are not the event, although all else holds.'),
  key: z
    .record(name, name)
    .optional()
    .describe(
      'Fields of the key that such a line has under another name: `key: { host: peer }` takes the host from the field `peer`.',
    )
    .meta({ examples: [{ host: 'peer' }] }),
  set: z
    .record(name, words)
    .superRefine((constants, context) => {
      const message = takenFault(Object.keys(constants))
      if (message !== null) context.addIssue({ code: 'custom', message })
    })
    .optional()
    .describe(
      'Fields that each such line has for this rule, with these values. What `extract` finds stands before them.',
    )
    .meta({ examples: [{ service: 'licensing' }] }),
  extract: oneOrMany(extractingExpression, 'a regular expression')
    .optional()
    .describe(
      'Regular expressions in RE2 syntax, each looked for in the text once: what its named groups found are fields of the line for this rule. A line in which it is not found fits all the same.',
    ),
}

const alternative = fields(ALTERNATIVE_PARTS)
  .refine(...saysNamesOnce())
  .superRefine(({ code, text }, context) => {
    const message = code === undefined ? codelessFault(text) : null
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
  .meta({ id: 'event' })

function saysNamesOnce() {
  const twice = (parts: object) => NAMES.find(each => Object.hasOwn(parts, each) && hasField(parts, each))
  return [
    (parts: object) => twice(parts) === undefined,
    {
      ...ifFieldsAreSound,
      error: (issue: { readonly input?: unknown }) => {
        const each = twice(issue.input as object)
        return `says twice what the ${each} is\ngive either \`${each}\` or \`${each}\` among the \`fields\``
      },
    },
  ] as const
}

function hasField(parts: { readonly fields?: object }, each: string): boolean {
  return parts.fields !== undefined && Object.hasOwn(parts.fields, each)
}

/** Why a description that names no code is refused: its lines cannot be told by a piece of their text. Null if they can. */
function codelessFault(text: TextCondition | undefined): string | null {
  const pieces = (text === undefined ? null : requiredText(text))?.anyOf
  if (text?.matches === undefined) return pieces === undefined ? NO_CODE : null
  return pieces?.every(({ length }) => length >= LEAST_OF_AN_EXPRESSION) ? null : ONLY_EXPRESSION
}

function known(parts: object): string {
  return Object.keys(parts)
    .map(each => `\`${each}\``)
    .join(', ')
}

/** An event of a rule: one way for a line to be it, or a list of ways of which one is enough. */
export const eventSchema = z
  .union([alternative, z.array(alternative).min(1)], {
    error: `expected a mapping of ${known(ALTERNATIVE_PARTS)}, or a list of such mappings`,
  })
  .transform(value => (Array.isArray(value) ? value : [value]))

export type AlternativeInFile = z.output<typeof alternative>
export type DescriptionInFile = z.output<typeof negated>

export const eventsSchema = z
  .record(name, eventSchema)
  .refine(events => Object.keys(events).length > 0, { ...ifFieldsAreSound, error: 'names no event' })
  .describe('The events that the rule follows, by name. Each is one description of a line, or a list: any of them.')

/** Words of an operator's language: a cause, a step to take. */
export const sentences = z.array(words).default([])
