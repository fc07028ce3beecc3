import { randomUUID } from 'node:crypto'
import type { Admin, Kafka, Message, Producer } from 'kafkajs'
import { statedPartition } from '../../../src/adapters/kafka/append.ts'
import { type KafkaAccess, kafkaClient } from '../../../src/adapters/kafka/client.ts'
import { type OpenLookups, openLookups } from '../../../src/adapters/kafka/lookups.ts'
import { waitUntil } from '../wait-until.ts'
import { readTopics } from './read-topics.ts'

/** On which broker each partition of a topic stands: one replica each. */
export type Placement = readonly number[]

/** A cluster as the tests of our adapters use it, with a client of theirs. */
export interface TestCluster {
  readonly kafka: Kafka
  readonly admin: Admin
  readonly lookups: OpenLookups
  readonly producer: Producer
  /** A client of our own making. */
  client(access?: Partial<KafkaAccess>): Kafka
  /** Makes a topic, and gives its name. */
  topic(placement: Placement): Promise<string>
  /** Moves a partition to another broker. Resolves when it leads there. */
  move(topic: string, partition: number, to: number): Promise<void>
  /** As retention does. */
  deleteBelow(topic: string, partition: number, offset: number): Promise<void>
  send(topic: string, partition: number, values: readonly string[]): Promise<void>
  /** What a reader of committed records finds in each partition, once there are so many in all. */
  values(topic: string, count: number): Promise<readonly (readonly string[])[]>
  close(): Promise<void>
}

const WITHIN_MS = 30_000

export async function testCluster(brokers: readonly string[]): Promise<TestCluster> {
  const client = (access: Partial<KafkaAccess> = {}) =>
    kafkaClient({ brokers: [...brokers], clientId: 'sequor-test', ...access }, () => {})
  const kafka = client()
  const admin = kafka.admin()
  await admin.connect()
  const lookups = await openLookups(kafka)
  const producer = kafka.producer({ createPartitioner: statedPartition, allowAutoTopicCreation: false })
  await producer.connect()
  const leaderOf = async (topic: string, partition: number) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    return topics[0]!.partitions.find(({ partitionId }) => partitionId === partition)?.leader
  }
  return {
    ...{ kafka, admin, lookups, producer, client },
    topic: async placement => {
      const topic = `topic-${randomUUID()}`
      const replicaAssignment = placement.map((broker, partition) => ({ partition, replicas: [broker] }))
      // Asked for below: where others are created at the same time the broker says that it does not know these.
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic, replicaAssignment }] })
      await waitUntil('the topic is there', WITHIN_MS, () =>
        Promise.all(placement.map((broker, partition) => leaderOf(topic, partition).then(led => led === broker))).then(
          led => !led.includes(false),
          () => false,
        ),
      )
      return topic
    },
    move: async (topic, partition, to) => {
      await admin.alterPartitionReassignments({
        topics: [{ topic, partitionAssignment: [{ partition, replicas: [to] }] }],
      })
      await waitUntil(`${topic}/${partition} has moved`, WITHIN_MS, async () => {
        const { topics } = await admin.listPartitionReassignments({ topics: [{ topic, partitions: [partition] }] })
        return topics.length === 0 && (await leaderOf(topic, partition)) === to
      })
    },
    deleteBelow: async (topic, partition, offset) => {
      // Of its own: one that is asked something else meanwhile loses what it knows of partitions.
      const own = kafka.admin()
      await own.connect()
      await own.fetchTopicOffsets(topic)
      await own.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] })
      await own.disconnect()
    },
    send: async (topic, partition, values) => {
      const messages = values.map((value): Message => ({ value, partition }))
      await producer.send({ topic, acks: -1, messages })
    },
    values: async (topic, count) => {
      const { [topic]: partitions = 0 } = await lookups.counts([topic])
      const records = await readTopics(kafka, {
        ...{ topics: [topic], withinMs: WITHIN_MS },
        isAll: read => read.length >= count,
      })
      return Array.from({ length: partitions }, (_, index) =>
        records.filter(({ partition }) => partition === index).map(({ value }) => value.toString()),
      )
    },
    close: async () => {
      await producer.disconnect()
      await lookups.close()
      await admin.disconnect()
    },
  }
}
