import { randomBytes } from 'node:crypto'
import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import { kafkaClient } from '../../test/support/kafka/kafka-client.ts'
import { type KafkaServer, startKafka } from '../../test/support/kafka/start-kafka.ts'
import { startRedis, type TestRedis } from '../../test/support/redis/start-redis.ts'
import { runSequor } from '../../test/support/run-sequor.ts'

export const CODECS = ['uncompressed', 'gzip', 'lz4', 'zstd'] as const
export type Codec = (typeof CODECS)[number]

/** How far arrivals may be swapped within a partition (λ), as the topic of lines bounds it and the configuration declares it. */
const DISORDER_MS = 3_000
const NO_BOUND_MS = '9223372036854775807'
const BEFORE = 'message.timestamp.before.max.ms'
const AFTER = 'message.timestamp.after.max.ms'

/** A Kafka and a Redis of their own, and a topic of lines that keeps the times it is sent. */
export interface Scene {
  readonly server: KafkaServer
  readonly kafka: Kafka
  readonly admin: Admin
  readonly redis: TestRedis
  readonly topic: string
  readonly partitions: number
  /** From now on the topic takes only lines of about now, as a start demands. What stands there stays. */
  readonly declareBounds: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function openScene(partitions: number, codec: Codec): Promise<Scene> {
  const server = await startKafka({ own: true })
  const redis = await startRedis()
  const kafka = kafkaClient(server.brokers)
  const admin = kafka.admin()
  await admin.connect()
  const topic = 'bench-lines'
  const configEntries = Object.entries({
    'message.timestamp.type': 'CreateTime',
    'compression.type': codec,
    'retention.ms': '-1',
    [BEFORE]: NO_BOUND_MS,
    [AFTER]: NO_BOUND_MS,
  }).map(([name, value]) => ({ name, value }))
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }] })
  const declareBounds = async () => {
    const half = String(DISORDER_MS / 2)
    const bounds = [BEFORE, AFTER].map(name => ({ name, value: half }))
    const kept = configEntries.filter(({ name }) => name !== BEFORE && name !== AFTER)
    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries: [...kept, ...bounds] }
    await admin.alterConfigs({ validateOnly: false, resources: [resource] })
  }
  const stop = async () => {
    await admin.disconnect()
    await redis.stop()
    await server.stop()
  }
  return { server, kafka, admin, redis, topic, partitions, declareBounds, stop }
}

/** A namespace of its own for a run over the same lines. */
export interface Site {
  readonly namespace: string
  /** For the commands of the product. */
  readonly flags: readonly string[]
}

/** Makes the topics of a new namespace by `sequor topics create`. */
export async function newSite(
  { server, redis, topic }: Scene,
  shards: number,
  sets: readonly string[] = [],
): Promise<Site> {
  const namespace = `bench-${randomBytes(4).toString('hex')}`
  const all = [
    `namespace=${namespace}`,
    `lines.topics=${topic}`,
    `kafka.brokers=${server.brokers.join(',')}`,
    'redis.host=127.0.0.1',
    `redis.port=${redis.port}`,
    `layout.shards=${shards}`,
    `layout.disorder=${DISORDER_MS}ms`,
    'start=earliest',
    ...sets,
  ]
  const flags = all.flatMap(set => ['--set', set])
  const created = await runSequor(['topics', 'create', ...flags])
  if (created.code !== 0) throw new Error(created.stderr)
  return { namespace, flags }
}
