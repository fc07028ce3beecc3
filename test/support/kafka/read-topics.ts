import { randomUUID } from 'node:crypto'
import type { Kafka, KafkaMessage } from 'kafkajs'
import { sliceOfMessage } from '../../../src/adapters/kafka/batches/read-batches.ts'
import { waitUntil } from '../wait-until.ts'
import { RETRY } from './kafka-client.ts'

/** A record as it was read. */
export interface TopicRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string | null
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
  /** The record's own, or that of its append where the topic says so. */
  readonly timestampMs: number
}

export interface Wanted {
  readonly topics: readonly string[]
  readonly withinMs: number
  /** Whether what was read so far is all that was waited for. */
  readonly isAll: (records: readonly TopicRecord[]) => boolean
}

/** Reads topics from their beginning until that is all; throws where it is not in time. Commits nothing. */
export async function readTopics(kafka: Kafka, { topics, withinMs, isAll }: Wanted): Promise<TopicRecord[]> {
  const consumer = kafka.consumer({
    groupId: `sequor-test-${randomUUID()}`,
    maxWaitTimeInMs: 200,
    // A broker that has just started still loads its groups: kafkajs asks this for errors that may pass only.
    retry: { ...RETRY, restartOnFailure: async () => true },
  })
  const records: TopicRecord[] = []
  let crash: Error | null = null
  consumer.on('consumer.crash', ({ payload }) => {
    if (!payload.restart) crash = payload.error
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch, resolveOffset }) => {
        const { messages } = batch
        for (const { key, value, offset, timestamp, headers } of messages.flatMap(messagesIn)) {
          records.push({
            topic: batch.topic,
            partition: batch.partition,
            offset,
            key: key?.toString() ?? null,
            value: value ?? Buffer.alloc(0),
            headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)])),
            timestampMs: Number(timestamp),
          })
          resolveOffset(offset)
        }
      },
    })
    await waitUntil(`all records of ${topics.join(', ')}`, withinMs, () => {
      if (crash !== null) throw crash
      return isAll(records)
    })
  } catch (error) {
    throw new Error(`${(error as Error).message}; read so far:\n${records.map(shown).join('\n')}`, { cause: error })
  } finally {
    await consumer.disconnect()
  }
  return records
}

/** The records of a message, which may stand for a whole batch where kafkajs reads by the decoder of the product. */
function messagesIn(message: KafkaMessage): readonly KafkaMessage[] {
  const slice = sliceOfMessage(message)
  if (slice === null) return [message]
  return Array.from({ length: slice.to - slice.from }, (_, index) => {
    const { offset, timestampMs, headers, ...record } = slice.run.at(slice.from + index)
    return {
      ...record,
      attributes: 0,
      offset: String(offset),
      timestamp: String(timestampMs),
      headers: Object.fromEntries(headers.map(([name, value]) => [name, value ?? ''])),
    }
  })
}

function shown({ topic, value }: TopicRecord): string {
  return `${topic}: ${value.toString()}`
}
