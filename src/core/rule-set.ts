import { type CodeFilter, codeFilter } from './dispatch.ts'
import type { Event } from './event.ts'
import { merged } from './extract.ts'
import type { Extracted } from './field-of.ts'
import { type Fitting, type LineTest, lineTest } from './line-test.ts'
import type { Layout } from './match.ts'
import type { Rule } from './rule.ts'
import { namesIn } from './template.ts'

/** One event definition of one rule, ready to be asked of an event whose code fits. */
interface Candidate {
  readonly rule: Rule
  readonly event: string
  /** One for each alternative; one that holds is enough. */
  readonly tests: readonly LineTest[]
}

/** The names of the events of one rule that an event fits. */
export interface Fit {
  readonly rule: Rule
  readonly events: readonly string[]
  /** Fields that these events take from the text, by the order in which the rule defines them: of equal names the first counts. */
  readonly extracted: Extracted | null
}

/** Rules, compiled for asking which of them an event fits. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  readonly definitions: ReadonlyMap<string, Rule>
  readonly filter: CodeFilter
  /** Names that summaries show: these fields of a line are kept before others. */
  readonly shown: ReadonlySet<string>
  /** By rule, in the order of the set. */
  readonly fits: (event: Event, layout: Layout) => readonly Fit[]
}

/** How many distinct codes are looked up once only; beyond it each line asks anew. A sender cannot fill the memory. */
const CACHED_CODES = 10_000

export function compileRules(rules: readonly Rule[]): RuleSet {
  const definitions = rules.flatMap(rule =>
    rule.events.map(event => ({ rule, event, ways: event.anyOf.map(lineTest) })),
  )
  const byCode = new Map<string | null, readonly Candidate[]>()
  const alternatives = rules.flatMap(rule => rule.events.flatMap(event => event.anyOf))
  const candidatesFor = (code: string | null): readonly Candidate[] => {
    const known = byCode.get(code)
    if (known !== undefined) return known
    const found = definitions.flatMap(({ rule, event, ways }): Candidate[] => {
      const tests = ways.filter(way => way.fitsCode(code))
      return tests.length === 0 ? [] : [{ rule, event: event.name, tests }]
    })
    if (byCode.size < CACHED_CODES) byCode.set(code, found)
    return found
  }
  return {
    rules,
    definitions: new Map(rules.map(rule => [rule.hash, rule])),
    filter: codeFilter(
      alternatives.flatMap(({ codes }) => codes),
      alternatives.some(({ codes }) => codes.length === 0),
    ),
    shown: new Set(rules.flatMap(({ outcomes }) => Object.values(outcomes).flatMap(({ summary }) => namesIn(summary)))),
    fits: (event, layout) => fitsOf(candidatesFor(event.code), event, layout),
  }
}

function fitsOf(candidates: readonly Candidate[], event: Event, layout: Layout): readonly Fit[] {
  const fits: { rule: Rule; events: string[]; extracted: Extracted | null }[] = []
  for (const candidate of candidates) {
    const fitting = firstFitting(candidate.tests, event, layout)
    if (fitting === null) continue
    const { extracted } = fitting
    const last = fits.at(-1)
    if (last?.rule === candidate.rule) {
      last.events.push(candidate.event)
      last.extracted = merged(last.extracted, extracted)
    } else fits.push({ rule: candidate.rule, events: [candidate.event], extracted })
  }
  return fits
}

function firstFitting(tests: readonly LineTest[], event: Event, layout: Layout): Fitting | null {
  for (const { test } of tests) {
    const fitting = test(event, layout)
    if (fitting !== null) return fitting
  }
  return null
}
