import { canLieWithin, distance, elapsedMs, liesOnlyBefore } from '../distance.ts'
import { type Cause, deadlineCause, lineCause } from '../life.ts'
import { placeOf, timesOf } from '../line-order.ts'
import { addNews, endMember, isMember, tryOpen } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { publishMet } from '../met.ts'
import { incidentIdOf } from '../record.ts'
import type { Expectation } from '../rule.ts'
import { type Answer, type ExpectationState, newExcerpt, resetPattern, show } from '../window.ts'
import { isKnownOpener, isOneOf, type PatternStep } from './pattern-step.ts'

type ExpectationStep = PatternStep<'expectation'>

/** How many answers a key remembers. */
const ANSWERS = 8

/** Applies one line. A line that is both the fault and its answer closes before it opens. */
export function stepExpectation(step: ExpectationStep, match: Match): void {
  const { pattern } = step
  if (match.events.includes(pattern.expect)) takeAnswer(step, match.line)
  else if (resolvesBeside(step, match)) endMissed(step, match.line, 'recovered')
  if (match.events.includes(pattern.after)) takeFault(step, match)
}

function resolvesBeside({ rule, state, reorderMs }: ExpectationStep, match: Match): boolean {
  const on = rule.outcomes.missed?.resolve.on ?? []
  if (state.phase !== 'missed' || !isOneOf(match, on)) return false
  return !liesOnlyBefore(state.opener!, match.line, reorderMs)
}

function takeAnswer(step: ExpectationStep, line: Line): void {
  const { world, window, state, reorderMs } = step
  const opener = state.opener
  if (opener === null || liesOnlyBefore(opener, line, reorderMs)) {
    remember(state, { line, unanswered: line, opener: null })
    world.observe?.('unanswered', window, lineCause(line))
    return
  }
  remember(state, { line: timesOf(line), unanswered: null, opener: timesOf(opener) })
  const inTime = canLieWithin(opener, line, state.withinMs, reorderMs)
  if (state.phase === 'missed') endMissed(step, line, inTime ? 'late_evidence' : 'recovered')
  else if (inTime) meet(step, line)
  else missByAnswer(step, line)
}

function meet(step: ExpectationStep, line: Line): void {
  const { world, window, state, pattern, reorderMs } = step
  const cause = lineCause(line)
  show(state.excerpt, line)
  const { openerId: id, excerpt: lines, count } = state
  const opener = state.opener!
  publishMet(world, window, { id, opener, answer: line, lines, count, cause })
  world.observe?.('met', window, cause, {
    incident: id,
    elapsedMs: elapsedMs(opener, line, reorderMs),
    boundMs: pattern.withinMs,
  })
  resetPattern(window)
}

/** The answer is too late, yet it comes before the deadline, which waits for the slowest partition: both are told at once. */
function missByAnswer(step: ExpectationStep, line: Line): void {
  const { world, window, state, pattern } = step
  const elapsed = elapsedMs(state.opener!, line, step.reorderMs)
  const cause = lineCause(line)
  world.observe?.('missed_by_answer', window, cause, { elapsedMs: elapsed, boundMs: pattern.withinMs })
  open(step, elapsed, cause)
  endMember(world, window, { resolution: 'recovered', cause })
  resetPattern(window)
}

function endMissed({ world, window }: ExpectationStep, line: Line, resolution: 'recovered' | 'late_evidence'): void {
  endMember(world, window, { resolution, cause: lineCause(line) })
  resetPattern(window)
}

function takeFault(step: ExpectationStep, match: Match): void {
  const { world, window, state } = step
  const { line } = match
  if (state.phase === 'idle') return begin(step, line, boundOf(step.pattern, match))
  world.observe?.('counted', window, lineCause(line))
  state.count++
  state.dueFrom = Math.max(state.dueFrom, line.dueFrom)
  if (state.phase === 'missed' && isMember(world, window)) return addNews(world, window, line)
  show(state.excerpt, line)
  if (state.phase === 'missed') open(step, elapsedMs(state.opener!, line, step.reorderMs), lineCause(line))
  return undefined
}

