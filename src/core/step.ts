import { deadlineCause, lineCause } from './life.ts'
import { endMember, isMember, openHeld } from './lives.ts'
import { FORGET_MS } from './longest.ts'
import type { Match } from './match.ts'
import { isDuplicate } from './memory.ts'
import { compareText } from './order.ts'
import { allDueAt, stepAll } from './patterns/all.ts'
import { countDeadline, countDueAt } from './patterns/counting.ts'
import { stepDistinct } from './patterns/distinct.ts'
import { missExpectation, stepExpectation } from './patterns/expectation.ts'
import { missHeartbeat, stepHeartbeat } from './patterns/heartbeat.ts'
import { isOneOf, stepOf } from './patterns/pattern-step.ts'
import { stepRepeat } from './patterns/repeat.ts'
import { sequenceDeadline, sequenceDueAt, stepSequence } from './patterns/sequence.ts'
import { stepSingle } from './patterns/single.ts'
import { DEFAULT_BOUNDS } from './rule.ts'
import { isIdle, newWindow, stateName, type Window, windowOfNew } from './window.ts'
import { ruleOf, type World } from './world.ts'

/** Applies one match to its window. `spansChange`: it was tagged by rules that are others by now. */
export function stepMatch(world: World, match: Match, spansChange = false): void {
  const window = windowOf(world, match)
  if (window === null) return
  if (spansChange) window.spansChange = true
  else if (window.spansChange === true && isIdle(window)) window.spansChange = false
  const { line, events } = match
  const { grace, pulled, bounds = DEFAULT_BOUNDS } = ruleOf(world, window)
  world.observe?.('applied', window, lineCause(line), { events })
  if (line.at < world.floorAxis) {
    world.observe?.('late', window, lineCause(line), { lateMs: world.floorAxis - line.at })
  }
  if (isDuplicate(window.memory, line, world.state.layout.reorderMs, bounds.remembered)) {
    world.observe?.('duplicate', window, lineCause(line))
  } else if (pulled && line.time === null) {
    world.state.counters.stale++
    world.observe?.('stale', window, lineCause(line))
  } else {
    window.touchedAt = Math.max(window.touchedAt, line.at)
    if (grace !== undefined && isOneOf(match, grace.after)) {
      window.graceUntil = Math.max(window.graceUntil, line.at + grace.forMs)
    }
    if (pulled) applyPulled(world, window, match)
    else applyLine(world, window, match)
  }
  schedule(world, window)
}

/** A pulled line also says how far the log was pulled: what was due before it did not come. */
function applyPulled(world: World, window: Window, match: Match): void {
  const { line } = match
  const passedMs = line.time!
  if (isAbsence(window) && patternDueAt(world, window) < passedMs) applyDeadline(world, window, line.at, passedMs)
  applyLine(world, window, { ...match, line: { ...line, dueFrom: passedMs + line.resolutionMs } })
}

/** Whether what is due in it is that something did not come. */
function isAbsence({ pattern: { kind } }: Window): boolean {
  return kind === 'expectation' || kind === 'heartbeat' || kind === 'sequence'
}

function applyLine(world: World, window: Window, match: Match): void {
  const step = stepOf(world, window)
  switch (step.kind) {
    case 'expectation':
      return stepExpectation(step, match)
    case 'sequence':
      return stepSequence(step, match)
    case 'repeat':
      return stepRepeat(step, match)
    case 'distinct':
      return stepDistinct(step, match)
    case 'all':
      return stepAll(step, match)
    case 'heartbeat':
      return stepHeartbeat(step, match)
    case 'single':
      return stepSingle(step, match)
  }
}

/** What is due in a window at `at`. */
export function windowDeadline(world: World, window: Window, dueAt: number): void {
  const at = Math.max(dueAt, window.touchedAt)
  if (window.touchedAt + FORGET_MS <= at) {
    endMember(world, window, { resolution: 'expired', cause: deadlineCause(at) })
    world.observe?.('forgotten', window, deadlineCause(at))
    dropWindow(world, window)
    return
  }
  if (window.held !== null && window.graceUntil <= at) openHeld(world, window, at)
  else if (clockDueAt(world, window) <= at) applyDeadline(world, window, at)
  schedule(world, window)
}

