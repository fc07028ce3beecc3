import { canLieWithin, elapsedMs, liesOnlyBefore } from '../distance.ts'
import { type Cause, deadlineCause, lineCause } from '../life.ts'
import { timesOf } from '../line-order.ts'
import { tryOpen } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { incidentIdOf } from '../record.ts'
import type { Sequence } from '../rule.ts'
import { newExcerpt, type Run, type SequenceState, show } from '../window.ts'
import type { Facts } from '../world.ts'
import { isKnownOpener, isOneOf, type PatternStep, resolveBy } from './pattern-step.ts'

type SequenceStepOf = PatternStep<'sequence'>

/** What each line of a match must be, and what must not stand before it: a step that is asked for three times is three. */
interface Place {
  readonly event: string
  readonly not: readonly string[]
}

const known = new WeakMap<Sequence, readonly Place[]>()

function placesOf(pattern: Sequence): readonly Place[] {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const places = pattern.steps.flatMap(({ event, times, not }) =>
    Array.from({ length: times }, (_, index): Place => ({ event, not: index === 0 ? not : [] })),
  )
  known.set(pattern, places)
  return places
}

/**
 * Applies one line: what it resolves, what it ends, which runs it brings forward, and what it begins. A line that comes too
 * late only brings forward.
 */
export function stepSequence(step: SequenceStepOf, match: Match): void {
  const { world, state, pattern } = step
  const { line } = match
  const isLate = line.at < world.floorAxis
  resolveBy(step, 'fired', match, state.newest)
  if (!isLate) {
    if (isOneOf(match, pattern.until)) endRuns(step, line)
    forbidAfter(step, match)
  }
  const before = [...state.runs]
  const isMatched = advanceRuns(step, match)
  if (isLate) return
  dropForbidden(step, before, match)
  const [first] = placesOf(pattern)
  // What has ended a match begins none, unless the next may begin within it.
  if (match.events.includes(first!.event) && !(isMatched && pattern.afterMatch === 'skip_past_last')) begin(step, line)
  if (isOneOf(match, first!.not)) state.before = timesOf(line)
}

/** Brings each run that waits for this line forward by one step, the furthest first. Whether it made a match. */
function advanceRuns(step: SequenceStepOf, match: Match): boolean {
  const { state, pattern } = step
  const places = placesOf(pattern)
  let isMatched = false
  for (let index = places.length - 1; index > 0; index--) {
    if (!match.events.includes(places[index]!.event) || !canAdvance(step, state.runs[index - 1], match.line)) continue
    advance(step, index, match.line)
    if (index === places.length - 1) isMatched = complete(step, match.line)
  }
  return isMatched
}

function canAdvance({ pattern, reorderMs }: SequenceStepOf, run: Run | null | undefined, line: Line): boolean {
  if (run == null || run.last === line) return false
  return !liesOnlyBefore(run.last, line, reorderMs) && canLieWithin(run.start, line, pattern.withinMs, reorderMs)
}

function advance(step: SequenceStepOf, index: number, line: Line): void {
  const { world, window, state } = step
  const run = state.runs[index - 1]!
  state.runs[index - 1] = null
  state.runs[index] = run
  addTo(run, line)
  world.observe?.('advanced', window, lineCause(line), runFacts(step, run))
}

function addTo(run: Run, line: Line): void {
  run.last = line
  run.count++
  run.dueFrom = Math.max(run.dueFrom, line.dueFrom)
  show(run.excerpt, line)
}

function begin(step: SequenceStepOf, line: Line): void {
  const { world, window, state, pattern } = step
  const run: Run = {
    start: line,
    last: line,
    count: 1,
    dueFrom: line.dueFrom,
    excerpt: newExcerpt(),
    before: state.before,
  }
  show(run.excerpt, line)
  state.runs[0] = run
  world.observe?.('began', window, lineCause(line), runFacts(step, run))
  if (placesOf(pattern).length === 1) complete(step, line)
}

/** How far a run has come, and what would bring it on. */
function runFacts({ pattern }: SequenceStepOf, { count }: Run): Facts {
  const places = placesOf(pattern)
  const next = places[count]
  return { count, needed: places.length, boundMs: pattern.withinMs, awaited: next === undefined ? [] : [next.event] }
}

