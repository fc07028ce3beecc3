import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { KafkaCluster } from '../adapters/kafka/client.ts'
import { type ControlTopic, openControlTopic } from '../adapters/kafka/control-topic.ts'
import { kafkaDeadLetters } from '../adapters/kafka/dead-letters.ts'
import { groupReader } from '../adapters/kafka/group-reader.ts'
import { type OpenLookups, openLookups } from '../adapters/kafka/lookups.ts'
import { MOST_LINE_BYTES, matchAppender } from '../adapters/kafka/match-appender.ts'
import { shardPublisher } from '../adapters/kafka/shard-publisher.ts'
import {
  type AgreedLayout,
  agreeOnBases,
  agreeOnLayout,
  agreeOnSources,
  Definitions,
  type Start,
} from '../app/agreement.ts'
import { CorrelateLoop } from '../app/correlate-loop.ts'
import { incidentTopic, incidentTopics, type Routing } from '../app/incident-topic.ts'
import type { IncidentTopics } from '../app/outgoing.ts'
import type { RewindRequests, ShardStore } from '../app/ports.ts'
import { RecordTagger } from '../app/record-tagger.ts'
import type { Clock } from '../app/service-ports.ts'
import { ShardOwner } from '../app/shard-owner.ts'
import { TagLoop } from '../app/tag-loop.ts'
import { matchesTopic } from '../app/topics.ts'
import { matchRecordOf } from '../core/match-json.ts'
import type { RuleSet } from '../core/rule-set.ts'
import type { Zones } from '../core/syslog/zones.ts'

/** What the service is told: the part of the configuration that the loops need. */
export interface ServiceSettings {
  readonly namespace: string
  readonly linesTopics: readonly string[]
  readonly layout: AgreedLayout
  readonly barrierMs: number
  /** For how long lines are tagged between two heartbeats, in ms. */
  readonly sliceMs: number
  /** Most bytes that one answer of a broker holds, of one partition and in all. */
  readonly fetchPartitionBytes: number
  readonly fetchBytes: number
  /** The longest value of a record that is looked at, and how much a dead letter keeps. */
  readonly recordBytes: number
  readonly deadLetterBytes: number
  /** Where the very first start begins. */
  readonly start: Start
  readonly routing: Routing
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
    /** How many this process has written, by reason. */
    readonly deadLetters: TagLoop['deadLetters']
  }
}

/** The time of this machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal, ref: false }).catch(() => {}),
}

/** What all processes of a namespace have agreed on. */
export function openControl(
  kafka: KafkaCluster,
  namespace: string,
  lookups: OpenLookups,
  tell: (error: Error) => void,
): Promise<ControlTopic> {
  const names = {
    topic: `${namespace}.control`,
    group: `${namespace}-control`,
    transactionalId: `${namespace}-control`,
  }
  return openControlTopic(kafka, names, lookups, tell)
}

/** Starts both loops over a cluster and a store. Resolves once both are members of their groups. */
export async function startService(
  kafka: KafkaCluster,
  { store, rewinds }: Keeping,
  rules: RuleSet,
  settings: ServiceSettings,
): Promise<Service> {
  const { namespace: ns, layout } = settings
  const { shards } = layout
  const matches = matchesTopic(ns)
  const lookups = await openLookups(kafka)
  const control = await openControl(kafka, ns, lookups, settings.tell)
  await agreeOnLayout(control, layout)
  const sources = await agreeOnSources(control, settings.linesTopics, 'keep')
  const bases = new Map<string, readonly number[]>()
  for (const topic of sources.topics) bases.set(topic, await agreeOnBases(control, lookups, topic, settings.start))
  const definitions = await Definitions.agree(control, rules.rules)
  const topics: IncidentTopics = {
    incidents: routed => incidentTopic(ns, settings.routing, routed),
    state: `${ns}.incidents.state`,
  }
  const ruleIds = rules.rules.map(({ id }) => id)
  const letters = `${ns}.dead-letters`
  const counts = await lookups.counts([...incidentTopics(ns, settings.routing, ruleIds), topics.state, letters])
  const appender = await matchAppender(kafka, matches)
  const deadLetters = await kafkaDeadLetters(kafka, letters, counts[letters]!)
  const taggers = new Map<string, RecordTagger>()
  const tagGroup = `${ns}-tag`
  const reading = {
    sessionTimeoutMs: settings.sessionTimeoutMs,
    rebalanceTimeoutMs: 60_000,
    heartbeatIntervalMs: Math.min(3_000, settings.sessionTimeoutMs / 5),
    partitionBytes: settings.fetchPartitionBytes,
    fetchBytes: settings.fetchBytes,
    maxWaitMs: 200,
  }
  const tagLoop = new TagLoop(
    {
      reader: groupReader(kafka, { ...reading, group: tagGroup }, settings.tell),
      appender,
      lookups,
      clock: systemClock,
      rewinds,
      deadLetters,
    },
    {
      layout,
      shards,
      clockErrorMs: layout.clockErrorMs,
      generation: sources.generation,
      topics: sources.topics,
      group: tagGroup,
      baseOf: (topic, partition) => bases.get(topic)?.[partition] ?? 0,
      barrierMs: settings.barrierMs,
      sliceMs: settings.sliceMs,
      recordBytes: settings.recordBytes,
      matchBytes: MOST_LINE_BYTES,
      deadLetterBytes: settings.deadLetterBytes,
      newStream: () => randomUUID(),
      tag: (topic, partition, record) => {
        const name = `${topic}/${partition}`
        const tagger = taggers.get(name) ?? new RecordTagger({ topic, partition }, { ...settings, rules })
        taggers.set(name, tagger)
        return tagger.tag(record)
      },
    },
  )
  const correlateLoop = new CorrelateLoop(
    {
      reader: groupReader(kafka, { ...reading, group: `${ns}-correlate` }, settings.tell),
      lookups,
      recordOf: value => matchRecordOf(Buffer.from(value).toString()),
      claim: (shard, begin) => {
        const transactionalId = `${ns}-g1-${shard}`
        const publisher = shardPublisher(kafka, lookups, {
          ...{ transactionalId, matchesTopic: matches, shard, counts },
          cursorGroup: `${ns}-published`,
        })
        const options = {
          shard,
          token: randomUUID(),
          layout,
          definitions,
          topics,
          source: `/sequor/${ns}`,
          storeEveryMs: 1_000,
        }
        return ShardOwner.claim({ store, publisher, rewinds, clock: systemClock }, options, begin)
      },
    },
    matches,
  )
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  await correlateLoop.start(reject)
  await tagLoop.start(reject)
  return {
    ended,
    status: () => ({ inputs: tagLoop.status(), shards: correlateLoop.status(), deadLetters: tagLoop.deadLetters }),
    stop: async () => {
      await tagLoop.stop()
      await correlateLoop.stop()
      await appender.close()
      await deadLetters.close()
      await control.close()
      await lookups.close()
      resolve()
    },
  }
}
