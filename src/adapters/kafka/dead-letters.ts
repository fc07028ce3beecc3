import type { Kafka } from 'kafkajs'
import { type DeadLetter, deadLetterRecord } from '../../app/dead-letter.ts'
import { type DeadLetters, RecordTooLargeError } from '../../app/service-ports.ts'
import { partitionOf } from '../../core/shard.ts'
import { appendTo, statedPartition } from './append.ts'
import { RETRY } from './client.ts'

export interface ConnectedDeadLetters extends DeadLetters {
  readonly close: () => Promise<void>
}

/** Writes dead letters to a topic of so many partitions; those of one input partition stand in one, in their order. */
export async function kafkaDeadLetters(kafka: Kafka, topic: string, partitions: number): Promise<ConnectedDeadLetters> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: statedPartition,
    retry: RETRY,
  })
  await producer.connect()
  const write = async (letter: DeadLetter): Promise<void> => {
    const { key, value, headers } = deadLetterRecord(letter)
    const message = { key, value: Buffer.from(value), headers: asBuffers(headers) }
    try {
      await appendTo(producer, { topic, partition: partitionOf(key, partitions), messages: [message] })
    } catch (error) {
      if (!(error instanceof RecordTooLargeError) || value.length === 0) throw error
      // The topic takes less than the configuration keeps: a part of it is worth more than a stream that stands still.
      await write({ ...letter, value: value.subarray(0, Math.floor(value.length / 2)) })
    }
  }
  return { write, close: () => producer.disconnect() }
}

function asBuffers(headers: Readonly<Record<string, string | Uint8Array>>): Record<string, string | Buffer> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : Buffer.from(value)]),
  )
}
