import { canLieWithin, elapsedMs } from '../distance.ts'
import { deadlineCause, lineCause } from '../life.ts'
import { endMember, tryOpen } from '../lives.ts'
import type { Line } from '../match.ts'
import { incidentIdOf } from '../record.ts'
import type { Threshold } from '../rule.ts'
import { type CountingState, newExcerpt, show } from '../window.ts'
import type { Facts } from '../world.ts'
import { isKnownOpener, type PatternStep } from './pattern-step.ts'

/** A step of a pattern that counts lines. */
export type CountingStep = PatternStep<'repeat'> | PatternStep<'distinct'>

/** Raises the incident if `line`, which stands among the lines of the state by now, makes the count. */
export function raiseAtCount(step: CountingStep, line: Line): void {
  const { world, window, state, pattern } = step
  if (countingLines(step).length < pattern.count) return
  state.raised = true
  state.opener = line
  const incident = incidentIdOf(window, line)
  state.silent = isKnownOpener(step, incident)
  const facts = { ...countOf(step), incident }
  world.observe?.(state.silent ? 'remembered_opener' : 'reached_count', window, lineCause(line), facts)
  openAtCount(step, line)
}

/** The lines that lie within the bound of the newest. */
function countingLines({ state, pattern, reorderMs }: CountingStep): Line[] {
  const newest = state.lines.at(-1)
  if (newest === undefined) return []
  return state.lines.filter(
    line =>
      canLieWithin(line, newest, pattern.withinMs, reorderMs) ||
      canLieWithin(newest, line, pattern.withinMs, reorderMs),
  )
}

/** How many lines count by now, of how many. */
export function countOf(step: CountingStep): Facts {
  return { count: countingLines(step).length, needed: step.pattern.count, boundMs: step.pattern.withinMs }
}

/** Opens the incident of a count that is raised. */
export function openAtCount(step: CountingStep, line: Line): void {
  const { world, rule, window, state } = step
  if (state.silent || rule.outcomes.fired === undefined) return
  const counting = countingLines(step)
  const start = counting[0]!
  const lines = newExcerpt()
  for (const counted of counting) show(lines, counted)
  const opener = state.opener!
  tryOpen(world, window, {
    outcome: 'fired',
    id: incidentIdOf(window, opener),
    opener,
    start,
    lines,
    count: counting.length,
    dueFrom: Math.max(...counting.map(({ dueFrom }) => dueFrom)),
    elapsedMs: elapsedMs(start, line, step.reorderMs),
    cause: lineCause(line),
  })
}

/** When too few lines are left: while raised to stay raised, else to be worth remembering. */
export function countDueAt({ lines, raised }: CountingState, pattern: Threshold): number {
  if (lines.length === 0) return Number.POSITIVE_INFINITY
  if (!raised) return lines.at(-1)!.dueFrom + pattern.withinMs
  return lines[Math.max(0, lines.length - pattern.clear.below)]!.dueFrom + pattern.clear.withinMs
}

export function countDeadline(step: CountingStep, at: number): void {
  const { world, window, state, pattern } = step
  const cause = deadlineCause(at)
  if (!state.raised) {
    world.observe?.('faded', window, cause)
    state.lines = []
    if (state.kind === 'distinct') state.values = []
    return
  }
  lower(state)
  const facts = { needed: pattern.clear.below, boundMs: pattern.clear.withinMs }
  endMember(world, window, { resolution: 'below_threshold', cause, facts })
}

/** The count is raised no more; the lines stay, as they may raise it again. */
export function lower(state: CountingState): void {
  state.raised = false
  state.silent = false
  state.opener = null
}
