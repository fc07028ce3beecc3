import { setTimeout as wait } from 'node:timers/promises'
import type { Kafka, Offsets, Producer, Transaction } from 'kafkajs'
import { FencedError, type OutgoingRecord, type ShardPublisher, type TopicLookups } from '../../app/service-ports.ts'
import { appendTo, statedPartition } from './append.ts'
import { byPartition } from './by-partition.ts'
import { RETRY } from './client.ts'
import { orRefusal, type Tried } from './refusals.ts'

export interface PublisherOptions {
  /** One for each shard: it is what fences an owner that was taken over. */
  readonly transactionalId: string
  /** Group without members whose offsets are the published positions. */
  readonly cursorGroup: string
  readonly matchesTopic: string
  readonly shard: number
  /** How many partitions each incident topic has. What it lacks is asked for, and kept there: rules may have changed since. */
  readonly counts: Map<string, number>
}

/** Publishes what one shard found by transactions of its own transactional id. */
export function shardPublisher(kafka: Kafka, lookups: TopicLookups, options: PublisherOptions): ShardPublisher {
  let producer: Producer | null = null
  let transaction: Transaction | null = null
  const tried: Tried = {
    GROUP: `read as group ${options.cursorGroup}`,
    TRANSACTIONAL_ID: `write as transactional id ${options.transactionalId}`,
  }

  const discard = async (): Promise<void> => {
    const old = producer
    producer = null
    transaction = null
    await old?.disconnect().catch(() => {})
  }

  const open = async (): Promise<number> => {
    // A producer of which a transaction failed is of no use any more: a late part of it would land in the next one.
    await discard()
    producer = kafka.producer({
      transactionalId: options.transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: statedPartition,
      retry: RETRY,
    })
    try {
      await producer.connect()
      // This, not `connect`, is what takes over: it ends the transaction of whoever was before.
      transaction = await producer.transaction()
      const committed = await lookups.committed(options.cursorGroup, options.matchesTopic)
      const position = committed[options.shard]
      if (position === undefined) throw new Error(`no answer about the published position of shard ${options.shard}`)
      return position ?? 0
    } catch (error) {
      await discard()
      throw orRefusal(error, tried)
    }
  }

  const learnCounts = async (records: readonly OutgoingRecord[]): Promise<void> => {
    const unknown = new Set(records.map(({ topic }) => topic).filter(topic => !options.counts.has(topic)))
    if (unknown.size === 0) return
    for (const [topic, count] of Object.entries(await lookups.counts([...unknown]))) options.counts.set(topic, count)
  }

  const publish = async (records: readonly OutgoingRecord[], next: number): Promise<void> => {
    if (producer === null) throw new Error('not open')
    await learnCounts(records)
    try {
      const running = transaction ?? (await producer.transaction())
      transaction = null
      for (const part of byPartition(records, options.counts)) await appendTo(running, part)
      const offsets = [{ partition: options.shard, offset: String(next) }]
      await addPosition(running, {
        consumerGroupId: options.cursorGroup,
        topics: [{ topic: options.matchesTopic, partitions: offsets }],
      })
      await running.commit()
    } catch (error) {
      await discard()
      throw isFence(error)
        ? new FencedError(`shard ${options.shard} has another owner`, { cause: error })
        : orRefusal(error, tried)
    }
  }

  return { open, publish, close: discard }
}

const ATTEMPTS = 250
const PAUSE_MS = 20

/**
 * While the end of the transaction before is still written down, a coordinator does not begin the next one: sends wait for that,
 * but kafkajs 2.2.4 adds offsets at the first answer or fails. A transaction without records begins with them.
 */
async function addPosition(running: Transaction, position: Offsets & { consumerGroupId: string }): Promise<void> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await running.sendOffsets(position)
    } catch (error) {
      if (left === 0 || (error as { type?: string }).type !== 'CONCURRENT_TRANSACTIONS') throw error
      await wait(PAUSE_MS)
    }
  }
}

const FENCES = ['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED', 'INVALID_TXN_STATE', 'INVALID_PRODUCER_ID_MAPPING']

function isFence(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: unknown }
  return (type !== undefined && FENCES.includes(type)) || (cause instanceof Error && isFence(cause))
}
