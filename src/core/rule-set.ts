import { globTest, type TextTest, textTest } from './condition.ts'
import { type CodeFilter, codeFilter } from './dispatch.ts'
import type { Event } from './event.ts'
import { type Extraction, extraction, merged } from './extract.ts'
import { type Extracted, fieldOf } from './field-of.ts'
import type { EventAlternative, Rule } from './rule.ts'
import { namesIn } from './template.ts'

/** One event definition of one rule, ready to be asked of an event whose code fits. */
interface Candidate {
  readonly rule: Rule
  readonly event: string
  /** One for each alternative; one that holds is enough. */
  readonly tests: readonly EventTest[]
}

/** Whether an event fits, and the fields that are taken from its text then. */
type EventTest = (event: Event) => Fitting | null

interface Fitting {
  readonly extracted: Extracted | null
}

const FITS: Fitting = { extracted: null }

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
  readonly fits: (event: Event) => readonly Fit[]
}

/** How many distinct codes are looked up once only; beyond it each line asks anew. A sender cannot fill the memory. */
const CACHED_CODES = 10_000

export function compileRules(rules: readonly Rule[]): RuleSet {
  const definitions = rules.flatMap(rule => rule.events.map(event => ({ rule, event, ways: event.anyOf.map(wayOf) })))
  const byCode = new Map<string, readonly Candidate[]>()
  const globs = rules.flatMap(rule => rule.events.flatMap(event => event.anyOf.flatMap(one => one.codes)))
  const candidatesFor = (code: string): readonly Candidate[] => {
    const known = byCode.get(code)
    if (known !== undefined) return known
    const found = definitions.flatMap(({ rule, event, ways }): Candidate[] => {
      const tests = ways.filter(way => way.fitsCode(code)).map(way => way.test)
      return tests.length === 0 ? [] : [{ rule, event: event.name, tests }]
    })
    if (byCode.size < CACHED_CODES) byCode.set(code, found)
    return found
  }
  return {
    rules,
    definitions: new Map(rules.map(rule => [rule.hash, rule])),
    filter: codeFilter(globs),
    shown: new Set(rules.flatMap(({ outcomes }) => Object.values(outcomes).flatMap(({ summary }) => namesIn(summary)))),
    fits: event => (event.code === null ? [] : fitsOf(candidatesFor(event.code), event)),
  }
}

function fitsOf(candidates: readonly Candidate[], event: Event): readonly Fit[] {
  const fits: { rule: Rule; events: string[]; extracted: Extracted | null }[] = []
  for (const candidate of candidates) {
    const fitting = firstFitting(candidate.tests, event)
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

function firstFitting(tests: readonly EventTest[], event: Event): Fitting | null {
  for (const test of tests) {
    const fitting = test(event)
    if (fitting !== null) return fitting
  }
  return null
}

/** One way for a line to be an event, compiled. */
interface Way {
  readonly fitsCode: TextTest
  readonly test: EventTest
}

function wayOf(way: EventAlternative): Way {
  const text = way.text === null ? null : textTest(way.text)
  const fields = Object.entries(way.fields).map(([name, condition]) => ({ name, test: textTest(condition) }))
  const extract: Extraction = way.extract === undefined ? () => null : extraction(way.extract)
  const codes = way.codes.map(globTest)
  return {
    fitsCode: code => codes.some(test => test(code)),
    test: event => {
      if (text !== null && !text(event.text)) return null
      const extracted = extract(event.text)
      const holds = fields.every(({ name, test }) => {
        const value = fieldOf(event, name, extracted)
        return value !== null && test(value)
      })
      if (!holds) return null
      return extracted === null ? FITS : { extracted }
    },
  }
}
