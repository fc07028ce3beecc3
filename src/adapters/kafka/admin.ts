import { setTimeout as wait } from 'node:timers/promises'
import { type Admin, Kafka, type KafkaConfig, logLevel } from 'kafkajs'
import type { ActualTopic } from '../../app/topic-findings.ts'
import type { TopicPromise } from '../../app/topics.ts'
import { worldErrorOf } from './admin-errors.ts'
import { calmRequestQueue } from './request-queue.ts'

/** How a cluster is reached. */
export type AdminAccess = Pick<KafkaConfig, 'clientId' | 'ssl' | 'sasl' | 'connectionTimeout' | 'requestTimeout'> & {
  readonly brokers: string[]
}

/** A topic to be made. */
export interface NewTopic {
  readonly name: string
  readonly partitions: number
  readonly replication: number
  readonly promises: readonly Pick<TopicPromise, 'setting' | 'value'>[]
}

/** What `topics` asks of a cluster. Each call fails with a WorldError that says what to do. */
export interface TopicAdmin {
  readonly brokerCount: () => Promise<number>
  /** Those of these topics that exist and that we may see. Creates none. */
  readonly describe: (names: readonly string[]) => Promise<readonly ActualTopic[]>
  /** Makes topics that do not exist yet; with `dry` the brokers only say whether they would. Alters none. */
  readonly create: (topics: readonly NewTopic[], mode: 'real' | 'dry') => Promise<void>
  readonly close: () => Promise<void>
}

/** Kafka's number for a topic as that of which settings are asked; kafkajs exports its own name of it to types only. */
const TOPIC = 2

const ATTEMPTS = 50
const PAUSE_MS = 200
const UNSETTLED = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']

/** A person waits: so a broker that is away is told soon. */
const RETRY = { initialRetryTime: 100, retries: 3, maxRetryTime: 1_000 }

/** Connects to a cluster. */
export async function openTopicAdmin(access: AdminAccess): Promise<TopicAdmin> {
  calmRequestQueue()
  const admin = new Kafka({ ...access, retry: RETRY, logLevel: logLevel.NOTHING }).admin()
  const orWorldError = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch(error => {
      throw worldErrorOf(error, access.brokers)
    })
  try {
    await orWorldError(admin.connect())
  } catch (error) {
    // A connection that was made, and where we could not say who we are, would keep the process alive.
    await admin.disconnect().catch(() => {})
    throw error
  }
  return {
    brokerCount: () => orWorldError(brokerCountOf(admin)),
    describe: names => orWorldError(describedTopics(admin, names)),
    create: (topics, mode) => orWorldError(createTopics(admin, topics, mode)),
    close: () => admin.disconnect(),
  }
}

async function brokerCountOf(admin: Admin): Promise<number> {
  return (await admin.describeCluster()).brokers.length
}

async function describedTopics(admin: Admin, names: readonly string[]): Promise<readonly ActualTopic[]> {
  // Asked for all and not by name: a topic that is named may be created by the asking.
  const { topics } = await settledMetadata(admin)
  const found = topics.filter(({ name }) => names.includes(name))
  if (found.length === 0) return []
  const resources = found.map(({ name }) => ({ type: TOPIC, name }))
  const described = await admin.describeConfigs({ resources, includeSynonyms: false })
  return found.map(({ name, partitions }) => ({
    name,
    partitions: partitions.length,
    replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    settings: Object.fromEntries(
      described.resources
        .filter(({ resourceName }) => resourceName === name)
        .flatMap(({ configEntries }) => configEntries.map(entry => [entry.configName, entry.configValue])),
    ),
  }))
}

async function createTopics(admin: Admin, topics: readonly NewTopic[], mode: 'real' | 'dry'): Promise<void> {
  if (topics.length === 0) return
  await admin.createTopics({
    validateOnly: mode === 'dry',
    // Of kafkajs 2.2.4 this fails where others make topics at the same time.
    waitForLeaders: false,
    topics: topics.map(({ name, partitions, replication, promises }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: replication,
      configEntries: promises.map(({ setting, value }) => ({ name: setting, value })),
    })),
  })
  if (mode === 'real') await allExist(admin, topics)
}

async function allExist(admin: Admin, wanted: readonly NewTopic[]): Promise<void> {
  for (let left = ATTEMPTS; ; left--) {
    const { topics } = await settledMetadata(admin)
    const isThere = ({ name, partitions }: NewTopic) =>
      topics.some(found => found.name === name && found.partitions.length === partitions)
    if (wanted.every(isThere) || left === 0) return
    await wait(PAUSE_MS)
  }
}

/** Of all topics. While others make or delete some, the brokers say for a moment that they do not know those. */
async function settledMetadata(admin: Admin): ReturnType<Admin['fetchTopicMetadata']> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await admin.fetchTopicMetadata()
    } catch (error) {
      const { type = '' } = error as { type?: string }
      if (left === 0 || !UNSETTLED.includes(type)) throw error
      await wait(PAUSE_MS)
    }
  }
}
