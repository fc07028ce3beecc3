import type { Event } from './event.ts'
import { fold, foldEnd, newShardState } from './fold.ts'
import type { Incident } from './incident.ts'
import { DEFAULT_LAYOUT, type Layout, type Match } from './match.ts'
import type { Rule } from './rule.ts'
import { compileRules, definitionsOf } from './rule-set.ts'
import { tagEvent } from './tag.ts'
import type { Observer, Output } from './world.ts'

export interface CorrelateOptions {
  readonly layout?: Layout
  /** End of the log; the greatest arrival by default. Deadlines before it fire. */
  readonly endMs?: number
  readonly observe?: Observer
}

/** What arrived at one time: the matches, in order of offset, or none: then only time has passed. */
export interface Arrival {
  readonly arrivalMs: number
  readonly matches: readonly Match[]
}

/**
 * Rules as data and events as data in, incidents out: every revision, in the order of publication.
 *
 * The events stand in the order in which they arrived, in one partition. The same folds as in the service.
 */
export function correlate(rules: readonly Rule[], events: Iterable<Event>, options: CorrelateOptions = {}): Incident[] {
  return correlateMatches(rules, tagAll(rules, events, options.layout ?? DEFAULT_LAYOUT), options)
}

function* tagAll(rules: readonly Rule[], events: Iterable<Event>, layout: Layout): Iterable<Arrival> {
  const set = compileRules(rules)
  const counters = { matches: 0, missingKey: 0 }
  let offset = 0
  for (const event of events) {
    const origin = { topic: 'events', partition: 0, offset: String(offset) }
    yield { arrivalMs: event.arrival, matches: tagEvent(set, { event, origin, offset }, layout, counters) }
    offset++
  }
}

/** The same for what is tagged already. */
export function correlateMatches(
  rules: readonly Rule[],
  arrivals: Iterable<Arrival>,
  options: CorrelateOptions = {},
): Incident[] {
  const layout = options.layout ?? DEFAULT_LAYOUT
  const state = newShardState(layout)
  const definitions = definitionsOf(rules)
  const context = { definitions, replay: false, observe: options.observe ?? null }
  const outputs: Output[] = []
  let from = 0
  let arrivedMs = Number.NEGATIVE_INFINITY
  for (const { arrivalMs, matches } of arrivals) {
    arrivedMs = Math.max(arrivedMs, arrivalMs)
    const place = { topic: 'events', partition: 0, stream: 'correlate', base: 0, from, to: from + 1 }
    const frame = { ...place, promise: arrivedMs - layout.disorderMs - layout.reorderMs, matches }
    outputs.push(...fold(state, { generation: 0, partitions: { events: 1 }, frames: [frame] }, context))
    from++
  }
  outputs.push(...foldEnd(state, options.endMs ?? arrivedMs, context))
  return outputs.map(({ incident }) => incident)
}
