import { liesOnlyBefore } from '../distance.ts'
import { lineCause } from '../life.ts'
import { endMember } from '../lives.ts'
import type { LineTimes, Match } from '../match.ts'
import { isRememberedOpener } from '../memory.ts'
import { DEFAULT_BOUNDS, type OutcomeName, type Pattern, type Rule } from '../rule.ts'
import { type PatternState, resetPattern, type Window } from '../window.ts'
import { ruleOf, type World } from '../world.ts'

/** A window of one kind of pattern, with all that a step of it needs. */
export interface PatternStep<K extends Pattern['kind']> {
  readonly kind: K
  readonly world: World
  readonly rule: Rule
  readonly pattern: Extract<Pattern, { kind: K }>
  readonly window: Window
  readonly state: Extract<PatternState, { kind: K }>
  /** R of the layout. */
  readonly reorderMs: number
}

/** A step of any kind: `kind` tells which. */
export type AnyStep = { [K in Pattern['kind']]: PatternStep<K> }[Pattern['kind']]

/** What a step of a window needs. A window's state is of the kind of its rule's pattern. */
export function stepOf(world: World, window: Window): AnyStep {
  const rule = ruleOf(world, window)
  const { pattern } = rule
  const { reorderMs } = world.state.layout
  return { kind: pattern.kind, world, rule, pattern, window, state: window.pattern, reorderMs } as AnyStep
}

/** Ends the incident if the match is one of the events that resolve this outcome, and does not lie before `from` only. */
export function resolveBy(step: AnyStep, outcome: OutcomeName, match: Match, from: LineTimes | null): void {
  const { world, rule, window, reorderMs } = step
  if (from === null || !isOneOf(match, rule.outcomes[outcome]?.resolve.on ?? [])) return
  if (liesOnlyBefore(from, match.line, reorderMs)) return
  endMember(world, window, { resolution: 'recovered', cause: lineCause(match.line) })
  resetPattern(window)
}

/** Whether the key remembers an opener of this id; if not, it does from now on. */
export function isKnownOpener({ rule, window }: AnyStep, id: string): boolean {
  return isRememberedOpener(window.memory, id, (rule.bounds ?? DEFAULT_BOUNDS).remembered)
}

/** Whether the match is any of these events. */
export function isOneOf({ events }: Match, names: readonly string[]): boolean {
  return names.some(name => events.includes(name))
}
