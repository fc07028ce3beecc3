import type { Event } from '../../src/core/event.ts'
import { type FoldContext, fold, foldEnd, newShardState } from '../../src/core/fold.ts'
import { keptName } from '../../src/core/kept-name.ts'
import { lineOf } from '../../src/core/line.ts'
import type { Layout, Match, MatchRecord } from '../../src/core/match.ts'
import type { Observer, Output } from '../../src/core/world.ts'
import type { RandomLog } from './random-log.ts'
import type { ReferenceLine, ReferenceRevision } from './reference.ts'

/** The log as it is tagged: what the fold takes, made by the code that the tagger uses. */
export function matchOf(reference: ReferenceLine, layout: Layout): Match {
  const { rule, key, group, events, value, offset, topic, partition } = reference
  const line = lineOf(eventOf(reference), { topic, partition, offset: String(offset) }, layout)
  const match = { rule: keptName(rule), definition: rule.hash, key, group, events, offset, line }
  return value === undefined ? match : { ...match, value }
}

function eventOf({ arrival, stampMs, resolutionMs, shiftMs, unset, host, code, text, sequence }: ReferenceLine): Event {
  const nothing = { offsetMinutes: null, relayHost: null, pri: null, facility: null, severity: null, mnemonic: null }
  const device = {
    shape: 'cisco',
    stamp: null,
    relayTime: null,
    messageCount: null,
    process: null,
    node: null,
    fields: new Map(),
    repeats: 0,
    flags: [],
  } as const
  const clock = unset ? '*' : ''
  return { ...nothing, ...device, arrival, time: stampMs, resolutionMs, shiftMs, clock, host, code, text, sequence }
}

export function contextOf(log: Pick<RandomLog, 'rules'>, observe: Observer | null = null): FoldContext {
  return { definitions: new Map(log.rules.map(rule => [rule.hash, rule])), replay: false, observe }
}

/** The log in one partition and one shard, a record for each offset. */
export function* recordsOf({ lines, layout }: Pick<RandomLog, 'lines' | 'layout'>): Generator<MatchRecord> {
  let arrivedMs = Number.NEGATIVE_INFINITY
  let from = 0
  for (const [offset, group] of Map.groupBy(lines, line => line.offset)) {
    arrivedMs = Math.max(arrivedMs, group[0]!.arrival)
    const promise = arrivedMs - layout.disorderMs - layout.reorderMs
    const place = { topic: 'lines', partition: 0, stream: 'test', base: 0, from, to: offset + 1, promise }
    const frame = { ...place, matches: group.map(line => matchOf(line, layout)) }
    yield { generation: 0, partitions: { lines: 1 }, frames: [frame] }
    from = offset + 1
  }
}

/** What the engine makes of the log in one partition and one shard. */
export function runLog(log: Omit<RandomLog, 'seed'>, observe: Observer | null = null): Output[] {
  const context = contextOf(log, observe)
  const state = newShardState(log.layout)
  const outputs: Output[] = []
  for (const record of recordsOf(log)) outputs.push(...fold(state, record, context))
  return [...outputs, ...foldEnd(state, log.endMs, context)]
}

/** What is compared of an incident. */
export function revisionOf({ incident }: Pick<Output, 'incident'>): ReferenceRevision {
  const { rule, id, revision, action, state, severity, outcome, resolution, elapsed_ms, count } = incident
  const { opened_at, updated_at, resolved_at } = incident
  return {
    ...{ rule: rule.id, group: Object.values(incident.key), id, revision, action, state, severity, outcome },
    ...{ opened_at: Date.parse(opened_at), updated_at: Date.parse(updated_at) },
    ...{ resolved_at: resolved_at === null ? null : Date.parse(resolved_at), resolution, elapsed_ms, count },
    ...{ texts: incident.events.map(({ text }) => text), omitted: incident.events_omitted },
  }
}
