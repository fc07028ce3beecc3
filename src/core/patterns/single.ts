import { lineCause } from '../life.ts'
import { addNews, isMember, tryOpen } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { incidentIdOf } from '../record.ts'
import { newExcerpt, show } from '../window.ts'
import { isKnownOpener, type PatternStep, resolveBy } from './pattern-step.ts'

type SingleStep = PatternStep<'single'>

/** Applies one line: first what it ends, then what it opens. */
export function stepSingle(step: SingleStep, match: Match): void {
  const { state, pattern } = step
  resolveBy(step, 'fired', match, state.opener)
  if (match.events.includes(pattern.event)) fire(step, match.line)
}

function fire(step: SingleStep, line: Line): void {
  const { world, rule, window, state } = step
  const cause = lineCause(line)
  const id = incidentIdOf(window, line)
  const known = isKnownOpener(step, id)
  world.observe?.(known ? 'remembered_opener' : 'fired', window, cause, { incident: id })
  if (isMember(world, window)) return addNews(world, window, line)
  if (known || rule.outcomes.fired === undefined) return undefined
  state.opener = line
  const lines = newExcerpt()
  show(lines, line)
  return tryOpen(world, window, {
    outcome: 'fired',
    id,
    opener: line,
    start: line,
    lines,
    count: 1,
    dueFrom: line.dueFrom,
    elapsedMs: 0,
    cause,
  })
}
