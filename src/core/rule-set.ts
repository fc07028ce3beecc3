import { type Candidate, candidatesByCode } from './candidates.ts'
import { globTest } from './condition.ts'
import { type LineFilter, lineFilter, type WantedLines } from './dispatch.ts'
import type { Event } from './event.ts'
import { merged } from './extract.ts'
import type { Extracted } from './field-of.ts'
import { type Fitting, type KeyFrom, type LineTest, lineTest } from './line-test.ts'
import type { Layout } from './match.ts'
import { runsOf } from './piece-table.ts'
import { requiredText } from './required-text.ts'
import type { EventAlternative, Rule } from './rule.ts'
import { namesIn } from './template.ts'

/** The names of the events of one rule that an event fits. */
export interface Fit {
  readonly rule: Rule
  readonly events: readonly string[]
  /** Fields that these events take from the text, by the order in which the rule defines them: of equal names the first counts. */
  readonly extracted: Extracted | null
  /** Under which names these events have fields of the key, where they are others. */
  readonly keyFrom: KeyFrom | null
}

/** Rules, compiled for asking which of them an event fits. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  readonly definitions: ReadonlyMap<string, Rule>
  readonly filter: LineFilter
  /** Names that summaries show: these fields of a line are kept before others. */
  readonly shown: ReadonlySet<string>
  /** By rule, in the order of the set. */
  readonly fits: (event: Event, layout: Layout) => readonly Fit[]
}

export function compileRules(rules: readonly Rule[]): RuleSet {
  const variantOf = variantsOf(rules)
  const definitions = rules.flatMap(rule =>
    rule.events.map(event => ({ rule, event, tests: event.anyOf.map(lineTest) })),
  )
  const candidates = candidatesByCode(definitions.map(({ rule, event, tests }) => ({ rule, event: event.name, tests })))
  return {
    rules,
    definitions: definitionsOf(rules),
    filter: lineFilter(rules.flatMap(({ events }) => events.flatMap(({ anyOf }) => anyOf.flatMap(wantedLines)))),
    shown: new Set(rules.flatMap(({ outcomes }) => Object.values(outcomes).flatMap(({ summary }) => namesIn(summary)))),
    fits: (event, layout) => {
      const fits = fitsOf(candidates(event.code, event.text), event, layout)
      return variantOf === null ? fits : fits.map(fit => ({ ...fit, rule: variantOf(fit.rule, event.host) }))
    },
  }
}

/** Rules and their variants by the hashes that name them in matches and states. */
export function definitionsOf(rules: readonly Rule[]): ReadonlyMap<string, Rule> {
  const all = rules.flatMap(rule => [rule, ...(rule.variants ?? []).map(variant => variant.rule)])
  return new Map(all.map(rule => [rule.hash, rule]))
}

/** Gives the variant of a rule for a host: the rule itself where none fits. */
export function variantFor(rule: Rule): (host: string | null) => Rule {
  const own = (rule.variants ?? []).map(variant => ({ rule: variant.rule, hosts: variant.hosts.map(globTest) }))
  return host => (host === null ? rule : (own.find(({ hosts }) => hosts.some(fits => fits(host)))?.rule ?? rule))
}

/** The same of all rules. Null if none has variants: then nothing need be asked. */
function variantsOf(rules: readonly Rule[]): ((rule: Rule, host: string | null) => Rule) | null {
  const tuned = rules.filter(({ variants = [] }) => variants.length > 0)
  if (tuned.length === 0) return null
  const byRule = new Map(tuned.map(rule => [rule, variantFor(rule)]))
  return (rule, host) => byRule.get(rule)?.(host) ?? rule
}

function wantedLines({ codes, text }: EventAlternative): WantedLines[] {
  const runs = text === null ? null : runsOf(requiredText(text))
  return (codes.length === 0 ? [null] : codes).map(glob => ({ glob, runs }))
}

function fitsOf(candidates: readonly Candidate[], event: Event, layout: Layout): readonly Fit[] {
  const fits: (Omit<Fit, 'events' | 'extracted'> & { events: string[]; extracted: Extracted | null })[] = []
  for (const candidate of candidates) {
    const fitting = firstFitting(candidate.tests, event, layout)
    if (fitting === null) continue
    const { extracted, keyFrom } = fitting
    const last = fits.at(-1)
    if (last?.rule === candidate.rule && last.keyFrom === keyFrom) {
      last.events.push(candidate.event)
      last.extracted = merged(last.extracted, extracted)
    } else fits.push({ rule: candidate.rule, events: [candidate.event], extracted, keyFrom })
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
