import type { Rule, RuleVariant } from '../core/rule.ts'
import { doubt, type FieldPath, type Finding, fault, faultOfKey } from '../document/finding.ts'
import { suggestion } from '../document/nearest.ts'
import { readFields, type Whole } from '../document/schema-findings.ts'
import { checkOutcomes, outcomesOf } from './check-outcomes.ts'
import { checkTimes } from './check-times.ts'
import { takesAllOf } from './code-globs.ts'
import { compileRule } from './compile.ts'
import { patternNumbers } from './named-numbers.ts'
import { LIFE_NUMBER_NAMES, type Override, overridesSchema, PATTERN_NUMBER_NAMES } from './override-schema.ts'
import { list, mapping, type Raw } from './raw.ts'
import { A_RULE, ruleSchema } from './schema.ts'

/** A rule as its file has it, with the data of that file. */
export interface RuleToTune {
  readonly rule: Rule
  readonly data: unknown
}

/** Overrides as they were written. */
export interface WrittenOverrides {
  readonly data: unknown
  written(field: FieldPath): string
}

const OVERRIDES: Whole = {
  name: 'what changes rules',
  hint: 'write `disable:`, a list of ids, or `override:`, a list of mappings',
}

export interface Tuned {
  /** The effective rule by the id of each that is used. */
  readonly rules: ReadonlyMap<string, Rule>
  readonly disabled: ReadonlySet<string>
  /** What is wrong with the overrides, at their fields. With an error among them no rule may be used. */
  readonly findings: readonly Finding[]
}

/** An override with its place, and as it was written. */
interface Entry {
  readonly override: Override
  readonly raw: Raw
  readonly field: FieldPath
}

/**
 * Disables rules, and gives them other numbers.
 *
 * What is said for all hosts changes the rule. What is said for some makes a variant of the rule so changed; of several
 * that fit a host the first counts. Where `rules` are not all that were meant (`isComplete`), a rule that is not among them is no fault.
 */
export function tune(rules: readonly RuleToTune[], overrides: WrittenOverrides, isComplete: boolean): Tuned {
  const { value: file, findings } = readFields(overridesSchema, overrides, OVERRIDES)
  if (file === null) return { rules: new Map(), disabled: new Set(), findings }
  const written = list(mapping(overrides.data).override)
  const entries = file.override.map((override, index): Entry => {
    return { override, raw: mapping(written[index]), field: ['override', index] }
  })
  const disabled = new Set(file.disable)
  const tuned = rules
    .filter(({ rule }) => !disabled.has(rule.id))
    .map(each =>
      tuneRule(
        each,
        entries.filter(({ override }) => override.rule === each.rule.id),
      ),
    )
  return {
    rules: new Map(tuned.map(({ rule }) => [rule.id, rule])),
    disabled,
    findings: [...(isComplete ? namesOf(rules, file.disable, entries) : []), ...tuned.flatMap(each => each.findings)],
  }
}

/** Rules that there are not, and what is said of rules that are not used. */
function namesOf(
  rules: readonly RuleToTune[],
  disable: readonly string[],
  entries: readonly Entry[],
): readonly Finding[] {
  const known = rules.map(({ rule }) => rule.id)
  const named = [
    ...disable.map((id, index) => ({ id, field: ['disable', index] as FieldPath })),
    ...entries.map(({ override, field }) => ({ id: override.rule, field: [...field, 'rule'] })),
  ]
  const unknown = named
    .filter(({ id }) => !known.includes(id))
    .map(({ id, field }) => fault(field, `there is no rule \`${id}\``, suggestion(id, known)))
  const idle = entries
    .filter(({ override }) => disable.includes(override.rule) && known.includes(override.rule))
    .map(({ override, field }) => doubtOf([...field, 'rule'], `\`${override.rule}\` is disabled: this changes nothing`))
  return [...unknown, ...idle]
}

interface TunedRule {
  readonly rule: Rule
  readonly findings: readonly Finding[]
}

function tuneRule(toTune: RuleToTune, entries: readonly Entry[]): TunedRule {
  const forAll = entries.filter(({ override }) => override.host === undefined)
  const forHosts = entries.filter(({ override }) => override.host !== undefined)
  const twice = forAll
    .slice(1)
    .map(({ field }) => fault([...field, 'rule'], 'the rule has an override for all hosts above', 'join the two'))
  const [first] = forAll
  const general = first === undefined ? { ...toTune, findings: [] } : overridden(toTune, first)
  const variants: RuleVariant[] = []
  const findings = [...twice, ...general.findings]
  for (const entry of forHosts) {
    const hosts = entry.override.host!.map(host => host.toLowerCase())
    const variant = overridden(general, entry)
    findings.push(
      ...sharedWindows(general.rule, entry),
      ...sharedLives(general.rule, variant.rule, entry),
      ...hidden(hosts, variants, entry),
      ...variant.findings,
    )
    variants.push({ hosts, rule: variant.rule })
  }
  return { rule: variants.length === 0 ? general.rule : { ...general.rule, variants }, findings }
}

const KEY_WITH_HOST = 'leave `host` out, or give the rule a key and a group with `host`'

/** Windows are kept by the key: each must be judged by one variant. */
function sharedWindows({ key }: Rule, { field }: Entry): readonly Finding[] {
  if (key.includes('host')) return []
  const message = 'the key of the rule lacks `host`: two variants would judge one window'
  return [faultOfKey([...field, 'host'], message, KEY_WITH_HOST)]
}

