import { worldErrorOf } from '../adapters/kafka/admin-errors.ts'
import { type KafkaCluster, kafkaClient } from '../adapters/kafka/client.ts'
import { openLookups } from '../adapters/kafka/lookups.ts'
import { MOST_LINE_BYTES } from '../adapters/kafka/match-appender.ts'
import { openPartitionReader } from '../adapters/kafka/partition-reader.ts'
import { RecordTagger } from '../app/record-tagger.ts'
import type { PartitionReader, TopicLookups } from '../app/service-ports.ts'
import { type OffsetRange, TopicInput } from '../app/topic-input.ts'
import { WorldError } from '../app/world-error.ts'
import type { Config } from '../config/schema.ts'
import { siteZones } from '../config/zones.ts'
import { lookbackMs } from '../core/lookback.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { PlainRecords } from '../core/syslog/plain-records.ts'
import type { Zones } from '../core/syslog/zones.ts'
import { aliasesIn } from './aliases-file.ts'
import type { CommandContext } from './command.ts'
import { UsageError } from './exit-code.ts'
import { kafkaAccessOf } from './kafka-access.ts'
import type { ReplayRange } from './replay-range.ts'
import { harmless } from './terminal.ts'

/** How much of what was fetched is looked at in one place, and the longest record that is. */
const LOOKED_AT = { capacityBytes: 1 << 20, longestLineBytes: 65_536 }
const MAX_WAIT_MS = 500

export interface TopicReplay {
  readonly rules: RuleSet
  readonly range: ReplayRange
  /** As `--offsets` has them; empty for all. */
  readonly offsets: readonly string[]
  /** Called for records of which nothing can be made; they were told. */
  readonly fail: () => void
}

/** Topics as the inputs of a replay, and up to when they are known to be complete. */
export interface TopicInputs {
  readonly inputs: readonly TopicInput[]
  /** In ms; null where only some offsets are read. */
  readonly untilMs: number | null
  readonly close: () => Promise<void>
}

/** A client of the cluster that a configuration names. What kafkajs tells goes nowhere: what matters comes as an error. */
export function quietKafka({ kafka, limits }: Config): KafkaCluster {
  return kafkaClient({ ...kafkaAccessOf(kafka), unpackedBytes: limits.unpackedBytes }, () => {})
}

/** What is asked of Kafka, with its errors as ours. */
export async function askKafka<T>({ kafka }: Config, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof WorldError || error instanceof UsageError ? error : worldErrorOf(error, kafka.brokers)
  }
}

/**
 * Opens the lines topics of a configuration: each partition up to where it ends now, or to the first record of `--to`.
 *
 * Reading begins so long before `--from` that windows which were open then are known.
 */
export function openTopics(config: Config, replay: TopicReplay, context: CommandContext): Promise<TopicInputs> {
  return askKafka(config, async () => {
    const kafka = quietKafka(config)
    const lookups = await openLookups(kafka)
    try {
      const ranges = await rangesOf(config, replay, lookups)
      const reading = { fetchBytes: config.limits.fetchBytes, maxWaitMs: MAX_WAIT_MS }
      const reader = await openPartitionReader(kafka, reading)
      return {
        inputs: inputsOver(reader, ranges, { config, replay, context }),
        untilMs: replay.offsets.length > 0 ? null : knownUntilMs(config, replay.range, context.startedMs),
        close: () => reader.close(),
      }
    } finally {
      await lookups.close()
    }
  })
}

/** Before the ends were asked for the clock of this machine said so: what came later is not among what is read. */
function knownUntilMs({ layout }: Config, { toMs }: ReplayRange, startedMs: number): number {
  return Math.min(toMs ?? Number.POSITIVE_INFINITY, startedMs - layout.clockErrorMs)
}

interface PlacedRange extends OffsetRange {
  readonly topic: string
  readonly partition: number
}

async function rangesOf(config: Config, replay: TopicReplay, lookups: TopicLookups): Promise<readonly PlacedRange[]> {
  const { topics } = config.lines
  const { fromMs, toMs } = replay.range
  const named = namedOffsets(replay.offsets, topics)
  const backMs = fromMs === null ? null : fromMs - lookbackMs(replay.rules.rules, config.layout)
  const ranges: PlacedRange[] = []
  for (const topic of topics) {
    await existing(topic, lookups, 'name it with --topic')
    const bounds = await lookups.bounds(topic)
    const begins = backMs === null ? bounds.map(({ begin }) => begin) : await lookups.since(topic, backMs)
    const ends = toMs === null ? bounds.map(({ end }) => end) : await lookups.since(topic, toMs)
    for (const [partition, { begin, end }] of bounds.entries()) {
      const asked = named(partition)
      const from = Math.max(begin, begins[partition]!, asked.from)
      ranges.push({ topic, partition, from, to: Math.max(from, Math.min(end, ends[partition]!, asked.to)) })
    }
  }
  return ranges
}

/** Fails, with what to do, if there is no such topic. */
export async function existing(topic: string, lookups: TopicLookups, hint: string): Promise<void> {
  try {
    await lookups.counts([topic])
  } catch (error) {
    if (!isUnknown(error)) throw error
    throw new WorldError('refused', `there is no topic ${topic}`, { cause: error, hint })
  }
}

function isUnknown(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: unknown }
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || (cause instanceof Error && isUnknown(cause))
}

/** What is asked for of each partition: all, or what is named and nothing of the others. */
function namedOffsets(texts: readonly string[], topics: readonly string[]): (partition: number) => OffsetRange {
  if (texts.length === 0) return () => ({ from: 0, to: Number.POSITIVE_INFINITY })
  if (topics.length > 1) throw new UsageError('--offsets goes with one topic', 'name it with --topic')
  const named = new Map(
    texts.map(text => {
      const [, partition, from, to] = /^(\d+):(\d*)\.\.(\d*)$/.exec(text) ?? []
      if (partition === undefined) throw new UsageError(`--offsets: \`${text}\` names none`, 'write `0:1200..3400`')
      return [Number(partition), { from: Number(from), to: to ? Number(to) : Number.POSITIVE_INFINITY }]
    }),
  )
  return partition => named.get(partition) ?? { from: 0, to: 0 }
}

interface Tagging {
  readonly config: Config
  readonly replay: TopicReplay
  readonly context: CommandContext
}

function inputsOver(
  reader: PartitionReader,
  ranges: readonly PlacedRange[],
  { config, replay, context: { terminal } }: Tagging,
): readonly TopicInput[] {
  const { lines, layout, limits } = config
  const aliases = lines.aliases === null ? new Map<string, string>() : aliasesIn(lines.aliases, 'lines.aliases')
  // The schema has read each of its texts already.
  const zones = siteZones({ ...lines, aliases }) as Zones
  const { rules, fail } = replay
  const plain = new PlainRecords({ filter: rules.filter, zones, ...LOOKED_AT })
  const bounds = { recordBytes: limits.recordBytes, matchBytes: MOST_LINE_BYTES, shards: layout.shards }
  const unread = (name: string, from: number, error: string): void => {
    fail()
    terminal.note(`${name}: ${terminal.paintNote('red', 'error:')} offset ${from}: ${harmless(error)}`)
  }
  return ranges.map(range => {
    const tagger = new RecordTagger(range, { rules, layout, zones, aliases, keyIsHost: lines.keyIsHost, plain })
    return new TopicInput(reader, range, { tagger, bounds, unread })
  })
}
