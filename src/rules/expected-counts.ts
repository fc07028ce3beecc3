import { z } from 'zod'
import { OUTCOMES, type OutcomeName } from '../core/rule.ts'
import { readDocuments } from '../document/document.ts'
import { type Finding, fault } from '../document/finding.ts'
import { suggestion } from '../document/nearest.ts'
import type { Problem } from '../document/problem.ts'
import { readFields } from '../document/schema-findings.ts'
import { fields, ifFieldsAreSound } from '../document/schema-parts.ts'
import type { SourceFile } from '../document/source-file.ts'

const number = z
  .number({ error: 'must be a number' })
  .int({ error: 'must be a whole number' })
  .min(0, { error: 'must be at least 0' })
  .exactOptional()

const BOUNDS = { exactly: number, at_least: number, at_most: number }

interface WrittenBounds {
  readonly exactly?: number
  readonly at_least?: number
  readonly at_most?: number
}

/** What is wrong with bounds that are each sound. */
function boundsFault({ exactly, at_least, at_most }: WrittenBounds): string | null {
  if (exactly !== undefined && (at_least ?? at_most) !== undefined)
    return '`exactly` stands beside another bound\nleave one of them out'
  return (at_least ?? 0) > (at_most ?? Number.POSITIVE_INFINITY) ? '`at_least` is above `at_most`\nswap the two' : null
}

const bounds = fields(BOUNDS)
const NOTHING = 'says nothing\nwrite `exactly`, `at_least` or `at_most`, also below `met`, `missed` or `fired`'

const ruleCounts = fields({
  ...BOUNDS,
  met: bounds.exactOptional(),
  missed: bounds.exactOptional(),
  fired: bounds.exactOptional(),
}).superRefine((counts, context) => {
  const tell = (message: string, path: readonly string[] = []) =>
    context.addIssue({ code: 'custom', message, path: [...path] })
  if (Object.keys(counts).length === 0) tell(NOTHING)
  const own = boundsFault(counts)
  if (own !== null) tell(own)
  for (const outcome of OUTCOMES) {
    const below = counts[outcome]
    const wrong = below && (Object.keys(below).length === 0 ? NOTHING : boundsFault(below))
    if (wrong) tell(wrong, [outcome])
  }
}, ifFieldsAreSound)

const schema = fields({ expect: z.record(z.string(), ruleCounts, { error: 'expected a mapping of rules' }) })

/** How many incidents of a rule, of one outcome or of all, there must be. */
export interface ExpectedCount {
  readonly rule: string
  /** Null for all outcomes. */
  readonly outcome: OutcomeName | null
  readonly least: number
  /** Infinity for no bound. */
  readonly most: number
}

export interface ReadCounts {
  /** Null if anything is wrong. */
  readonly counts: readonly ExpectedCount[] | null
  readonly problems: readonly Problem[]
}

const EMPTY = { message: 'the file expects nothing', hint: 'write `expect:`' } as const
const WHOLE = {
  name: 'a file of expectations',
  hint: 'write `expect:`, and below it rules with their numbers',
} as const

/** Reads how many incidents of which of these rules are expected. A rule that is not among them is an error. */
export function readExpectedCounts(file: SourceFile, rules: readonly string[]): ReadCounts {
  const { documents, problems } = readDocuments(file, EMPTY)
  const [document, second] = documents
  if (document === undefined) return { counts: null, problems }
  const { value, findings } = readFields(schema, document, WHOLE)
  const found = [
    ...problems,
    ...[...findings, ...unknownRules(value?.expect ?? {}, rules)].map(finding => document.problem(finding)),
    ...(second === undefined
      ? []
      : [second.problem(fault([], 'a second document: one holds all that is expected', 'join the two'))]),
  ]
  return { counts: value === null || found.length > 0 ? null : countsOf(value.expect), problems: found }
}

function unknownRules(expect: object, rules: readonly string[]): readonly Finding[] {
  return Object.keys(expect)
    .filter(id => !rules.includes(id))
    .map(id => fault(['expect', id], `there is no rule \`${id}\``, suggestion(id, rules)))
}

function countsOf(expect: z.output<typeof schema>['expect']): readonly ExpectedCount[] {
  return Object.entries(expect).flatMap(([rule, counts]) =>
    [null, ...OUTCOMES].flatMap((outcome): readonly ExpectedCount[] => {
      const written: WrittenBounds | undefined = outcome === null ? counts : counts[outcome]
      if (written === undefined) return []
      const { exactly, at_least, at_most } = written
      if ((exactly ?? at_least ?? at_most) === undefined) return []
      return [{ rule, outcome, least: exactly ?? at_least ?? 0, most: exactly ?? at_most ?? Number.POSITIVE_INFINITY }]
    }),
  )
}

/** What an expectation asks for, in words. */
export function expectedText({ outcome, least, most }: ExpectedCount): string {
  const number =
    least === most
      ? `exactly ${least}`
      : most === Number.POSITIVE_INFINITY
        ? `at least ${least}`
        : least === 0
          ? `at most ${most}`
          : `${least} to ${most}`
  return outcome === null ? number : `${number} ${outcome}`
}
