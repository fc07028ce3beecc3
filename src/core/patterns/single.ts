import { liesOnlyBefore } from '../distance.ts'
import { lineCause } from '../life.ts'
import { addNews, endMember, isMember, tryOpen } from '../lives.ts'
import type { Line, Match } from '../match.ts'
import { isRememberedOpener } from '../memory.ts'
import { incidentIdOf } from '../record.ts'
import { newExcerpt, show } from '../window.ts'
import type { SingleStep } from './pattern-step.ts'

/** Applies one line: first what it ends, then what it opens. */
export function stepSingle(step: SingleStep, match: Match): void {
  const { world, rule, window, state, pattern, reorderMs } = step
  const { line } = match
  const on = rule.outcomes.fired?.resolve.on ?? []
  const resolves = match.events.some(event => on.includes(event))
  if (resolves && state.opener !== null && !liesOnlyBefore(state.opener, line, reorderMs)) {
    endMember(world, window, { resolution: 'recovered', cause: lineCause(line) })
    state.opener = null
  }
  if (match.events.includes(pattern.event)) fire(step, line)
}

function fire({ world, rule, window, state }: SingleStep, line: Line): void {
  const cause = lineCause(line)
  const id = incidentIdOf(window, line)
  const known = isRememberedOpener(window.memory, id)
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
