import { LONGEST_LIFE_MS } from '../core/longest.ts'
import { DAY_MS } from '../core/syslog/civil.ts'
import { incidentTopics, type Routing, shadowTopic } from './incident-topic.ts'

/** How long everything may stand still, a shard and its windows then still be built again from the matches topic. */
const LONGEST_OUTAGE_MS = 8 * DAY_MS

export const TOPIC_KINDS = ['lines', 'matches', 'incidents', 'compacted', 'control', 'dead_letters'] as const
export type TopicKind = (typeof TOPIC_KINDS)[number]

/** A topic that sequor needs. */
export interface WantedTopic {
  readonly name: string
  readonly kind: TopicKind
  /** Null for topics of lines, which may have any number: those are made by others. */
  readonly partitions: number | null
}

/** What the topics depend on. */
export interface TopicPlan {
  readonly namespace: string
  /** Topics of lines. */
  readonly lines: readonly string[]
  readonly shards: number
  readonly incidents: Routing & { readonly partitions: number }
  /** Ids of the rules; only routing by rule asks for them. */
  readonly rules: readonly string[]
  /** λ: what `layout.disorder` says. */
  readonly disorderMs: number
}

/** The topic of a shard count's matches. The number grows when shards are dealt anew. */
export function matchesTopic(namespace: string, generation = 1): string {
  return `${namespace}.matches-g${generation}`
}

/** Every topic that a configuration needs, those of lines first. */
export function wantedTopics({ namespace, lines, shards, incidents, rules }: TopicPlan): readonly WantedTopic[] {
  const { partitions } = incidents
  const compacted = (name: string): WantedTopic => ({ name: `${namespace}.${name}`, kind: 'compacted', partitions })
  return [
    ...lines.map((name): WantedTopic => ({ name, kind: 'lines', partitions: null })),
    { name: matchesTopic(namespace), kind: 'matches', partitions: shards },
    ...incidentTopics(namespace, incidents, rules).map(
      (name): WantedTopic => ({ name, kind: 'incidents', partitions }),
    ),
    { name: shadowTopic(namespace), kind: 'incidents', partitions },
    compacted('incidents.state'),
    compacted('links'),
    compacted('acks'),
    // What it says has one order.
    { name: `${namespace}.control`, kind: 'control', partitions: 1 },
    { name: `${namespace}.dead-letters`, kind: 'dead_letters', partitions },
  ]
}

/** What one setting of a topic must be. */
export interface TopicPromise {
  readonly setting: string
  /** With what the topic is made, and what mends it. */
  readonly value: string
  readonly holds: (actual: string) => boolean
  readonly severity: TopicSeverity
  /** What breaks where it does not hold. */
  readonly why: string
}

export const TOPIC_SEVERITIES = ['refuse', 'warn'] as const
/** `refuse`: the service does not start on it. `warn`: it starts, and says so. */
export type TopicSeverity = (typeof TOPIC_SEVERITIES)[number]

const RETENTION_MS = LONGEST_LIFE_MS + LONGEST_OUTAGE_MS
const STAMPED: TopicPromise = {
  setting: 'message.timestamp.type',
  value: 'LogAppendTime',
  holds: actual => actual === 'LogAppendTime',
  severity: 'refuse',
  why: 'retention goes by the time of the record: what a replay writes would be deleted at once',
}
const CLEAN: TopicPromise = {
  setting: 'unclean.leader.election.enable',
  value: 'false',
  holds: actual => actual === 'false',
  severity: 'refuse',
  why: 'a broker that was left behind may become leader, and what was acknowledged is gone',
}
const KEPT: TopicPromise = {
  setting: 'retention.ms',
  value: String(RETENTION_MS),
  holds: actual => actual === '-1' || Number(actual) >= RETENTION_MS,
  severity: 'refuse',
  why: 'it must keep the longest life of an incident (30 d) and the longest outage (8 d), so that a shard can be built again',
}
const UNBOUNDED: TopicPromise = {
  setting: 'retention.bytes',
  value: '-1',
  holds: actual => actual === '-1',
  severity: 'warn',
  why: 'a bound in bytes may delete records before their time',
}

function cleanup(policy: 'delete' | 'compact', why: string): TopicPromise {
  return { setting: 'cleanup.policy', value: policy, holds: actual => actual === policy, severity: 'refuse', why }
}

/** Two copies of each record where there are two brokers for it. */
function inSync(replication: number): TopicPromise {
  const least = Math.min(2, replication)
  return {
    setting: 'min.insync.replicas',
    value: String(least),
    holds: actual => Number(actual) >= least && Number(actual) <= replication,
    severity: 'refuse',
    why: `with ${replication} ${replication === 1 ? 'copy' : 'copies'} of each partition ${least} must confirm each record, and no more than there are`,
  }
}

/** What the settings of a topic of ours must be: it is made with their values, and held against them later. */
export function promisesOf(kind: Exclude<TopicKind, 'lines'>, replication: number): readonly TopicPromise[] {
  const shared = [CLEAN, inSync(replication)]
  switch (kind) {
    case 'matches':
      return [cleanup('delete', 'compaction would take matches out of the log'), STAMPED, KEPT, UNBOUNDED, ...shared]
    case 'incidents':
      return [
        cleanup('delete', 'compaction would take revisions out of the life of an incident'),
        STAMPED,
        { ...KEPT, severity: 'warn', why: 'a subscriber that was away for longer misses incidents' },
        ...shared,
      ]
    case 'dead_letters':
      return [
        cleanup('delete', 'compaction refuses records without a key'),
        { ...STAMPED, severity: 'warn' },
        { ...KEPT, severity: 'warn', why: 'what could not be handled is kept for so long, to be looked at' },
        ...shared,
      ]
    case 'compacted':
    case 'control':
      return [cleanup('compact', 'what it holds is the newest of each key, for ever'), ...shared]
  }
}
