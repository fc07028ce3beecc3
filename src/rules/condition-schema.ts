import { z } from 'zod'
import { DECIMAL, readDecimal } from '../core/decimal.ts'
import { fields, ifFieldsAreSound } from '../document/schema-parts.ts'
import { expressionFault } from './regular-expression.ts'

export const piece = z.string().min(1)

const regularExpression = piece
  .refine(expression => expressionFault(expression) === null, {
    error: issue => expressionFault(String(issue.input)) ?? '',
  })
  .describe('A regular expression in RE2 syntax, found anywhere in the text.')
  .meta({ examples: ['HTTP Server Error 50[0-9]'] })

const TEXT_PARTS = {
  contains: piece
    .exactOptional()
    .describe('The text holds this.')
    .meta({ examples: ['HTTP Server Error 502'] }),
  all: z
    .array(piece)
    .min(1)
    .exactOptional()
    .describe('The text holds each of these.')
    .meta({ examples: [['changed state', 'to down']] }),
  any: z
    .array(piece)
    .min(1)
    .exactOptional()
    .describe('The text holds at least one of these.')
    .meta({ examples: [['timed out', 'timeout']] }),
  none: z
    .array(piece)
    .min(1)
    .exactOptional()
    .describe('The text holds none of these.')
    .meta({ examples: [['test']] }),
  equals: z
    .string()
    .exactOptional()
    .describe('The text is exactly this.')
    .meta({ examples: ['False'] }),
  matches: regularExpression.exactOptional(),
  ignore_case: z.literal(true).exactOptional().describe('Upper and lower case are the same in every part.'),
}

/** A number is kept as decimal text, so that none is rounded: YAML reads one of too many digits as the nearest that it can hold. */
const bound = z
  .union(
    [
      z.number().refine(value => readDecimal(String(value)) !== null && !isRounded(value), {
        error: issue =>
          `\`${String(issue.input)}\` has more digits than a number of YAML keeps\nwrite it in quotes, digit by digit`,
      }),
      z.string().regex(DECIMAL, {
        error: issue =>
          `\`${String(issue.input)}\` is not a decimal number\nwrite digits, with a sign or a fraction if need be: \`-12.5\``,
      }),
    ],
    { error: 'expected a number' },
  )
  .transform(String)

const boundPart = (description: string) =>
  bound.exactOptional().meta({ description, examples: [90, 0.5, '18446744073709551615'] })

const NUMBER_PARTS = {
  lt: boundPart('The value is a decimal number below this.'),
  lte: boundPart('The value is a decimal number, this or below it.'),
  gt: boundPart('The value is a decimal number above this.'),
  gte: boundPart('The value is a decimal number, this or above it.'),
}

function isRounded(value: number): boolean {
  return Number.isInteger(value) ? !Number.isSafeInteger(value) : String(value).length > 17
}

/** In files `ignore_case`, in rules `ignoreCase`; left out where it is not said. */
function compiled<T extends { readonly ignore_case?: true }>({ ignore_case, ...parts }: T) {
  return ignore_case === undefined ? parts : { ...parts, ignoreCase: ignore_case }
}

/** A mapping of parts of which one at least says something. */
function conditions<T extends typeof TEXT_PARTS>(parts: T) {
  const names = Object.keys(parts).filter(name => name !== 'ignore_case')
  const known = names.map(name => `\`${name}\``).join(', ')
  const mapping = fields(parts).refine(given => names.some(name => Object.hasOwn(given, name)), {
    ...ifFieldsAreSound,
    error: `says nothing\ngive at least one of ${known}`,
  })
  return { mapping, form: `expected text, or a mapping of ${known}` }
}

const ofText = conditions(TEXT_PARTS)
const ofField = conditions({ ...TEXT_PARTS, ...NUMBER_PARTS })

export const textCondition = z
  .union([piece.transform(contains => ({ contains })), ofText.mapping.transform(compiled)], { error: ofText.form })
  .describe('Text is short for `contains`. All parts that are given must hold. Case counts without `ignore_case`.')
  .meta({ id: 'condition', examples: ['HTTP Server Error 502', { all: ['HTTP Server Error', '502'] }] })

const equals = z.string().transform(text => ({ equals: text }))

export const nameCondition = z
  .union([equals, ofText.mapping.transform(compiled)], { error: ofText.form })
  .describe('Text is short for `equals`. All parts that are given must hold. Case counts without `ignore_case`.')
  .meta({ id: 'name-condition', examples: ['wlc1', { none: ['lab-'] }] })

export const fieldCondition = z
  .union([equals, ofField.mapping.transform(compiled)], { error: ofField.form })
  .describe('Text is short for `equals`. All parts that are given must hold. Case counts without `ignore_case`.')
  .meta({ id: 'field-condition', examples: ['False', { contains: 'HOST_NOT_FOUND' }, { gte: 90 }] })