/** Incidents are kept by the group: each must live by the options of one variant, wherever it has them from. */
function sharedLives(general: Rule, variant: Rule, { raw, field }: Entry): readonly Finding[] {
  const lifeOf = ({ outcomes, suppressMs, updateEveryMs, reopenMs }: Rule) =>
    JSON.stringify([outcomes, suppressMs, updateEveryMs, reopenMs])
  const { key, group } = general
  if (!key.includes('host') || group.includes('host') || lifeOf(general) === lifeOf(variant)) return []
  const own = LIFE_NUMBER_NAMES.filter(name => Object.hasOwn(raw, name))
  // A sequence is over when `within` has passed, if its rule does not say how it ends.
  return (own.length === 0 ? ['within'] : own).map(name => {
    const message = `the group of the rule lacks \`host\`: two variants would judge one incident by \`${name}\``
    return faultOfKey([...field, name], message, KEY_WITH_HOST)
  })
}

function hidden(hosts: readonly string[], before: readonly RuleVariant[], { field }: Entry): readonly Finding[] {
  const earlier = before.flatMap(variant => variant.hosts)
  if (!hosts.every(host => earlier.some(glob => takesAllOf(glob, host)))) return []
  return [doubtOf([...field, 'host'], 'an override above takes all these hosts: this changes nothing', 'move it up')]
}

/** The rule with the numbers of an entry. It is read anew by the schema, so that every bound and default is that of a rule. */
function overridden({ rule, data }: RuleToTune, { raw, field }: Entry): RuleToTune & TunedRule {
  const own = mapping(data)
  const missing = [...missingNumbers(rule, raw, field), ...missingOutcomes(own, raw, field)]
  if (missing.length > 0) return { rule, data, findings: missing }
  const merged = mergedData(own, raw)
  const { value: file, findings } = readFields(ruleSchema, { data: merged, written: () => '' }, A_RULE)
  const departures = [...findings, ...checkTimes(merged), ...checkOutcomes(merged)].filter(
    ({ level }) => level === 'error',
  )
  if (file === null || departures.length > 0) {
    return { rule, data, findings: departures.map(finding => inOverride(finding, field)) }
  }
  const changed = compileRule(file)
  const nothing =
    changed.hash === rule.hash ? [doubtOf([...field, 'rule'], 'this changes nothing: the rule has these numbers')] : []
  return { rule: changed, data: merged, findings: nothing }
}

function missingNumbers({ pattern }: Rule, raw: Raw, field: FieldPath): readonly Finding[] {
  const known = Object.keys(patternNumbers(pattern)).map(name => name.split('.')[0]!)
  const hint = known.length === 0 ? null : `it has ${[...new Set(known)].map(name => `\`${name}\``).join(', ')}`
  return PATTERN_NUMBER_NAMES.filter(name => Object.hasOwn(raw, name) && !known.includes(name)).map(name =>
    faultOfKey([...field, name], `a pattern of kind ${pattern.kind} has no \`${name}\``, hint),
  )
}

function missingOutcomes(own: Raw, raw: Raw, field: FieldPath): readonly Finding[] {
  const has = Object.keys(mapping(own.outcomes))
  return Object.keys(mapping(raw.outcomes))
    .filter(name => !has.includes(name))
    .map(name => {
      const message = outcomesOf(own).includes(name)
        ? `the rule leaves the outcome \`${name}\` out`
        : `the rule has no outcome \`${name}\``
      return faultOfKey([...field, 'outcomes', name], message, suggestion(name, has))
    })
}

function mergedData(own: Raw, raw: Raw): Raw {
  const chosen = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(raw).filter(([name]) => names.includes(name)))
  const { clear, ...pattern } = chosen(PATTERN_NUMBER_NAMES)
  const { outcomes, ...life } = chosen(LIFE_NUMBER_NAMES)
  const ownPattern = mapping(own.pattern)
  const bothClear = clear === undefined ? {} : { clear: { ...mapping(ownPattern.clear), ...mapping(clear) } }
  const ownOutcomes = Object.entries(mapping(own.outcomes))
  const bothOutcomes = ownOutcomes.map(([name, body]) => [
    name,
    { ...mapping(body), ...mapping(mapping(outcomes)[name as 'on']) },
  ])
  return {
    ...own,
    ...life,
    pattern: { ...ownPattern, ...pattern, ...bothClear },
    outcomes: Object.fromEntries(bothOutcomes),
  }
}

/** A severity that is raised may reach the steps of the rule, which the override need not name. */
function inOverride(finding: Finding, field: FieldPath): Finding {
  const hint = finding.field.includes('escalate') ? 'give `escalate` too: `[]` for no steps' : finding.hint
  return { ...finding, field: placeIn(field, finding.field), hint }
}

/** Where the field of a rule stands in an override: the numbers of the pattern stand at its top. */
function placeIn(field: FieldPath, [first, ...rest]: FieldPath): FieldPath {
  return [...field, ...(first === 'pattern' ? rest : [first!, ...rest])]
}

function doubtOf(field: FieldPath, message: string, hint: string | null = null): Finding {
  return { ...doubt(field, message, hint), at: 'value' }
}
