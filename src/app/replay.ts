import type { Layout } from '../core/match.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { type Observer, type Output, ruleOf, type ShardState } from '../core/world.ts'
import { ShardCorrelator } from './correlator.ts'
import type { IncidentSink, MatchLog, ShardStore } from './ports.ts'
import type { ReplayInput } from './replay-input.ts'
import { PartitionFramer } from './tagger.ts'

export interface ReplayPorts {
  readonly log: MatchLog
  readonly store: ShardStore
  readonly sink: IncidentSink & { drain(): readonly Output[] }
}

export interface ReplayOptions {
  /** One a partition; all partitions of a topic, from 0 on. */
  readonly files: readonly ReplayInput[]
  readonly rules: RuleSet
  readonly layout: Layout
  /** Up to when the log is known to be complete, in ms, if that is later than its greatest arrival and any `show` preamble. */
  readonly untilMs: number | null
  readonly observe: Observer | null
  /** Takes incidents in the order of publication. */
  readonly emit: (outputs: readonly Output[]) => Promise<void> | void
  /** Asked between two chunks, when all that was read is folded and handed on: whether to stop here. */
  readonly isOver?: (states: readonly ShardState[]) => Promise<boolean>
  /** Told when a file cannot be read on. What was read of it counts. */
  readonly broken: (file: ReplayInput, error: unknown) => void
}

/** A window that had not come to its end when the log did. */
export interface Undecided {
  readonly rule: string
  readonly key: readonly string[]
  /** Its deadline in ms. */
  readonly dueMs: number
}

export interface ReplayResult {
  readonly endMs: number
  readonly late: number
  readonly undecided: readonly Undecided[]
  /** It was stopped: nothing is known of what lies beyond. */
  readonly isStopped: boolean
}

interface Reading {
  readonly file: ReplayInput
  readonly framer: PartitionFramer
  arrivedMs: number
}

/** Replays files through the folds of the service, joined by a log and a store in memory. */
export async function replay(ports: ReplayPorts, options: ReplayOptions): Promise<ReplayResult> {
  const correlators = correlatorsOf(ports, options)
  for (const correlator of correlators) await correlator.claim('replay')
  let readings = readingsOf(ports, options)
  while (readings.length > 0) {
    const reading = furthestBehind(readings)
    if (!(await readOn(reading, ports, options))) readings = readings.filter(other => other !== reading)
    for (const correlator of correlators) await correlator.step()
    await options.emit(ports.sink.drain())
    if (readings.length > 0 && (await options.isOver?.(correlators.map(({ state }) => state)))) break
  }
  const states = correlators.map(({ state }) => state)
  if (readings.length > 0) {
    for (const { file } of readings) await file.close()
    return { ...resultOf(states, options, Number.NEGATIVE_INFINITY), isStopped: true }
  }
  const endMs = Math.max(options.untilMs ?? Number.NEGATIVE_INFINITY, endOf(options.files))
  for (const correlator of correlators) await correlator.end(endMs)
  await options.emit(ports.sink.drain())
  return { ...resultOf(states, options, endMs), isStopped: false }
}

function correlatorsOf(ports: ReplayPorts, { rules, layout, observe }: ReplayOptions): ShardCorrelator[] {
  const context = { definitions: rules.definitions, replay: true, observe }
  return Array.from({ length: ports.log.shards }, (_, shard) => new ShardCorrelator(ports, shard, { layout, context }))
}

function readingsOf(ports: ReplayPorts, { files, layout }: ReplayOptions): Reading[] {
  const counts = Map.groupBy(files, ({ place }) => place.topic).entries()
  const sources = Object.fromEntries([...counts].map(([topic, { length }]) => [topic, length]))
  const to = { layout, sources, shards: ports.log.shards }
  return files.map(file => {
    const framer = new PartitionFramer({ ...file.place, stream: 'replay' }, to, file.to)
    return { file, framer, arrivedMs: Number.NEGATIVE_INFINITY }
  })
}

/** The file whose lines hold back all others: reading it first keeps what waits in memory small. */
function furthestBehind(readings: readonly Reading[]): Reading {
  return readings.reduce((least, reading) => (reading.arrivedMs < least.arrivedMs ? reading : least))
}

/** Reads and hands on one chunk; false at the end of the file, which from then on holds nothing back. */
async function readOn(reading: Reading, ports: ReplayPorts, options: ReplayOptions): Promise<boolean> {
  const span = await reading.file.next().catch((error: unknown) => {
    options.broken(reading.file, error)
    return null
  })
  reading.arrivedMs = span?.arrivedMs ?? reading.arrivedMs
  const last = { matches: [], to: reading.file.to, arrivedMs: Number.POSITIVE_INFINITY }
  const records = reading.framer.frames(span ?? last)
  await Promise.all(records.map((record, shard) => ports.log.append(shard, record)))
  if (span === null) await reading.file.close()
  return span !== null
}

function endOf(files: readonly ReplayInput[]): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...files.map(({ endMs }) => endMs).filter(end => !Number.isNaN(end)))
}

function resultOf(
  states: readonly ShardState[],
  { rules }: ReplayOptions,
  endMs: number,
): Omit<ReplayResult, 'isStopped'> {
  const undecided = states
    .flatMap(state => [...state.windows.values()])
    .flatMap((window): Undecided[] => {
      const { pattern, rule, key } = window
      if (pattern.kind !== 'expectation' || pattern.phase !== 'waiting') return []
      const silent = ruleOf({ definitions: rules.definitions }, window).outcomes.missed === undefined
      return silent ? [] : [{ rule, key, dueMs: pattern.dueAt }]
    })
  const late = states.reduce((sum, state) => sum + state.counters.late, 0)
  return { endMs, late, undecided: undecided.sort((a, b) => a.dueMs - b.dueMs) }
}
