import { deadlineCause, lineCause } from './life.ts'
import { endMember } from './lives.ts'
import { FORGET_MS } from './longest.ts'
import type { Match } from './match.ts'
import { isDuplicate } from './memory.ts'
import { missExpectation, stepExpectation } from './patterns/expectation.ts'
import { stepOf } from './patterns/pattern-step.ts'
import { repeatDeadline, repeatDueAt, stepRepeat } from './patterns/repeat.ts'
import { stepSingle } from './patterns/single.ts'
import type { Repeat, Rule } from './rule.ts'
import { newWindow, stateName, type Window } from './window.ts'
import { ruleOf, type World } from './world.ts'

/** Applies one match to its window. */
export function stepMatch(world: World, match: Match): void {
  const window = windowOf(world, match)
  const { line, events } = match
  world.observe?.('applied', window, lineCause(line), { events })
  if (line.at < world.floorAxis) {
    world.observe?.('late', window, lineCause(line), { lateMs: world.floorAxis - line.at })
  }
  if (isDuplicate(window.memory, line, world.state.layout.reorderMs)) {
    world.observe?.('duplicate', window, lineCause(line))
  } else {
    window.touchedAt = Math.max(window.touchedAt, line.at)
    applyLine(world, window, match)
  }
  schedule(world, window)
}

function applyLine(world: World, window: Window, match: Match): void {
  const step = stepOf(world, window)
  switch (step.kind) {
    case 'expectation':
      return stepExpectation(step, match)
    case 'repeat':
      return stepRepeat(step, match)
    case 'single':
      return stepSingle(step, match)
  }
}

/** What is due in a window at `at`. */
export function windowDeadline(world: World, window: Window, dueAt: number): void {
  const rule = ruleOf(world, window)
  const at = Math.max(dueAt, window.touchedAt)
  if (window.touchedAt + FORGET_MS <= at) {
    endMember(world, window, { resolution: 'expired', cause: deadlineCause(at) })
    world.observe?.('forgotten', window, deadlineCause(at))
    world.state.windows.delete(window.name)
    return
  }
  if (patternDueAt(rule, window) <= at) applyDeadline(world, window, at)
  schedule(world, window)
}

function applyDeadline(world: World, window: Window, at: number): void {
  const step = stepOf(world, window)
  switch (step.kind) {
    case 'expectation':
      return missExpectation(step, at)
    case 'repeat':
      return repeatDeadline(step, at)
    case 'single':
      return undefined
  }
}

function patternDueAt(rule: Rule, { pattern: state }: Window): number {
  switch (state.kind) {
    case 'expectation':
      return state.dueAt
    case 'repeat':
      return repeatDueAt(state, rule.pattern as Repeat)
    case 'single':
      return Number.POSITIVE_INFINITY
  }
}

function windowOf(world: World, match: Match): Window {
  const name = stateName(match.rule, match.key)
  const known = world.state.windows.get(name)
  if (known !== undefined) return known
  const { rule, definition, key, group } = match
  const identity = { rule, definition, key, group, name, lifeName: stateName(rule, group) }
  const window = newWindow(identity, ruleOf(world, match).pattern)
  world.state.windows.set(name, window)
  return window
}

/**
 * Keeps one entry a window in the queue of deadlines: an entry that comes too early is put back when it comes up. What
 * is past already is due where the line stands that made it so, after other lines at that instant.
 */
function schedule(world: World, window: Window): void {
  const dueAt = Math.min(patternDueAt(ruleOf(world, window), window), window.touchedAt + FORGET_MS)
  window.dueAt = Math.max(dueAt, window.touchedAt)
  if (window.dueAt >= window.queuedAt) return
  window.queuedAt = window.dueAt
  world.state.deadlines.push({ at: window.dueAt, rule: window.rule, window, life: null })
}