/** The last step of a run has come: whether it is a match. Something may have stood before it, or must not follow it. */
function complete(step: SequenceStepOf, line: Line): boolean {
  const { world, window, state, pattern, reorderMs } = step
  const index = state.runs.length - 1
  const run = state.runs[index]!
  state.runs[index] = null
  if (run.before !== null && canLieWithin(run.before, line, pattern.withinMs, reorderMs)) {
    world.observe?.('forbidden', window, lineCause(line))
    return false
  }
  if (pattern.notAfter.length === 0) {
    matched(step, run, lineCause(line))
    return true
  }
  const reason = state.pending === null ? 'waits_for_nothing' : 'counted'
  world.observe?.(reason, window, lineCause(line), { awaited: pattern.notAfter, boundMs: pattern.withinMs })
  state.pending ??= run
  return false
}

function matched(step: SequenceStepOf, run: Run, cause: Cause): void {
  const { world, rule, window, state, pattern, reorderMs } = step
  const { start, last, count, dueFrom, excerpt } = run
  const id = incidentIdOf(window, start)
  const isKnown = isKnownOpener(step, id)
  world.observe?.(isKnown ? 'remembered_opener' : 'completed', window, cause, { incident: id })
  const behind = pattern.afterMatch === 'skip_past_last' ? last : start
  state.runs = state.runs.map(other => (other !== null && isLater(other.start, behind) ? other : null))
  if (isKnown || rule.outcomes.fired === undefined) return
  state.newest = last
  const elapsed = cause.line === null ? pattern.withinMs : elapsedMs(start, last, reorderMs)
  const what = { outcome: 'fired', id, opener: start, start, lines: excerpt, count, dueFrom } as const
  tryOpen(world, window, { ...what, elapsedMs: elapsed, cause })
}

function isLater(a: Line, b: Line): boolean {
  return a.at > b.at || (a.at === b.at && a.arrival > b.arrival)
}

/** What must not follow has followed, in time. */
function forbidAfter({ world, window, state, pattern, reorderMs }: SequenceStepOf, match: Match): void {
  const run = state.pending
  if (run === null || !isOneOf(match, pattern.notAfter)) return
  const { line } = match
  if (liesOnlyBefore(run.last, line, reorderMs) || !canLieWithin(run.start, line, pattern.withinMs, reorderMs)) return
  state.pending = null
  world.observe?.('forbidden', window, lineCause(line))
}

/** `until`: nothing that has begun goes on. */
function endRuns({ world, window, state, reorderMs }: SequenceStepOf, line: Line): void {
  const isOver = (run: Run | null) => run !== null && !liesOnlyBefore(run.start, line, reorderMs)
  if ([...state.runs, state.pending].some(isOver)) world.observe?.('until', window, lineCause(line))
  state.runs = state.runs.map(run => (isOver(run) ? null : run))
  if (isOver(state.pending)) state.pending = null
}

/** Drops the runs that stood where they are before this line, if it must not come there. */
function dropForbidden(step: SequenceStepOf, before: readonly (Run | null)[], match: Match): void {
  const { world, window, state, pattern, reorderMs } = step
  const places = placesOf(pattern)
  state.runs = state.runs.map((run, index) => {
    if (run === null || run !== before[index] || liesOnlyBefore(run.last, match.line, reorderMs)) return run
    if (pattern.contiguity !== 'strict' && !isOneOf(match, places[index + 1]!.not)) return run
    world.observe?.('forbidden', window, lineCause(match.line))
    return null
  })
}

/** When the oldest run can come to nothing any more, or the one that waits has waited long enough. */
export function sequenceDueAt({ runs, pending }: SequenceState, { withinMs }: Sequence): number {
  const starts = [...runs, pending].map(run => run?.start.dueFrom ?? Number.POSITIVE_INFINITY)
  return Math.min(...starts) + withinMs
}

/** `passedMs`: what was due up to then did not come. */
export function sequenceDeadline(step: SequenceStepOf, at: number, passedMs: number): void {
  const { world, window, state, pattern } = step
  const isOver = (run: Run | null) => run !== null && run.start.dueFrom + pattern.withinMs <= passedMs
  const { pending } = state
  if (state.runs.some(isOver)) world.observe?.('faded', window, deadlineCause(at))
  state.runs = state.runs.map(run => (isOver(run) ? null : run))
  if (!isOver(pending)) return
  state.pending = null
  matched(step, pending!, deadlineCause(at))
}
