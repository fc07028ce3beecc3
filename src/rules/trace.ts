import type { Cause, Life } from '../core/life.ts'
import { FORGET_MS } from '../core/longest.ts'
import type { Reason } from '../core/reason.ts'
import type { Rule } from '../core/rule.ts'
import type { Window } from '../core/window.ts'
import type { Observer, ShardState } from '../core/world.ts'
import { exactText } from './compare-incidents.ts'

/** How many windows are told of, and how many transitions of each: the first few and the last. */
const WINDOWS = 10
const FIRST = 4
const LAST = 6

interface Transition {
  readonly reason: Reason
  readonly momentMs: number
}

/** What each window of a rule went through in a test, by name. */
export interface Trace {
  readonly observe: Observer
  /**
   * A line for each window: what moved it, by the reasons of the folds, and what was still to come when the log ended.
   * Times count from `beginMs`.
   */
  readonly lines: (states: readonly ShardState[], beginMs: number, endMs: number) => readonly string[]
}

export function traceOf(rule: Rule): Trace {
  const transitions = new Map<string, Transition[]>()
  const observe = (reason: Reason, kept: Window | Life, { moment }: Cause) => {
    // Told of each line, before what the line does.
    if (reason === 'applied') return
    const name = labelOf(rule, kept)
    const known = transitions.get(name)
    const last = known?.at(-1)
    // An end is told of a window and of its incident, which have one label here.
    if (last?.reason === reason && last.momentMs === moment && 'incident' in kept) return
    if (known === undefined) transitions.set(name, [{ reason, momentMs: moment }])
    else known.push({ reason, momentMs: moment })
  }
  const lines: Trace['lines'] = (states, beginMs, endMs) => {
    const since = (ms: number) => exactText(ms - beginMs)
    const waiting = new Map(states.flatMap(state => waitingOf(rule, state)))
    const told = [...transitions].slice(0, WINDOWS).map(([name, moved]) => {
      const dueMs = waiting.get(name)
      const end = dueMs === undefined ? '' : `; it waits until ${since(dueMs)}, but the log ends at ${since(endMs)}`
      return `${name}: ${shortened(moved.map(each => `${each.reason} at ${since(each.momentMs)}`)).join(', ')}${end}`
    })
    const left = transitions.size - told.length
    if (transitions.size === 0)
      return ['no line of the log is an event of the rule with a value for each field of its key']
    return left === 0 ? told : [...told, `and ${left} more`]
  }
  return { observe, lines }
}

/** The windows for which a deadline of their pattern is still to come. */
function waitingOf(rule: Rule, { windows }: ShardState): readonly (readonly [string, number])[] {
  return [...windows.values()]
    .filter(({ dueAt, touchedAt }) => rule.outcomes.missed !== undefined && dueAt < touchedAt + FORGET_MS)
    .map(window => [labelOf(rule, window), window.dueAt])
}

function labelOf(rule: Rule, kept: Window | Life): string {
  const [names, values] = 'key' in kept ? [rule.key, kept.key] : [rule.group, kept.group]
  return names.map((name, index) => `${name} ${values[index]}`).join(', ')
}

function shortened(texts: readonly string[]): readonly string[] {
  if (texts.length <= FIRST + LAST + 1) return texts
  return [...texts.slice(0, FIRST), `… ${texts.length - FIRST - LAST} more …`, ...texts.slice(-LAST)]
}
