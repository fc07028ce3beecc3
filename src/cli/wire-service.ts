import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { KafkaCluster } from '../adapters/kafka/client.ts'
import { groupReader } from '../adapters/kafka/group-reader.ts'
import { openLookups } from '../adapters/kafka/lookups.ts'
import { matchAppender } from '../adapters/kafka/match-appender.ts'
import { shardPublisher } from '../adapters/kafka/shard-publisher.ts'
import { CorrelateLoop } from '../app/correlate-loop.ts'
import type { RewindRequests, ShardStore } from '../app/ports.ts'
import { RecordTagger } from '../app/record-tagger.ts'
import type { Clock } from '../app/service-ports.ts'
import { ShardOwner } from '../app/shard-owner.ts'
import { TagLoop } from '../app/tag-loop.ts'
import type { Layout } from '../core/match.ts'
import { matchRecordOf } from '../core/match-json.ts'
import type { RuleSet } from '../core/rule-set.ts'
import type { Zones } from '../core/syslog/zones.ts'

/** What the service is told: the part of the configuration that the loops need. */
export interface ServiceSettings {
  readonly namespace: string
  readonly linesTopics: readonly string[]
  readonly layout: Layout
  readonly shards: number
  readonly clockErrorMs: number
  readonly barrierMs: number
  readonly sessionTimeoutMs: number
  readonly zones: Zones
  readonly aliases: ReadonlyMap<string, string>
  readonly keyIsHost: boolean
  /** Hears of what passes by itself: brokers that are away. */
  readonly tell: (error: Error) => void
}

/** Where what must outlive the process is kept, beside Kafka. */
export interface Keeping {
  readonly store: ShardStore
  readonly rewinds: RewindRequests
}

export interface Service {
  /** Rejects when a loop has died, or resolves after `stop`. */
  readonly ended: Promise<void>
  readonly stop: () => Promise<void>
  readonly status: () => {
    readonly inputs: ReturnType<TagLoop['status']>
    readonly shards: ReturnType<CorrelateLoop['status']>
  }
}

/** The time of this machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal, ref: false }).catch(() => {}),
}

/** Starts both loops over a cluster and a store. Resolves once both are members of their groups. */
export async function startService(
  kafka: KafkaCluster,
  { store, rewinds }: Keeping,
  rules: RuleSet,
  settings: ServiceSettings,
): Promise<Service> {
  const { namespace: ns, shards, layout } = settings
  const matchesTopic = `${ns}.matches-g1`
  const lookups = await openLookups(kafka)
  const topics = { incidents: `${ns}.incidents`, state: `${ns}.incidents.state` }
  const counts = await lookups.counts([topics.incidents, topics.state])
  const appender = await matchAppender(kafka, matchesTopic)
  const taggers = new Map<string, RecordTagger>()
  const tagGroup = `${ns}-tag`
  const reading = {
    sessionTimeoutMs: settings.sessionTimeoutMs,
    rebalanceTimeoutMs: 60_000,
    heartbeatIntervalMs: Math.min(3_000, settings.sessionTimeoutMs / 5),
    partitionBytes: 512 * 1024,
    fetchBytes: 4 * 1024 * 1024,
    maxWaitMs: 200,
  }
  const tagLoop = new TagLoop(
    {
      reader: groupReader(kafka, { ...reading, group: tagGroup }, settings.tell),
      appender,
      lookups,
      clock: systemClock,
      rewinds,
    },
    {
      layout,
      shards,
      clockErrorMs: settings.clockErrorMs,
      topics: settings.linesTopics,
      barrierMs: settings.barrierMs,
      sliceMs: 250,
      newStream: () => randomUUID(),
      tag: (topic, partition, record) => {
        const name = `${topic}/${partition}`
        const tagger = taggers.get(name) ?? new RecordTagger({ topic, partition }, { ...settings, rules })
        taggers.set(name, tagger)
        return tagger.tag(record)
      },
      startOf: async (topic, partition) => {
        const [bounds, committed] = await Promise.all([lookups.bounds(topic), lookups.committed(tagGroup, topic)])
        const base = bounds[partition]?.begin ?? 0
        return { base, from: Math.max(base, committed[partition] ?? base) }
      },
    },
  )
  const context = { definitions: rules.definitions, replay: false, observe: null }
  const correlateLoop = new CorrelateLoop(
    {
      reader: groupReader(kafka, { ...reading, group: `${ns}-correlate` }, settings.tell),
      lookups,
      recordOf: value => matchRecordOf(Buffer.from(value).toString()),
      claim: (shard, begin) => {
        const transactionalId = `${ns}-g1-${shard}`
        const publisher = shardPublisher(kafka, lookups, {
          ...{ transactionalId, matchesTopic, shard, counts },
          cursorGroup: `${ns}-published`,
        })
        const options = {
          shard,
          token: randomUUID(),
          layout,
          context,
          topics,
          source: `/sequor/${ns}`,
          storeEveryMs: 1_000,
        }
        return ShardOwner.claim({ store, publisher, rewinds, clock: systemClock }, options, begin)
      },
    },
    matchesTopic,
  )
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  await correlateLoop.start(reject)
  await tagLoop.start(reject)
  return {
    ended,
    status: () => ({ inputs: tagLoop.status(), shards: correlateLoop.status() }),
    stop: async () => {
      await tagLoop.stop()
      await correlateLoop.stop()
      await appender.close()
      await lookups.close()
      resolve()
    },
  }
}
