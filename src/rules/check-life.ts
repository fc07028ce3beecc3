import { durationText } from '../core/duration.ts'
import { LONGEST_LIFE_MS } from '../core/longest.ts'
import type { Pattern, Rule } from '../core/rule.ts'
import { doubt, type Finding } from '../document/finding.ts'
import { raisingEvents } from './check-ends.ts'

/** Finds options of an incident's life that get in each other's way. */
export function checkLife(rule: Rule): readonly Finding[] {
  return [...neverReopened(rule), ...neverUpdated(rule), ...heldByItself(rule)]
}

/** An incident that only quiet ends has ended soonest so long after its opening; `suppress` counts from there too. */
function neverReopened({ outcomes, suppressMs, reopenMs }: Rule): readonly Finding[] {
  const ends = Object.values(outcomes).map(({ resolve }) => (resolve.on.length === 0 ? resolve.quietMs : null))
  const quietMs = ends.length === 1 ? ends[0]! : null
  if (reopenMs === 0 || quietMs === null || suppressMs < quietMs + reopenMs) return []
  const message = `an incident that ends after ${durationText(quietMs)} of quiet, with no news before, is never reopened: \`suppress\` holds openings back for ${durationText(suppressMs)}`
  return [doubt(['reopen'], message, '`suppress` must be shorter than the quiet and `reopen` together')]
}

function neverUpdated({ updateEveryMs }: Rule): readonly Finding[] {
  if (updateEveryMs < LONGEST_LIFE_MS) return []
  const message = `an incident lives ${durationText(LONGEST_LIFE_MS)} at most: of its news only the first is told before its end`
  return [doubt(['update'], message, 'make it shorter')]
}

/** A grace that an opener begins by itself holds that opener back. */
function heldByItself({ grace, pattern }: Rule): readonly Finding[] {
  if (grace === undefined || grace.forMs <= toldAfterMs(pattern)) return []
  return [...raisingEvents(pattern), ...(pattern.kind === 'heartbeat' ? [pattern.event] : [])]
    .filter(name => grace.after.includes(name))
    .map(name => {
      const message = `\`${name}\` begins the grace that holds its own incident back: it is told ${durationText(grace.forMs)} after the last of them`
      return doubt(['grace', 'after'], message, 'let the grace follow another event, such as a restart')
    })
}

/** How long after the line that raises it an incident is told without a grace. */
function toldAfterMs(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'expectation':
      return pattern.withinMs
    case 'heartbeat':
      return pattern.everyMs + pattern.graceMs
    case 'sequence':
    case 'repeat':
    case 'distinct':
    case 'all':
    case 'single':
      return 0
  }
}
