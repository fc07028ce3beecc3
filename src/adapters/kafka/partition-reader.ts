import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import type { Batch } from 'kafkajs'
import type { GroupBatch, PartitionReader } from '../../app/service-ports.ts'
import type { KafkaCluster } from './client.ts'
import { fetchedOf } from './fetched.ts'

export interface PartitionReading {
  /** Most bytes of one answer. */
  readonly fetchBytes: number
  /** How long a broker may keep a fetch open that finds nothing, in ms. */
  readonly maxWaitMs: number
}

/** What kafkajs 2.2.4 answers of a partition. */
interface FetchedPartition {
  readonly partition: number
  readonly messages: readonly unknown[]
}

interface Broker {
  fetch(request: {
    readonly isolationLevel: number
    readonly maxWaitTime: number
    readonly minBytes: number
    readonly maxBytes: number
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[]
    }[]
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[] }>
}

interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addTargetTopic(topic: string): Promise<void>
  refreshMetadata(): Promise<void>
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>
  findBroker(node: { readonly nodeId: string }): Promise<Broker>
}

const CREATE_CLUSTER = 'private:Kafka:createCluster'
const READ_COMMITTED = 1
const ATTEMPTS = 10
const PAUSE_MS = 200

/**
 * Reads partitions by their offsets, committed records only, as no member of any group: nothing of it shows to those that are.
 *
 * kafkajs 2.2.4 offers reading by groups only. What its consumers themselves fetch with is taken here from behind its fence; a
 * test over a broker holds it in place.
 */
export async function openPartitionReader(kafka: KafkaCluster, reading: PartitionReading): Promise<PartitionReader> {
  const cluster = clusterOf(kafka)
  await cluster.connect()
  const require = createRequire(import.meta.url)
  const FetchedBatch = require('kafkajs/src/consumer/batch') as new (
    topic: string,
    offset: string,
    partition: FetchedPartition,
  ) => Batch

  const fetchOnce = async (topic: string, partition: number, offset: number): Promise<GroupBatch | null> => {
    await cluster.addTargetTopic(topic)
    const [nodeId] = Object.entries(cluster.findLeaderForPartitions(topic, [partition]))[0] ?? []
    if (nodeId === undefined) throw new Error(`${topic}/${partition} has no leader`)
    const broker = await cluster.findBroker({ nodeId })
    const { responses } = await broker.fetch({
      ...{ isolationLevel: READ_COMMITTED, maxWaitTime: reading.maxWaitMs, minBytes: 1, maxBytes: reading.fetchBytes },
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: reading.fetchBytes }] }],
    })
    const fetched = responses[0]?.partitions[0]
    // Of an answer without anything kafkajs says that it reaches to the end of the log.
    if (fetched === undefined || fetched.messages.length === 0) return null
    return fetchedOf(new FetchedBatch(topic, String(offset), fetched))
  }

  const again = async (left: number, topic: string, partition: number, offset: number): Promise<GroupBatch> => {
    try {
      const batch = await fetchOnce(topic, partition, offset)
      if (batch !== null) return batch
    } catch (error) {
      if (left === 0 || isOutOfRange(error)) throw error
      // A leader has moved, or a broker is away.
      await wait(PAUSE_MS)
      await cluster.refreshMetadata().catch(() => {})
    }
    if (left === 0) throw new Error(`nothing comes from offset ${offset} on`)
    return again(left - 1, topic, partition, offset)
  }
  return {
    fetch: (topic, partition, offset) => again(ATTEMPTS, topic, partition, offset),
    close: () => cluster.disconnect(),
  }
}

function clusterOf(kafka: KafkaCluster): Cluster {
  const name = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === CREATE_CLUSTER)
  const create = name && (kafka as unknown as Record<symbol, (options: object) => Cluster>)[name]
  if (create === undefined) throw new Error('this kafkajs is not 2.2.4: its clusters are not where they were')
  return create({
    ...{ metadataMaxAge: 300_000, allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED },
    instrumentationEmitter: null,
  })
}

function isOutOfRange(error: unknown): boolean {
  return (error as { type?: string }).type === 'OFFSET_OUT_OF_RANGE'
}
