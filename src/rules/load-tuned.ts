import type { Rule } from '../core/rule.ts'
import { type FileDocument, readDocuments } from '../document/document.ts'
import { fault } from '../document/finding.ts'
import type { Problem } from '../document/problem.ts'
import type { SourceFile } from '../document/source-file.ts'
import type { LoadedRules, ReadRules } from './load.ts'
import { type NamedNumbers, namedNumbers } from './named-numbers.ts'
import { tune } from './tune.ts'

/** A number of a rule as its file has it, and as it is in effect. */
export interface ChangedNumber {
  readonly name: string
  readonly default: string
  readonly effective: string
}

/** What overrides make of a rule: for some hosts, or, with `hosts: null`, for all others. */
export interface EffectiveRule {
  readonly rule: string
  readonly hosts: readonly string[] | null
  readonly disabled: boolean
  readonly changes: readonly ChangedNumber[]
}

export interface TunedRules extends LoadedRules {
  /** What has changed, in the order of the rules. */
  readonly effective: readonly EffectiveRule[]
}

const NO_OVERRIDES = { message: 'the file changes no rule', hint: 'write `disable:` or `override:`' } as const

/** Rules as overrides change them. The problems are those of the rules, then those of the overrides. */
export function tuneRules({ rules, problems }: ReadRules, overrides: SourceFile): TunedRules {
  const { documents, problems: unread } = readDocuments(overrides, NO_OVERRIDES)
  const loaded = rules.map(each => each.loaded)
  const [document, ...others] = documents
  if (document === undefined) return { rules: loaded, problems: [...problems, ...unread], effective: [] }
  const toTune = rules.map(each => ({ rule: each.loaded.rule, data: each.document.data }))
  const isComplete = !problems.some(({ level }) => level === 'error')
  const tuned = tune(toTune, document, isComplete)
  const found = [...unread, ...tuned.findings.map(finding => document.problem(finding)), ...others.map(second)]
  const isSound = !found.some(({ level }) => level === 'error')
  const effective = loaded.flatMap(({ rule }) => effectOf(rule, tuned.rules.get(rule.id), tuned.disabled))
  return {
    rules: loaded.flatMap(each => {
      const rule = tuned.rules.get(each.rule.id)
      return rule === undefined ? [] : [{ ...each, rule }]
    }),
    problems: [...problems, ...found.sort((a, b) => a.line - b.line || a.column - b.column)],
    effective: isSound ? effective : [],
  }
}

function second(document: FileDocument): Problem {
  return document.problem(fault([], 'a second document: one holds all that is changed', 'join the two'))
}

function effectOf(rule: Rule, tuned: Rule | undefined, disabled: ReadonlySet<string>): readonly EffectiveRule[] {
  const id = rule.id
  if (disabled.has(id)) return [{ rule: id, hosts: null, disabled: true, changes: [] }]
  if (tuned === undefined) return []
  const own = namedNumbers(rule)
  const ways = [...(tuned.variants ?? []), { hosts: null, rule: tuned }]
  return ways
    .map(way => ({ rule: id, hosts: way.hosts, disabled: false, changes: changesBetween(own, namedNumbers(way.rule)) }))
    .filter(({ hosts, changes }) => hosts !== null || changes.length > 0)
}

function changesBetween(own: NamedNumbers, effective: NamedNumbers): readonly ChangedNumber[] {
  return Object.entries(effective)
    .filter(([name, value]) => own[name] !== value)
    .map(([name, value]) => ({ name, default: own[name] ?? 'none', effective: value }))
}
