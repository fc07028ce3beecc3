import { canLieWithin, liesOnlyBefore } from '../distance.ts'
import { lineCause } from '../life.ts'
import { placeOf } from '../line-order.ts'
import { addNews, endMember, isMember } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { countOf, lower, openAtCount, raiseAtCount } from './counting.ts'
import { isOneOf, type PatternStep, resolveBy } from './pattern-step.ts'

type DistinctStep = PatternStep<'distinct'>

/** How many values a window keeps at most beyond its count. The oldest is forgotten then: an incident may end too early. */
const MOST_VALUES = 1000

/** Applies one line: first what it takes out or ends, then what it counts for. A line without the value does neither. */
export function stepDistinct(step: DistinctStep, match: Match): void {
  const { state, pattern } = step
  if (match.value !== undefined && isOneOf(match, pattern.until)) takeOut(step, match.value, match.line)
  resolveBy(step, 'fired', match, state.lines.at(-1) ?? null)
  if (match.value !== undefined && match.events.includes(pattern.event)) count(step, match.value, match.line)
}

function takeOut(step: DistinctStep, value: string, line: Line): void {
  const { world, window, state, pattern, reorderMs } = step
  const index = state.values.indexOf(value)
  if (index < 0 || liesOnlyBefore(state.lines[index]!, line, reorderMs)) return
  remove(step, index)
  world.observe?.('taken_out', window, lineCause(line))
  const left = state.lines.filter(other => canLieWithin(other, line, pattern.clear.withinMs, reorderMs))
  if (!state.raised || left.length >= pattern.clear.below) return
  lower(state)
  endMember(world, window, { resolution: 'recovered', cause: lineCause(line) })
}

function remove({ state }: DistinctStep, index: number): void {
  state.lines.splice(index, 1)
  state.values.splice(index, 1)
}

/** A value that comes again moves to its newest line; that is no news. */
function count(step: DistinctStep, value: string, line: Line): void {
  const { world, window, state, pattern } = step
  const known = state.values.indexOf(value)
  if (known >= 0) {
    const isOlder = placeOf(line, state.lines.length, index => state.lines[index]!) <= known
    world.observe?.('counted', window, lineCause(line), countOf(step))
    if (isOlder) return
    remove(step, known)
  }
  const place = placeOf(line, state.lines.length, index => state.lines[index]!)
  state.lines.splice(place, 0, line)
  state.values.splice(place, 0, value)
  if (state.lines.length > pattern.count + MOST_VALUES) remove(step, 0)
  if (known < 0) world.observe?.('counted', window, lineCause(line), countOf(step))
  if (!state.raised) raiseAtCount(step, line)
  else if (!isMember(world, window)) openAtCount(step, line)
  else if (known < 0) addNews(world, window, line)
}
