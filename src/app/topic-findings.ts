import { DAY_MS } from '../core/syslog/civil.ts'
import {
  promisesOf,
  type TopicKind,
  type TopicPlan,
  type TopicSeverity,
  type WantedTopic,
  wantedTopics,
} from './topics.ts'

/** A topic as it is. */
export interface ActualTopic {
  readonly name: string
  readonly partitions: number
  /** Copies of each partition; the fewest, where they differ. */
  readonly replication: number
  /** Settings by their names, with the defaults of the broker. */
  readonly settings: Readonly<Record<string, string>>
}

/** Something about a topic that breaks a promise. */
export interface TopicFinding {
  readonly topic: string
  readonly severity: TopicSeverity
  readonly message: string
  /** A command or an act that mends it. */
  readonly remedy: string
}

/**
 * All that is wrong with the topics of a configuration, in the order of `wantedTopics`. Topics that are not asked for are not
 * looked at. A setting that the broker does not tell is not judged. `tool` is how a person reaches the brokers with Kafka's own
 * tools: `--bootstrap-server …`, and a file of settings where the brokers ask who we are.
 */
export function findingsOf(actual: readonly ActualTopic[], plan: TopicPlan, tool: string): readonly TopicFinding[] {
  const byName = new Map(actual.map(topic => [topic.name, topic]))
  return wantedTopics(plan).flatMap(wanted => {
    const topic = byName.get(wanted.name)
    if (topic === undefined) return [missing(wanted)]
    if (wanted.kind === 'lines') return linesFindings(topic, plan, tool)
    return [...partitionFindings(topic, wanted), ...copyFindings(topic), ...settingFindings(topic, wanted, tool)]
  })
}

function missing({ name, kind }: WantedTopic): TopicFinding {
  return {
    topic: name,
    severity: 'refuse',
    message: 'does not exist, or may not be seen by this user',
    remedy: kind === 'lines' ? 'create it for your shippers, or correct `lines.topics`' : '`sequor topics create`',
  }
}

function partitionFindings({ name, partitions }: ActualTopic, wanted: WantedTopic): readonly TopicFinding[] {
  const judged = partitionJudgement(wanted.kind, partitions)
  if (judged === null || partitions === wanted.partitions) return []
  const { severity, why, remedy } = judged
  return [{ topic: name, severity, message: `has ${partitions} partitions, not ${wanted.partitions}: ${why}`, remedy }]
}

/** What it means for a kind of topic to have another number of partitions than is wanted; null where it means nothing. */
function partitionJudgement(kind: TopicKind, partitions: number) {
  switch (kind) {
    case 'matches':
      return {
        severity: 'refuse',
        why: 'a key would be looked for in another shard than the one that has its windows',
        remedy: `set \`layout.shards\` to ${partitions} if it was made so`,
      } as const
    case 'control':
      return {
        severity: 'refuse',
        why: 'what it says has one order',
        remedy:
          'delete it and run `sequor topics create` if nothing was ever written to it; else choose another namespace',
      } as const
    case 'compacted':
    case 'incidents':
      return {
        severity: 'warn',
        why: 'if it was enlarged in use, the revisions of an incident stand in several partitions',
        remedy: `set \`incidents.partitions\` to ${partitions} if it was made so`,
      } as const
    case 'dead_letters':
    case 'lines':
      return null
  }
}

function copyFindings({ name, replication }: ActualTopic): readonly TopicFinding[] {
  if (replication > 1) return []
  const message = 'has one copy of each partition: with its broker it is gone'
  return [
    {
      topic: name,
      severity: 'warn',
      message,
      remedy: 'give it more with `kafka-reassign-partitions.sh`; with one broker nothing can be done',
    },
  ]
}

function settingFindings(
  { name, replication, settings }: ActualTopic,
  { kind }: WantedTopic,
  tool: string,
): readonly TopicFinding[] {
  if (kind === 'lines') return []
  return promisesOf(kind, replication)
    .filter(({ setting, holds }) => settings[setting] !== undefined && !holds(settings[setting]))
    .map(({ setting, value, severity, why }) => ({
      topic: name,
      severity,
      message: `${setting} is ${settings[setting]}: ${why}`,
      remedy: alter(name, `${setting}=${value}`, tool),
    }))
}

const BEFORE = 'message.timestamp.before.max.ms'
const AFTER = 'message.timestamp.after.max.ms'

/** Bounds from here on are none: Kafka's own default is 292 million years. */
const NO_BOUND_MS = 365 * DAY_MS

function linesFindings(topic: ActualTopic, { disorderMs }: TopicPlan, tool: string): readonly TopicFinding[] {
  const { name, settings } = topic
  const found: TopicFinding[] = []
  const tell = (severity: TopicSeverity, message: string, remedy: string) =>
    found.push({ topic: name, severity, message, remedy })
  const stampByBroker = alter(name, 'message.timestamp.type=LogAppendTime', tool)
  if (settings['message.timestamp.type'] === 'CreateTime') {
    const boundMs =
      Number(settings[BEFORE] ?? Number.POSITIVE_INFINITY) + Number(settings[AFTER] ?? Number.POSITIVE_INFINITY)
    if (boundMs >= NO_BOUND_MS)
      tell(
        'refuse',
        `message.timestamp.type is CreateTime without bounds (${BEFORE} and ${AFTER}): one shipper whose clock is ahead closes everybody's windows`,
        stampByBroker,
      )
    else if (boundMs > disorderMs)
      tell(
        'refuse',
        `message.timestamp.type is CreateTime, and its bounds let arrivals be ${boundMs} ms apart, beyond layout.disorder (${disorderMs} ms)`,
        `${stampByBroker}, or set \`layout.disorder\` to ${boundMs}ms`,
      )
  }
  if (settings['cleanup.policy']?.includes('compact') === true)
    tell(
      'refuse',
      `cleanup.policy is ${settings['cleanup.policy']}: of the lines of a device all but the newest would be deleted`,
      alter(name, 'cleanup.policy=delete', tool),
    )
  if (settings['unclean.leader.election.enable'] === 'true')
    tell(
      'warn',
      'unclean.leader.election.enable is true: lines that were acknowledged may be lost',
      alter(name, 'unclean.leader.election.enable=false', tool),
    )
  const retentionMs = Number(settings['retention.ms'] ?? -1)
  if (retentionMs >= 0 && retentionMs < DAY_MS)
    tell(
      'warn',
      `retention.ms is ${retentionMs}: after an outage of a day lines are lost that were not read yet`,
      alter(name, `retention.ms=${7 * DAY_MS}`, tool),
    )
  return found
}

/** Kafka's own command that gives a topic a setting. */
function alter(topic: string, setting: string, tool: string): string {
  return `kafka-configs.sh ${tool} --alter --entity-type topics --entity-name ${topic} --add-config ${setting}`
}
