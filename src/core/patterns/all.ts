import { canLieWithin, elapsedMs } from '../distance.ts'
import { lineCause } from '../life.ts'
import { isSameLine } from '../line-order.ts'
import { tryOpen } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { incidentIdOf } from '../record.ts'
import { newExcerpt, show } from '../window.ts'
import { isKnownOpener, isOneOf, type PatternStep, resolveBy } from './pattern-step.ts'

type AllStep = PatternStep<'all'>

/** Applies one line: first what it ends, then which of the events it is. Of each event the newest line counts. */
export function stepAll(step: AllStep, match: Match): void {
  const { world, window, state, pattern } = step
  const { line } = match
  resolveBy(step, 'fired', match, state.newest)
  if (!isOneOf(match, pattern.events)) return
  state.lines = pattern.events.map((event, index) => {
    const known = state.lines[index] ?? null
    return match.events.includes(event) && (known === null || known.at <= line.at) ? line : known
  })
  const counted = state.lines.filter(other => other !== null).length
  const facts = { count: counted, needed: pattern.events.length, boundMs: pattern.withinMs }
  world.observe?.('counted', window, lineCause(line), facts)
  const kept = state.lines.filter(other => other !== null)
  // One line may be several of the events. A window that was stored and loaded holds it once for each.
  const all = kept.filter((one, index) => kept.findIndex(other => isSameLine(one, other)) === index)
  if (
    kept.length === pattern.events.length &&
    kept.includes(line) &&
    all.every(a => all.every(b => isNear(step, a, b)))
  )
    fire(step, line, all)
}

function isNear({ pattern, reorderMs }: AllStep, a: Line, b: Line): boolean {
  return a === b || canLieWithin(a, b, pattern.withinMs, reorderMs) || canLieWithin(b, a, pattern.withinMs, reorderMs)
}

/** All have come: they are used up, and the next match begins anew. */
function fire(step: AllStep, opener: Line, all: readonly Line[]): void {
  const { world, rule, window, state, reorderMs } = step
  const cause = lineCause(opener)
  const id = incidentIdOf(window, opener)
  const isKnown = isKnownOpener(step, id)
  world.observe?.(isKnown ? 'remembered_opener' : 'completed', window, cause, { incident: id })
  state.lines = []
  if (isKnown || rule.outcomes.fired === undefined) return
  state.newest = opener
  const inOrder = all.toSorted((a, b) => a.at - b.at || a.arrival - b.arrival)
  const start = inOrder[0]!
  const lines = newExcerpt()
  for (const line of inOrder) show(lines, line)
  const dueFrom = Math.max(...all.map(line => line.dueFrom))
  const count = all.length
  const elapsed = elapsedMs(start, opener, reorderMs)
  tryOpen(world, window, { outcome: 'fired', id, opener, start, lines, count, dueFrom, elapsedMs: elapsed, cause })
}

/** When the newest line can complete nothing any more. */
export function allDueAt(lines: readonly (Line | null)[], withinMs: number): number {
  const dueFrom = Math.max(...lines.map(line => line?.dueFrom ?? Number.NEGATIVE_INFINITY))
  return dueFrom === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : dueFrom + withinMs
}
