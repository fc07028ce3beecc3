import { canLieWithin, elapsedMs, liesOnlyBefore } from '../distance.ts'
import { type Cause, deadlineCause, lineCause } from '../life.ts'
import { endMember, tryOpen } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { incidentIdOf } from '../record.ts'
import { newExcerpt, resetPattern, show } from '../window.ts'
import { isKnownOpener, type PatternStep, resolveBy } from './pattern-step.ts'

type HeartbeatStep = PatternStep<'heartbeat'>

/** Applies one line: a beat ends the silence before it, and begins to wait for the next. */
export function stepHeartbeat(step: HeartbeatStep, match: Match): void {
  const { state, pattern } = step
  if (match.events.includes(pattern.event)) takeBeat(step, match.line)
  else if (state.phase === 'missed') resolveBy(step, 'missed', match, state.opener)
}

function takeBeat(step: HeartbeatStep, line: Line): void {
  const { world, window, state, reorderMs } = step
  const cause = lineCause(line)
  if (state.opener !== null && liesOnlyBefore(state.opener, line, reorderMs)) {
    return world.observe?.('counted', window, cause)
  }
  const id = incidentIdOf(window, line)
  if (isKnownOpener(step, id)) return world.observe?.('remembered_opener', window, cause, { incident: id })
  if (state.phase !== 'idle') endSilence(step, line)
  state.phase = 'waiting'
  state.opener = line
  state.openerId = id
  state.dueAt = line.dueFrom + boundMs(step)
  return world.observe?.('began', window, cause, { awaited: [step.pattern.event], boundMs: boundMs(step) })
}

function endSilence(step: HeartbeatStep, line: Line): void {
  const { world, window, state, reorderMs } = step
  const cause = lineCause(line)
  const facts = { elapsedMs: elapsedMs(state.opener!, line, reorderMs) }
  const isInTime = canLieWithin(state.opener!, line, boundMs(step), reorderMs)
  if (state.phase === 'missed') {
    endMember(world, window, { resolution: isInTime ? 'late_evidence' : 'recovered', cause, facts })
  } else if (isInTime) world.observe?.('met', window, cause, facts)
  else {
    // It comes before the deadline, which waits for the slowest partition, and yet too late: both are told at once.
    world.observe?.('missed_by_answer', window, cause, facts)
    open(step, facts.elapsedMs, cause)
    endMember(world, window, { resolution: 'recovered', cause, facts })
  }
}

function boundMs({ pattern }: HeartbeatStep): number {
  return pattern.everyMs + pattern.graceMs
}

/** No beat has come for so long. */
export function missHeartbeat(step: HeartbeatStep, at: number): void {
  const { world, rule, window, state } = step
  const cause = deadlineCause(at)
  world.observe?.('missed', window, cause, { boundMs: boundMs(step) })
  if (rule.outcomes.missed === undefined) return resetPattern(window)
  state.phase = 'missed'
  state.dueAt = Number.POSITIVE_INFINITY
  return open(step, boundMs(step), cause)
}

function open({ world, rule, window, state }: HeartbeatStep, elapsed: number, cause: Cause): void {
  if (rule.outcomes.missed === undefined) return
  const opener = state.opener!
  const lines = newExcerpt()
  show(lines, opener)
  const what = { outcome: 'missed', id: state.openerId, opener, start: opener, lines, count: 1 } as const
  tryOpen(world, window, { ...what, dueFrom: opener.dueFrom, elapsedMs: elapsed, cause })
}
