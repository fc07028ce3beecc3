import type { Problem } from '../document/problem.ts'
import type { SourceFile } from '../document/source-file.ts'
import { checkEnds } from './check-ends.ts'
import { checkKeySource } from './check-key-source.ts'
import { checkLife } from './check-life.ts'
import { checkMatchable } from './check-matchable.ts'
import { checkShadows } from './check-shadows.ts'
import { checkSilence } from './check-silence.ts'
import { checkRetention } from './check-times.ts'
import { type ReadRule, readRules } from './load.ts'
import { type EffectiveRule, type TunedRules, tuneRules } from './load-tuned.ts'
import { mapping } from './raw.ts'

export interface CheckSettings {
  /** How long the matches topic keeps matches. */
  readonly retentionMs: number
  /** What changes the rules; null for nothing. */
  readonly overrides: SourceFile | null
}

const NO_EFFECT: readonly EffectiveRule[] = []

/**
 * Reads rule files as `loadRules` does, and looks further at rules without errors: at what they can never do, and at rules
 * beside each other. What it adds are warnings. Overrides are
 * checked against the rules; the rules are looked at as their files have them.
 */
export function checkRules(sources: readonly SourceFile[], settings: CheckSettings): TunedRules {
  const read = readRules(sources)
  const doubts = [...read.rules.flatMap(each => doubtsOf(each, settings)), ...checkShadows(read.rules)]
  const checked = { rules: read.rules, problems: inOrder([...read.problems, ...doubts], sources) }
  if (settings.overrides !== null) return tuneRules(checked, settings.overrides)
  return { ...checked, rules: checked.rules.map(({ loaded }) => loaded), effective: NO_EFFECT }
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

function inOrder(problems: readonly Problem[], sources: readonly SourceFile[]): readonly Problem[] {
  const places = new Map(sources.map(({ path }, index) => [path, index]))
  const placeOf = ({ path }: Problem) => places.get(path) ?? places.size
  return problems.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column)
}
