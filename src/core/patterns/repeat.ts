import { lineCause } from '../life.ts'
import { placeOf } from '../line-order.ts'
import { addNews, isMember } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { countOf, openAtCount, raiseAtCount } from './counting.ts'
import { type PatternStep, resolveBy } from './pattern-step.ts'

/** Applies one line: first what it ends, then what it counts for. */
export function stepRepeat(step: PatternStep<'repeat'>, match: Match): void {
  resolveBy(step, 'fired', match, step.state.lines.at(-1) ?? null)
  if (match.events.includes(step.pattern.event)) count(step, match.line)
}

function count(step: PatternStep<'repeat'>, line: Line): void {
  const { world, window, state, pattern } = step
  const place = placeOf(line, state.lines.length, index => state.lines[index]!)
  state.lines.splice(place, 0, line)
  if (state.lines.length > Math.max(pattern.count, pattern.clear.below)) state.lines.shift()
  world.observe?.('counted', window, lineCause(line), countOf(step))
  if (!state.raised) raiseAtCount(step, line)
  else if (isMember(world, window)) addNews(world, window, line)
  else openAtCount(step, line)
}
