import { readFileSync } from 'node:fs'
import { type KafkaOptions, type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { parseMetrics } from '../support/parse-metrics.ts'
import { type PartitionShare, SHORT } from '../support/service/bench-site.ts'
import { expectedRevisions, judge, type Verdict } from '../support/service/oracle.ts'
import { serviceRules } from '../support/service/rules.ts'
import { onScene, type Scene, type SceneSize } from '../support/service/run-scene.ts'
import { doubtsOf } from '../support/service/second-opinion.ts'
import { waitUntil } from '../support/wait-until.ts'

/** One thing that is done to processes, brokers or lines while lines come, and what it counts. */
export interface Fault extends SceneSize {
  /** `process: killed`; what stands before the colon is its group. */
  readonly name: string
  /** For how long lines come. */
  readonly forMs: number
  readonly share?: PartitionShare
  /** A cluster of its own; left out where that of all will do. */
  readonly kafka?: KafkaOptions
  /** What no process may take of memory at any time; left out where that is not looked at. */
  readonly mostBytes?: number
  /** How many records stand there that nobody can unpack; left out where there is none. */
  readonly unread?: number
  /** What stands in the topic before anything reads it. */
  readonly history?: (scene: Scene) => Promise<void>
  /** Begins when lines do. Starts processes; those that run when it ends must be enough to end it. Gives how often it did it. */
  readonly work: (scene: FaultScene) => Promise<number>
}

export interface FaultScene extends Scene {
  readonly kafka: KafkaServer
  /** Takes what must be closed behind all. */
  readonly after: AsyncDisposableStack
}

export interface Outcome {
  readonly fault: Fault
  readonly times: number
  readonly lines: number
  readonly revisions: number
  readonly verdict: Verdict
  /** How late the latest revision was, behind the instant that caused it, in ms. */
  readonly latestMs: number
  /** What the processes that ran at the end have counted, by metric. */
  readonly counted: Readonly<Record<string, number>>
  /** What else is wrong, in words. */
  readonly complaints: readonly string[]
}

const rules = serviceRules()
/** Above this a record is a dead letter, as the configuration has it. */
const MOST_READ_BYTES = 8_000_000
const DRAINED_WITHIN_MS = 60_000
const COUNTED = ['fences', 'rebuilds', 'unknown_outcomes'].map(name => `sequor_correlate_${name}_total`)
const TAGGING = ['rewinds', 'resent', 'lost'].map(name => `sequor_tag_${name}_total`)

/** Does it, and judges what was published by what the lines imply as they were read back. */
export async function runFault(shared: KafkaServer, fault: Fault): Promise<Outcome> {
  if (fault.kafka === undefined) return onFault(shared, fault)
  const kafka = await startKafka(fault.kafka)
  try {
    return await onFault(kafka, fault)
  } finally {
    await kafka.stop()
  }
}

async function onFault(kafka: KafkaServer, fault: Fault): Promise<Outcome> {
  let outcome: Outcome | null = null
  await using after = new AsyncDisposableStack()
  await onScene(kafka, fault, async scene => {
    const { forMs, partitions, shards, share } = fault
    await fault.history?.(scene)
    const sending = scene.site.sendLines(forMs, partitions, 100 * partitions + shards, share)
    const [times] = await Promise.all([fault.work({ ...scene, kafka, after }), sending])
    outcome = await outcomeOf(scene, fault, times)
  })
  return outcome!
}

async function outcomeOf({ site, processes }: Scene, fault: Fault, times: number): Promise<Outcome> {
  const all = await site.readLines(fault.unread)
  const lines = all.filter(({ value }) => value.length > 0 && value.length <= MOST_READ_BYTES)
  const lastLineMs = Math.max(...lines.map(({ timestampMs }) => timestampMs))
  const endMs = lastLineMs + 60_000
  const expected = expectedRevisions(lines, rules, SHORT, endMs)
  const published = await site.readIncidents(lastLineMs, expected.length)
  const texts = published.map(({ value }) => value.toString())
  const late = published.map(({ timestampMs, value }) => timestampMs - causeMs(value.toString()))
  const complaints = [...(await processes.broken()), ...doubtsOf(expected, lines, { rules, layout: SHORT, endMs })]
  let metrics: ReadonlyMap<string, number> = new Map()
  await waitUntil('nothing is left to read', DRAINED_WITHIN_MS, async () => {
    metrics = await metricsOf(processes.running().map(({ httpUrl }) => httpUrl))
    return metrics.get('sequor_input_lag') === 0 && metrics.get('sequor_shard_lag') === 0
  }).catch((error: Error) => complaints.push(error.message))
  for (const process of processes.running())
    if (/unhandled/i.test(process.output())) complaints.push(`an unhandled rejection:\n${process.output()}`)
  for (const { pid } of fault.mostBytes === undefined ? [] : processes.running()) {
    const peak = peakBytes(pid!)
    if (peak > fault.mostBytes!) complaints.push(`a process took ${Math.round(peak / 1e6)} MB of memory`)
  }
  const counted = [...COUNTED, ...TAGGING].map(name => [name, metrics.get(name) ?? 0] as const)
  return {
    ...{ fault, times, complaints, lines: lines.length, revisions: expected.length },
    verdict: judge(expected, texts),
    latestMs: Math.max(0, ...late),
    counted: Object.fromEntries(counted),
  }
}

/** The most of memory that a process had at any time. */
function peakBytes(pid: number): number {
  return 1_024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
}

function causeMs(json: string): number {
  return Date.parse((JSON.parse(json) as { updated_at: string }).updated_at)
}

/** The sums of all series of each metric over all processes. */
async function metricsOf(urls: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>()
  for (const url of urls) {
    const families = parseMetrics(await (await fetch(`${url}/metrics`)).text(), 'prometheus')
    for (const { samples } of families.values())
      for (const { name, value } of samples) sums.set(name, (sums.get(name) ?? 0) + value)
  }
  return sums
}

/** What is wrong with it; empty if nothing is. */
export function faultsOf({ verdict, complaints, revisions }: Outcome): readonly string[] {
  const few = revisions < 30 ? [`only ${revisions} revisions: too few to prove anything`] : []
  return [...Object.values(verdict).flat(), ...complaints, ...few]
}
