import { checkEnds } from './check-ends.ts'
import { checkKeySource } from './check-key-source.ts'
import { checkLife } from './check-life.ts'
import { checkMatchable } from './check-matchable.ts'
import { checkShadows } from './check-shadows.ts'
import { checkSilence } from './check-silence.ts'
import { checkRetention } from './check-times.ts'
import { type LoadedRules, type ReadRule, readRules } from './load.ts'
import type { Problem } from './problem.ts'
import { mapping } from './raw.ts'
import type { RuleSource } from './rule-source.ts'

export interface CheckSettings {
  /** How long the matches topic keeps matches. */
  readonly retentionMs: number
}

/**
 * Reads rule files as `loadRules` does, and looks further at rules without errors: at what they can never do, and at rules
 * beside each other. What it adds are warnings.
 */
export function checkRules(sources: readonly RuleSource[], settings: CheckSettings): LoadedRules {
  const { rules, problems } = readRules(sources)
  const doubts = [...rules.flatMap(each => doubtsOf(each, settings)), ...checkShadows(rules)]
  return { rules: rules.map(({ loaded }) => loaded), problems: inOrder([...problems, ...doubts], sources) }
}

function doubtsOf({ loaded, document }: ReadRule, { retentionMs }: CheckSettings): readonly Problem[] {
  const { rule, tests } = loaded
  const raw = mapping(document.data)
  const findings = [
    ...checkMatchable(rule, raw),
    ...checkKeySource(rule, raw),
    ...checkEnds(rule, raw),
    ...checkLife(rule),
    ...checkRetention(raw, retentionMs),
    ...checkSilence(tests),
  ]
  return findings.map(finding => document.problem(finding))
}

function inOrder(problems: readonly Problem[], sources: readonly RuleSource[]): readonly Problem[] {
  const places = new Map(sources.map(({ path }, index) => [path, index]))
  const placeOf = ({ path }: Problem) => places.get(path) ?? places.size
  return problems.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column)
}
