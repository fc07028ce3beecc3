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
  type Sources,
  type Start,
} from '../app/agreement.ts'
import { CorrelateLoop } from '../app/correlate-loop.ts'
import { Definitions } from '../app/definitions.ts'
import { Health, type Loop } from '../app/health.ts'
import { incidentTopic, incidentTopics, type Routing } from '../app/incident-topic.ts'
import type { IncidentTopics } from '../app/outgoing.ts'
import type { RewindRequests, ShardStore } from '../app/ports.ts'
import { RecordTaggers } from '../app/record-taggers.ts'
import type { Clock, DeadLetters, GroupReader, MatchAppender, TopicLookups } from '../app/service-ports.ts'
import { placesOf, type ServiceStatus } from '../app/service-status.ts'
import { ShardOwner } from '../app/shard-owner.ts'
import { TagLoop } from '../app/tag-loop.ts'
import { matchesTopic } from '../app/topics.ts'
import {
  watchedAppender,
  watchedDeadLetters,
  watchedLookups,
  watchedPublisher,
  watchedReader,
} from '../app/watched-ports.ts'
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
  /** How the zones were written. */
  readonly site: { readonly zones: readonly string[]; readonly abbreviations: readonly string[] }
  readonly aliases: ReadonlyMap<string, string>
  readonly keyIsHost: boolean
  /** Hears of what passes by itself: brokers that are away. */
  readonly tell: (error: Error) => void
  /** Hears whether the loops live; of no interest if left out. */
  readonly health?: Health
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
  readonly status: () => ServiceStatus
  /** Tags by these rules from now on. Where it rejects those of before go on. One at a time. */
  readonly use: (rules: RuleSet) => Promise<void>
}

const REBALANCE_TIMEOUT_MS = 60_000
const LONGEST_HEARTBEAT_MS = 3_000
/** How long a broker may keep a fetch open that finds nothing. */
const MAX_WAIT_MS = 200
/** At least so often windows are stored. */
const STORE_EVERY_MS = 1_000
/** At least so often published positions are written. */
const CURSOR_EVERY_MS = 3_600_000

/** The time of this machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal, ref: false }).catch(() => {}),
}

/** For health: it never jumps, as the time of day may. */
export const steadyClock: Pick<Clock, 'nowMs'> = { nowMs: () => performance.now() }

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

/** What the loops share. */
interface Wiring {
  readonly kafka: KafkaCluster
  readonly keeping: Keeping
  readonly rules: RuleSet
  readonly settings: ServiceSettings
  readonly lookups: TopicLookups
  readonly sources: Sources
  readonly bases: ReadonlyMap<string, readonly number[]>
  readonly definitions: Definitions
  readonly health: Health
  readonly deadLetters: DeadLetters
}

/** Starts both loops over a cluster and a store. Resolves once both are members of their groups. */
export async function startService(
  kafka: KafkaCluster,
  keeping: Keeping,
  rules: RuleSet,
  settings: ServiceSettings,
): Promise<Service> {
  const { namespace, layout, health = new Health(steadyClock) } = settings
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  // A loop may die before anybody listens.
  ended.catch(() => {})
  // Ended in the reverse order, also what has begun when something fails.
  const begun = new AsyncDisposableStack()
  try {
    const asked = await openLookups(kafka)
    begun.defer(() => asked.close())
    const lookups = watchedLookups(asked, health)
    const control = await openControl(kafka, namespace, asked, settings.tell)
    begun.defer(() => control.close())
    await agreeOnLayout(control, layout)
    const sources = await agreeOnSources(control, settings.linesTopics, 'keep')
    const bases = new Map<string, readonly number[]>()
    for (const topic of sources.topics) bases.set(topic, await agreeOnBases(control, lookups, topic, settings.start))
    const definitions = await Definitions.agree(control, rules.definitions.values(), siteOf(settings))
    const letters = `${namespace}.dead-letters`
    const counted = await lookups.counts([letters])
    const writer = await kafkaDeadLetters(kafka, letters, counted[letters]!)
    begun.defer(() => writer.close())
    const deadLetters = watchedDeadLetters(writer, health)
    const wiring: Wiring = {
      kafka,
      keeping,
      rules,
      settings,
      lookups,
      sources,
      bases,
      definitions,
      health,
      deadLetters,
    }
    const appender = await matchAppender(kafka, matchesTopic(namespace))
    begun.defer(() => appender.close())
    const correlateLoop = await correlateLoopOf(wiring)
    begun.defer(() => correlateLoop.stop())
    await correlateLoop.start(reject)
    const taggers = new RecordTaggers({ ...settings, rules })
    const tagLoop = tagLoopOf(wiring, watchedAppender(appender, health), taggers)
    begun.defer(() => tagLoop.stop())
    await tagLoop.start(reject)
    let active = { count: rules.rules.length, set: definitions.own }
    const status = (): ServiceStatus => ({
      inputs: tagLoop.status(),
      tagged: taggers.status(),
      tagging: tagLoop.counters,
      shards: correlateLoop.status(),
      owning: correlateLoop.counters,
      deadLetters: tagLoop.deadLetters,
      flags: taggers.flags(),
      rules: active,
    })
    health.agreed(() => placesOf(status()))
    return {
      ended,
      status,
      use: async wanted => {
        await definitions.adopt(wanted.definitions.values())
        await tagLoop.useRules(definitions.own, () => taggers.use(wanted))
        active = { count: wanted.rules.length, set: definitions.own }
      },
      stop: async () => {
        health.stopping()
        await begun.disposeAsync()
        resolve()
      },
    }
  } catch (error) {
    await begun.disposeAsync()
    throw error
  }
}

