import { z } from 'zod'
import { fields, ifFieldsAreSound } from '../document/schema-parts.ts'

const MOST = 7
const ALL = Array.from({ length: MOST + 1 }, (_, severity) => severity)

const severity = z.int({ error: 'a severity of a code is a whole number from 0 to 7' }).min(0).max(MOST)

const bounds = fields({
  lt: severity
    .exactOptional()
    .describe('More severe than this: the number is below it.')
    .meta({ examples: [4] }),
  lte: severity
    .exactOptional()
    .describe('This severe, or more.')
    .meta({ examples: [4] }),
  gt: severity
    .exactOptional()
    .describe('Less severe than this: the number is above it.')
    .meta({ examples: [4] }),
  gte: severity
    .exactOptional()
    .describe('This severe, or less.')
    .meta({ examples: [4] }),
}).refine(({ lt, lte, gt, gte }) => (lt ?? lte ?? gt ?? gte) !== undefined, {
  ...ifFieldsAreSound,
  error: 'says nothing\ngive at least one of `lt`, `lte`, `gt`, `gte`',
})

/** Severities of a code: 0 (emergency) to 7 (debugging), least first once they are read. */
export const severitiesSchema = z
  .union([severity.transform(one => [one]), z.array(severity).min(1).transform(sorted), bounds.transform(between)], {
    error: 'expected a number from 0 to 7, a list of them, or a mapping of `lt`, `lte`, `gt`, `gte`',
  })
  .refine(severities => severities.length > 0, { error: 'no severity fits\nseverities are 0 to 7' })
  .describe('The severity in the code, 0 (emergency) to 7 (debugging): a number, a list of them, or bounds.')
  .meta({ examples: [3, [0, 1, 2], { lte: 4 }] })

function sorted(severities: readonly number[]): number[] {
  return ALL.filter(each => severities.includes(each))
}

function between({ lt = MOST + 1, lte = MOST, gt = -1, gte = 0 }: z.output<typeof bounds>): number[] {
  return ALL.filter(each => each < lt && each <= lte && each > gt && each >= gte)
}