/** `passedMs`: what was due up to then did not come. */
function applyDeadline(world: World, window: Window, at: number, passedMs = at): void {
  const step = stepOf(world, window)
  switch (step.kind) {
    case 'expectation':
      return missExpectation(step, at)
    case 'sequence':
      return sequenceDeadline(step, at, passedMs)
    case 'repeat':
    case 'distinct':
      return countDeadline(step, at)
    case 'all':
      step.state.lines = []
      return step.world.observe?.('faded', window, deadlineCause(at))
    case 'heartbeat':
      return missHeartbeat(step, at)
    case 'single':
      return undefined
  }
}

/** When time alone makes something due: never the absence of a pulled line, which may stand in the next pull. */
function clockDueAt(world: World, window: Window): number {
  if (isAbsence(window) && ruleOf(world, window).pulled) return Number.POSITIVE_INFINITY
  return patternDueAt(world, window)
}

function patternDueAt(world: World, window: Window): number {
  const { kind, state, pattern } = stepOf(world, window)
  switch (kind) {
    case 'expectation':
    case 'heartbeat':
      return state.dueAt
    case 'sequence':
      return sequenceDueAt(state, pattern)
    case 'repeat':
    case 'distinct':
      return countDueAt(state, pattern)
    case 'all':
      return allDueAt(state.lines, pattern.withinMs)
    case 'single':
      return Number.POSITIVE_INFINITY
  }
}

/** The window of a match, made if need be; null if its rule has as many as it may. */
function windowOf(world: World, match: Match): Window | null {
  const { state } = world
  const name = stateName(match.rule, match.key)
  const known = state.windows.get(name)
  if (known !== undefined) return currentWindow(world, known, match)
  const { rule, definition, key, line } = match
  // Most groups are the key: then they share its memory.
  const lifeName = stateName(rule, match.group)
  const [group, life] = lifeName === name ? [key, name] : [match.group, lifeName]
  const { pattern, bounds = DEFAULT_BOUNDS } = ruleOf(world, match)
  const window = newWindow({ rule, definition, key, group, name, lifeName: life }, pattern)
  if (!hasRoom(world, rule, bounds.windows, line.at)) {
    state.counters.overBound++
    world.observe?.('over_bound', window, lineCause(line))
    return null
  }
  state.windows.set(name, window)
  const kept = state.windowsOf.get(rule) ?? { count: 0, fullUntil: Number.NEGATIVE_INFINITY }
  kept.count++
  state.windowsOf.set(rule, kept)
  return window
}

/** A window that is about nothing takes the definition of the newest match: one that is about something ends by its own. */
function currentWindow(world: World, window: Window, match: Match): Window {
  const { definition } = match
  if (window.definition === definition || !isIdle(window) || isMember(world, window)) return window
  const current = windowOfNew(definition, ruleOf(world, match).pattern, window)
  world.state.windows.set(current.name, current)
  return current
}

/** How long a rule without room is not looked at again: in log time, so that every run does the same. */
const FULL_MS = 60_000

/** Whether a rule may have a window more. If it has as many as it may, the half of the idle ones that rest longest is dropped. */
function hasRoom(world: World, rule: string, most: number, at: number): boolean {
  const { state } = world
  const kept = state.windowsOf.get(rule)
  if (kept === undefined || kept.count < most) return true
  if (at < kept.fullUntil) return false
  const idle = [...state.windows.values()].filter(
    window => window.rule === rule && isIdle(window) && !isMember(world, window),
  )
  const longest = idle.toSorted((a, b) => a.touchedAt - b.touchedAt || compareText(a.name, b.name))
  for (const window of longest.slice(0, Math.ceil(idle.length / 2))) {
    world.observe?.('forgotten', window, deadlineCause(window.touchedAt))
    dropWindow(world, window)
  }
  if (idle.length === 0) kept.fullUntil = at + FULL_MS
  return idle.length > 0
}

function dropWindow({ state, changes }: World, { name, rule }: Window): void {
  changes?.windows.add(name)
  state.windows.delete(name)
  state.windowsOf.get(rule)!.count--
}

/**
 * Keeps one entry a window in the queue of deadlines: an entry that comes too early is put back when it comes up. What
 * is past already is due where the line stands that made it so, after other lines at that instant.
 */
function schedule(world: World, window: Window): void {
  world.changes?.windows.add(window.name)
  const graceEnd = window.held === null ? Number.POSITIVE_INFINITY : window.graceUntil
  const dueAt = Math.min(clockDueAt(world, window), graceEnd, window.touchedAt + FORGET_MS)
  window.dueAt = Math.max(dueAt, window.touchedAt)
  if (window.dueAt >= window.queuedAt) return
  window.queuedAt = window.dueAt
  world.state.deadlines.push({ at: window.dueAt, rule: window.rule, window, life: null })
}
