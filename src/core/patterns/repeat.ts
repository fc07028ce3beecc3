import { canLieWithin, elapsedMs, liesOnlyBefore } from '../distance.ts'
import { deadlineCause, lineCause } from '../life.ts'
import { placeOf } from '../line-order.ts'
import { addNews, endMember, isMember, tryOpen } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { isRememberedOpener } from '../memory.ts'
import { incidentIdOf } from '../record.ts'
import type { Repeat } from '../rule.ts'
import { newExcerpt, type RepeatState, resetPattern, show } from '../window.ts'
import type { Facts } from '../world.ts'
import type { RepeatStep } from './pattern-step.ts'

/** Applies one line: first what it ends, then what it counts for. */
export function stepRepeat(step: RepeatStep, match: Match): void {
  const { world, rule, window, state, pattern, reorderMs } = step
  const { line } = match
  const newest = state.lines.at(-1)
  const on = rule.outcomes.fired?.resolve.on ?? []
  const resolves = match.events.some(event => on.includes(event))
  if (resolves && newest !== undefined && !liesOnlyBefore(newest, line, reorderMs)) {
    endMember(world, window, { resolution: 'recovered', cause: lineCause(line) })
    resetPattern(window)
  }
  if (match.events.includes(pattern.event)) count(step, line)
}

function count(step: RepeatStep, line: Line): void {
  const { world, window, state, pattern } = step
  const place = placeOf(line, state.lines.length, index => state.lines[index]!)
  state.lines.splice(place, 0, line)
  if (state.lines.length > Math.max(pattern.count, pattern.clear.below)) state.lines.shift()
  world.observe?.('counted', window, lineCause(line), countOf(step))
  if (state.raised) return isMember(world, window) ? addNews(world, window, line) : open(step, line)
  if (countingLines(step).length < pattern.count) return undefined
  state.raised = true
  state.opener = line
  const id = incidentIdOf(window, line)
  state.silent = isRememberedOpener(window.memory, id)
  world.observe?.(state.silent ? 'remembered_opener' : 'reached_count', window, lineCause(line), {
    ...countOf(step),
    incident: id,
  })
  return open(step, line)
}

/** The lines that lie within the bound of the newest. */
function countingLines({ state, pattern, reorderMs }: RepeatStep): Line[] {
  const newest = state.lines.at(-1)!
  return state.lines.filter(
    line =>
      canLieWithin(line, newest, pattern.withinMs, reorderMs) ||
      canLieWithin(newest, line, pattern.withinMs, reorderMs),
  )
}

function countOf(step: RepeatStep): Facts {
  return { count: countingLines(step).length, needed: step.pattern.count, boundMs: step.pattern.withinMs }
}

function open(step: RepeatStep, line: Line): void {
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
export function repeatDueAt({ lines, raised }: RepeatState, pattern: Repeat): number {
  if (lines.length === 0) return Number.POSITIVE_INFINITY
  if (!raised) return lines.at(-1)!.dueFrom + pattern.withinMs
  return lines[Math.max(0, lines.length - pattern.clear.below)]!.dueFrom + pattern.clear.withinMs
}

export function repeatDeadline(step: RepeatStep, at: number): void {
  const { world, window, state, pattern } = step
  const cause = deadlineCause(at)
  if (!state.raised) {
    world.observe?.('faded', window, cause)
    state.lines = []
    return
  }
  state.raised = false
  state.silent = false
  state.opener = null
  const facts = { needed: pattern.clear.below, boundMs: pattern.clear.withinMs }
  endMember(world, window, { resolution: 'below_threshold', cause, facts })
}