/** What decides what a tagger finds in a line, beside rules and layout. */
function siteOf({ site, keyIsHost, aliases }: ServiceSettings): string {
  return JSON.stringify({ ...site, keyIsHost, aliases: [...aliases].sort() })
}

function tagLoopOf(wiring: Wiring, appender: MatchAppender, taggers: RecordTaggers): TagLoop {
  const { keeping, settings, lookups, sources, bases, definitions, deadLetters } = wiring
  const { layout, barrierMs, sliceMs } = settings
  const group = `${settings.namespace}-tag`
  return new TagLoop(
    { reader: readerOf(wiring, 'tag'), appender, lookups, clock: systemClock, rewinds: keeping.rewinds, deadLetters },
    {
      ...{ layout, barrierMs, sliceMs, group },
      ...{ shards: layout.shards, clockErrorMs: layout.clockErrorMs },
      ...{ topics: sources.topics, generation: sources.generation, rules: definitions.own },
      ...{ recordBytes: settings.recordBytes, matchBytes: MOST_LINE_BYTES, deadLetterBytes: settings.deadLetterBytes },
      baseOf: (topic, partition) => bases.get(topic)?.[partition] ?? 0,
      newStream: () => randomUUID(),
      taggerOf: (topic, partition) => taggers.of(topic, partition),
    },
  )
}

async function correlateLoopOf(wiring: Wiring): Promise<CorrelateLoop> {
  const { kafka, keeping, rules, settings, lookups, definitions, health } = wiring
  const { namespace, layout, routing } = settings
  const matches = matchesTopic(namespace)
  const topics: IncidentTopics = {
    incidents: routed => incidentTopic(namespace, routing, routed),
    state: `${namespace}.incidents.state`,
  }
  const ruleIds = rules.rules.map(({ id }) => id)
  const known = await lookups.counts([...incidentTopics(namespace, routing, ruleIds), topics.state])
  const counts = new Map(Object.entries(known))
  const cursorGroup = `${namespace}-published`
  const claim = (shard: number, begin: number): Promise<ShardOwner> => {
    const transactionalId = `${namespace}-g1-${shard}`
    const names = { transactionalId, cursorGroup, matchesTopic: matches, shard, counts }
    const publisher = watchedPublisher(shardPublisher(kafka, lookups, names), health)
    const own = { shard, token: randomUUID(), layout, definitions, topics }
    const options = {
      ...own,
      source: `/sequor/${namespace}`,
      storeEveryMs: STORE_EVERY_MS,
      cursorEveryMs: CURSOR_EVERY_MS,
    }
    return ShardOwner.claim({ ...keeping, publisher, clock: systemClock }, options, begin)
  }
  const reader = readerOf(wiring, 'correlate')
  const recordOf = (value: Uint8Array) => matchRecordOf(Buffer.from(value).toString())
  return new CorrelateLoop({ reader, lookups, recordOf, claim }, matches)
}

function readerOf({ kafka, settings, health }: Wiring, loop: Loop): GroupReader {
  const { sessionTimeoutMs, fetchPartitionBytes: partitionBytes, fetchBytes, tell } = settings
  const reading = {
    group: `${settings.namespace}-${loop}`,
    ...{ sessionTimeoutMs, partitionBytes, fetchBytes },
    rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
    heartbeatIntervalMs: Math.min(LONGEST_HEARTBEAT_MS, sessionTimeoutMs / 5),
    maxWaitMs: MAX_WAIT_MS,
  }
  return watchedReader(groupReader(kafka, reading, tell), health, loop)
}
