import type { Expectation, Pattern, Repeat, Rule, Single } from '../rule.ts'
import type { ExpectationState, PatternState, RepeatState, SingleState, Window } from '../window.ts'
import { ruleOf, type World } from '../world.ts'

/** A window of one kind of pattern, with all that a step of it needs. */
interface PatternStep<P extends Pattern, S extends PatternState> {
  readonly kind: P['kind']
  readonly world: World
  readonly rule: Rule
  readonly pattern: P
  readonly window: Window
  readonly state: S
  /** R of the layout. */
  readonly reorderMs: number
}

export type ExpectationStep = PatternStep<Expectation, ExpectationState>
export type RepeatStep = PatternStep<Repeat, RepeatState>
export type SingleStep = PatternStep<Single, SingleState>

/** What a step of a window needs. A window's state is of the kind of its rule's pattern. */
export function stepOf(world: World, window: Window): ExpectationStep | RepeatStep | SingleStep {
  const rule = ruleOf(world, window)
  const { pattern } = rule
  const { reorderMs } = world.state.layout
  const step = { kind: pattern.kind, world, rule, pattern, window, state: window.pattern, reorderMs }
  return step as ExpectationStep | RepeatStep | SingleStep
}
