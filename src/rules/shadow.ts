import { type EventDefinition, type Pattern, type Rule, SEVERITIES, type Severity } from '../core/rule.ts'
import { isEventWithin } from './inclusion.ts'

/**
 * Whether each incident that `other` opens stands beside one that `rule` opened no later, of the same outcome and group and
 * no less severe. Cautious: false where it cannot be told.
 */
export function shadows(rule: Rule, other: Rule): boolean {
  return (
    rule.shadow === other.shadow &&
    JSON.stringify([rule.key, rule.group]) === JSON.stringify([other.key, other.group]) &&
    isNoLessSevere(rule, other) &&
    rule.suppressMs <= other.suppressMs &&
    (rule.grace === undefined || JSON.stringify(rule.grace) === JSON.stringify(other.grace)) &&
    isPatternWithin(other, rule)
  )
}

function isNoLessSevere(rule: Rule, other: Rule): boolean {
  return Object.entries(other.outcomes).every(([name, { severity, escalate }]) => {
    const own = rule.outcomes[name as keyof Rule['outcomes']]
    return (
      own !== undefined &&
      [severity, ...escalate.map(step => step.severity)].every(each => rank(each) <= rank(own.severity))
    )
  })
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

/** Both patterns, with a way to ask whether a line that is an event of the inner rule is one of the outer too. */
interface Pair<P extends Pattern> {
  readonly inner: P
  readonly outer: P
  readonly isWithin: (inner: string, outer: string) => boolean
  readonly isAround: (inner: string, outer: string) => boolean
  readonly outcomes: Rule['outcomes']
}

type Kind = Pattern['kind']
type PatternOf<K extends Kind> = Extract<Pattern, { kind: K }>

/** For each kind: whether the outer pattern comes to its outcome whenever the inner one does. */
const WITHIN: { readonly [K in Kind]: (pair: Pair<PatternOf<K>>) => boolean } = {
  expectation: ({ inner, outer, isWithin, isAround, outcomes }) => {
    if (JSON.stringify(inner.withinFrom) !== JSON.stringify(outer.withinFrom)) return false
    const { after, expect } = inner
    if (!isWithin(after, outer.after)) return false
    const missed = isAround(expect, outer.expect) && inner.withinMs >= outer.withinMs
    const met = isAround(after, outer.after) && isWithin(expect, outer.expect) && inner.withinMs <= outer.withinMs
    return (outcomes.missed === undefined || missed) && (outcomes.met === undefined || met)
  },
  // A match uses its lines up, so that a wider step may match elsewhere: the steps must be equal.
  sequence: ({ inner, outer, isWithin, isAround }) => {
    const isSame = (one: string, other: string) => isWithin(one, other) && isAround(one, other)
    const isPlain = [inner, outer].every(
      ({ notAfter, until, steps }) => notAfter.length + until.length + steps.flatMap(step => step.not).length === 0,
    )
    return (
      isPlain &&
      inner.contiguity === 'relaxed' &&
      outer.contiguity === 'relaxed' &&
      inner.afterMatch === outer.afterMatch &&
      inner.withinMs === outer.withinMs &&
      inner.steps.length === outer.steps.length &&
      inner.steps.every(
        (step, index) => step.times === outer.steps[index]!.times && isSame(step.event, outer.steps[index]!.event),
      )
    )
  },
  repeat: ({ inner, outer, isWithin }) =>
    isWithin(inner.event, outer.event) && inner.count >= outer.count && inner.withinMs <= outer.withinMs,
  distinct: ({ inner, outer, isWithin, isAround }) =>
    isWithin(inner.event, outer.event) &&
    inner.field === outer.field &&
    inner.count >= outer.count &&
    inner.withinMs <= outer.withinMs &&
    outer.until.every(name => inner.until.some(own => isAround(own, name))),
  // As for a sequence, a match uses its lines up.
  all: ({ inner, outer, isWithin, isAround }) =>
    inner.withinMs === outer.withinMs &&
    inner.events.length === outer.events.length &&
    inner.events.every(name => outer.events.some(other => isWithin(name, other) && isAround(name, other))) &&
    outer.events.every(name => inner.events.some(own => isWithin(own, name) && isAround(own, name))),
  heartbeat: ({ inner, outer, isWithin, isAround }) =>
    isWithin(inner.event, outer.event) &&
    isAround(inner.event, outer.event) &&
    inner.everyMs + inner.graceMs >= outer.everyMs + outer.graceMs,
  single: ({ inner, outer, isWithin }) => isWithin(inner.event, outer.event),
}

function isPatternWithin(innerRule: Rule, outerRule: Rule): boolean {
  const { pattern: inner, outcomes } = innerRule
  const outer = outerRule.pattern
  if (inner.kind !== outer.kind) return false
  const isWithin = (one: string, other: string) => isEventWithin(eventOf(innerRule, one), eventOf(outerRule, other))
  const isAround = (one: string, other: string) => isEventWithin(eventOf(outerRule, other), eventOf(innerRule, one))
  const test = WITHIN[inner.kind] as (pair: Pair<Pattern>) => boolean
  return test({ inner, outer, isWithin, isAround, outcomes })
}

function eventOf(rule: Rule, name: string): EventDefinition {
  return rule.events.find(event => event.name === name)!
}