function begin(step: ExpectationStep, line: Line, withinMs: number): void {
  const { world, window, state } = step
  const cause = lineCause(line)
  const answer = answerFor(step, line, withinMs)
  if (answer?.opener) return world.observe?.('already_answered', window, cause, { ended: answer.line })
  const id = incidentIdOf(window, line)
  if (isKnownOpener(step, id)) {
    return world.observe?.('remembered_opener', window, cause, { incident: id })
  }
  if (answer !== undefined) return meetBefore(step, line, { id, answer })
  state.phase = 'waiting'
  state.opener = line
  state.openerId = id
  state.withinMs = withinMs
  state.dueAt = line.dueFrom + withinMs
  state.count = 1
  state.dueFrom = line.dueFrom
  show(state.excerpt, line)
  world.observe?.('began', window, cause, { awaited: [step.pattern.expect], boundMs: withinMs })
  return undefined
}

/** The bound of a window that this match opens: the rule's, or the one that its line says. */
function boundOf({ withinMs, withinFrom }: Expectation, { value }: Match): number {
  if (withinFrom === undefined || value === undefined || !/^\d{1,15}(\.\d+)?$/.test(value)) return withinMs
  const { unitMs, margin, mostMs } = withinFrom
  const saidMs = Math.round(Number(value) * unitMs)
  const marginMs = Math.max(margin.leastMs, Math.round((saidMs * margin.percent) / 100))
  return Math.min(saidMs + marginMs, mostMs)
}

/** The relay handed on the answer before the fault. */
function meetBefore(
  { world, window, pattern, reorderMs }: ExpectationStep,
  opener: Line,
  by: { id: string; answer: Answer },
): void {
  const { id } = by
  const answer = by.answer.unanswered!
  const cause = lineCause(opener)
  Object.assign(by.answer, { line: timesOf(answer), unanswered: null, opener: timesOf(opener) } satisfies Answer)
  const lines = newExcerpt()
  show(lines, opener)
  show(lines, answer)
  publishMet(world, window, { id, opener, answer, lines, count: 1, cause })
  world.observe?.('met_before', window, cause, {
    incident: id,
    elapsedMs: elapsedMs(opener, answer, reorderMs),
    boundMs: pattern.withinMs,
    awaited: [pattern.expect],
    answer,
  })
}

/** The remembered answer that ends what `line` begins, or that ended the outage in which `line` lies. The nearest of them. */
function answerFor({ state, reorderMs }: ExpectationStep, line: Line, withinMs: number): Answer | undefined {
  let best: Answer | undefined
  let bestMs = Number.POSITIVE_INFINITY
  for (const answer of state.answers) {
    if (answer.line.origin === line.origin) continue
    const within = canLieWithin(line, answer.line, withinMs, reorderMs)
    if (!within && !liesInOutage(line, answer, reorderMs)) continue
    const { differenceMs } = distance(line, answer.line, reorderMs)
    const isBetter = differenceMs === bestMs && answer.opener !== null && best?.opener === null
    if (differenceMs >= bestMs && !isBetter) continue
    best = answer
    bestMs = differenceMs
  }
  return best
}

function liesInOutage(line: Line, { line: end, opener }: Answer, reorderMs: number): boolean {
  return opener !== null && !liesOnlyBefore(opener, line, reorderMs) && !liesOnlyBefore(line, end, reorderMs)
}

/** Keeps the newest answers in the order of lines. */
function remember({ answers }: ExpectationState, answer: Answer): void {
  const place = placeOf(answer.line, answers.length, index => answers[index]!.line)
  answers.splice(place, 0, answer)
  if (answers.length > ANSWERS) answers.shift()
}

/** The deadline has passed without an answer. */
export function missExpectation(step: ExpectationStep, at: number): void {
  const { world, rule, window, state } = step
  const cause = deadlineCause(at)
  world.observe?.('missed', window, cause, { boundMs: state.withinMs })
  if (rule.outcomes.missed === undefined) return resetPattern(window)
  state.phase = 'missed'
  state.dueAt = Number.POSITIVE_INFINITY
  return open(step, state.withinMs, cause)
}

function open({ world, rule, window, state }: ExpectationStep, elapsed: number, cause: Cause): void {
  if (rule.outcomes.missed === undefined) return
  const opener = state.opener!
  tryOpen(world, window, {
    outcome: 'missed',
    id: state.openerId,
    opener,
    start: opener,
    lines: state.excerpt,
    count: state.count,
    dueFrom: state.dueFrom,
    elapsedMs: elapsed,
    cause,
  })
}
