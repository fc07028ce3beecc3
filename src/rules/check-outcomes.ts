import { type PatternKind, SEVERITIES } from '../core/rule.ts'
import { parseDuration } from '../document/duration.ts'
import { doubt, type FieldPath, type Finding, fault, faultOfKey } from '../document/finding.ts'
import { suggestion } from '../document/nearest.ts'
import { NAME } from '../document/schema-parts.ts'
import { keyOf } from './check-key.ts'
import { groupNamesOf, SUMMARY_WORDS } from './extract-groups.ts'
import { list, mapping, mentions, type Raw } from './raw.ts'

/** The outcomes that each kind of pattern can have. */
export const OUTCOMES_OF_KIND: Readonly<Record<PatternKind, readonly string[]>> = {
  expectation: ['met', 'missed'],
  sequence: ['fired'],
  repeat: ['fired'],
  distinct: ['fired'],
  all: ['fired'],
  heartbeat: ['missed'],
  single: ['fired'],
}

/** What a summary can name beside keys and fields. */
export const PLACEHOLDERS = ['host', 'code', ...SUMMARY_WORDS] as const

/** Finds outcomes that the pattern cannot have, escalations that do not rise, and summaries that name nothing. */
export function checkOutcomes(rule: Raw): readonly Finding[] {
  const fitting = outcomesOf(rule)
  return Object.entries(mapping(rule.outcomes)).flatMap(([name, body]) => {
    const outcome = mapping(body)
    const field = ['outcomes', name]
    return [
      ...misfit(name, fitting, mapping(rule.pattern).kind),
      ...(name === 'met' ? afterTheEnd(outcome) : []),
      ...notRising(outcome, [...field, 'escalate']),
      ...placeholders(outcome.summary, [...field, 'summary'], namesFor(rule)),
    ]
  })
}

/** The outcomes that fit the rule's pattern; none if its kind is not known. */
export function outcomesOf(rule: Raw): readonly string[] {
  const kind = mapping(rule.pattern).kind
  return typeof kind === 'string' && Object.hasOwn(OUTCOMES_OF_KIND, kind) ? OUTCOMES_OF_KIND[kind as PatternKind] : []
}

function misfit(name: string, fitting: readonly string[], kind: unknown): readonly Finding[] {
  const isOutcome = Object.values(OUTCOMES_OF_KIND).some(names => names.includes(name))
  if (!isOutcome || fitting.length === 0 || fitting.includes(name)) return []
  const known = fitting.map(each => `\`${each}\``).join(' and ')
  return [faultOfKey(['outcomes', name], `a pattern of kind ${kind} has no outcome \`${name}\``, `it has ${known}`)]
}

/** `met` is resolved in the record that opens it, so nothing can follow. */
function afterTheEnd(outcome: Raw): readonly Finding[] {
  return (['resolve', 'escalate'] as const)
    .filter(name => outcome[name] !== undefined)
    .map(name =>
      faultOfKey(['outcomes', 'met', name], `\`met\` is resolved as it is published: it takes no \`${name}\``),
    )
}

function notRising(outcome: Raw, field: FieldPath): readonly Finding[] {
  let rank = rankOf(outcome.severity)
  let afterMs = 0
  return list(outcome.escalate).flatMap((entry, index) => {
    const step = mapping(entry)
    const nextRank = rankOf(step.severity)
    const nextMs = typeof step.after === 'string' ? parseDuration(step.after) : null
    const findings: Finding[] = []
    if (nextRank !== null && rank !== null && nextRank <= rank) {
      findings.push(fault([...field, index, 'severity'], `does not rise: it is \`${SEVERITIES[rank]}\` already`))
    }
    if (nextMs !== null && nextMs > 0 && nextMs <= afterMs) {
      findings.push(
        fault([...field, index, 'after'], 'does not come after the step before it', 'write the steps in order'),
      )
    }
    rank = nextRank ?? rank
    afterMs = nextMs ?? afterMs
    return findings
  })
}

function rankOf(severity: unknown): number | null {
  const rank = (SEVERITIES as readonly unknown[]).indexOf(severity)
  return rank < 0 ? null : rank
}

/** A name that is neither a key nor tested by an event may still be a field of the line, so it is only doubted. */
function placeholders(summary: unknown, field: FieldPath, known: readonly string[]): readonly Finding[] {
  if (typeof summary !== 'string') return []
  return [...summary.matchAll(/\{([^{}]*)\}/g)].flatMap(([written, name]) => {
    if (known.includes(name!)) return []
    if (!NAME.test(name!)) {
      const noName = fault(field, `\`${written}\` is not a placeholder`, 'write a name between the braces: `{host}`')
      return [{ ...noName, part: written }]
    }
    const message = `\`${written}\` is no key of the rule and no field of its events: where a line lacks it, \`?\` is shown`
    return [{ ...doubt(field, message, suggestion(name!, known)), at: 'value' as const, part: written }]
  })
}

function namesFor(rule: Raw): readonly string[] {
  const alternatives = Object.values(mapping(rule.events)).flatMap(event => (Array.isArray(event) ? event : [event]))
  const named = alternatives.flatMap(alternative => {
    const { fields, extract, set } = mapping(alternative)
    return [
      ...Object.keys({ ...mapping(fields), ...mapping(set) }),
      ...mentions(extract, []).flatMap(({ name }) => groupNamesOf(name)),
    ]
  })
  return [...new Set([...PLACEHOLDERS, ...keyOf(rule), ...named])]
}
