import type { Event, Origin } from './event.ts'
import { type Extracted, fieldOf } from './field-of.ts'
import { keptName } from './kept-name.ts'
import { lineOf, lineWith } from './line.ts'
import type { Layout, Line, Match } from './match.ts'
import type { Pattern } from './rule.ts'
import type { Fit, RuleSet } from './rule-set.ts'

export interface TagCounters {
  matches: number
  /** Events that fit a rule but lack a field of its key: they belong to no window. */
  missingKey: number
}

/** An event on its way into the matches log. */
export interface Tagged {
  readonly event: Event
  readonly origin: Origin
  /** Offset within the input partition. */
  readonly offset: number
}

/** Told of each event that the codes of rules let in, and of its matches. Only watches. */
export type TagObserver = (tagged: Tagged, matches: readonly Match[]) => void

/**
 * The matches of one event: at most one a rule. A pure function of the event, the rules and the layout.
 *
 * An event that lacks a field of a rule's key fits no window of it: it is counted, never put under an empty key.
 */
export function tagEvent(rules: RuleSet, tagged: Tagged, layout: Layout, counters: TagCounters): readonly Match[] {
  const fits = rules.fits(tagged.event, layout)
  if (fits.length === 0) return []
  const line = lineOf(tagged.event, tagged.origin, layout, rules.shown)
  const matches: Match[] = []
  for (const fit of fits) {
    const match = matchOf(fit, line, tagged)
    if (match === null) counters.missingKey++
    else if (!isJoined(matches, match)) matches.push(match)
  }
  counters.matches += matches.length
  return matches
}

/** A line is one match of a rule and key, also where it is several events that take the key from different fields. */
function isJoined(matches: Match[], match: Match): boolean {
  const index = matches.length - 1
  const last = matches[index]
  if (last?.rule !== match.rule || last.key.some((value, field) => value !== match.key[field])) return false
  matches[index] = { ...last, ...match, events: [...last.events, ...match.events] }
  return true
}

function matchOf({ rule, events, extracted, keyFrom }: Fit, line: Line, { event, offset }: Tagged): Match | null {
  const nameOf = (name: string): string => keyFrom?.[name] ?? name
  const [keyNames, groupNames] =
    keyFrom === null ? [rule.key, rule.group] : [rule.key.map(nameOf), rule.group.map(nameOf)]
  const key = valuesOf(event, keyNames, extracted)
  const group = rule.group === rule.key ? key : valuesOf(event, groupNames, extracted)
  if (key === null || group === null) return null
  const own = extracted === null ? line : lineWith(line, extracted)
  const value = patternValue(rule.pattern, events, name => fieldOf(event, name, extracted))
  const place = { rule: keptName(rule), definition: rule.hash, key, group, events, offset, line: own }
  return value === null ? place : { ...place, value }
}

/**
 * What the pattern asks of a line that is these events, beside its being them: the value that it counts, or the bound.
 * `read` gives a field of the line. Null for nothing.
 */
export function patternValue(
  pattern: Pattern,
  events: readonly string[],
  read: (name: string) => string | null,
): string | null {
  if (pattern.kind === 'distinct') {
    const isAsked = [pattern.event, ...pattern.until].some(name => events.includes(name))
    return isAsked ? read(pattern.field) || null : null
  }
  if (pattern.kind !== 'expectation' || pattern.withinFrom === undefined) return null
  return events.includes(pattern.after) ? read(pattern.withinFrom.field) : null
}

function valuesOf(event: Event, names: readonly string[], extracted: Extracted | null): readonly string[] | null {
  const values: string[] = []
  for (const name of names) {
    const value = fieldOf(event, name, extracted)
    if (value === null || value === '') return null
    values.push(value)
  }
  return values
}
