import type { Message, Producer, RecordMetadata, Transaction } from 'kafkajs'

/** All replicas that are in sync. */
const ALL = -1
const TIMEOUT_MS = 30_000

/** Records for one partition. */
export interface PartitionRecords {
  readonly topic: string
  readonly partition: number
  readonly messages: readonly Omit<Message, 'partition'>[]
}

/**
 * Sends records to one partition, and fails unless the broker says that it wrote them: kafkajs 2.2.4 resolves a send
 * of which a partition was never written when its leader moves meanwhile (https://github.com/tulios/kafkajs/issues/1303).
 */
export async function appendTo(sender: Producer | Transaction, records: PartitionRecords): Promise<void> {
  const { topic, partition, messages } = records
  const written = await sender.send({
    topic,
    acks: ALL,
    timeout: TIMEOUT_MS,
    messages: messages.map(message => ({ ...message, partition })),
  })
  if (!written.some(answer => isOf(answer, topic, partition))) {
    throw new Error(`${topic}/${partition}: the broker did not confirm the write`)
  }
}

function isOf({ topicName, partition, errorCode }: RecordMetadata, topic: string, wanted: number): boolean {
  return topicName === topic && partition === wanted && errorCode === 0
}

/** For `createPartitioner`: every message says its partition. kafkajs asks again at each retry, so it must not choose. */
export function statedPartition(): (args: { message: Message }) => number {
  return ({ message }) => {
    if (message.partition === undefined) throw new Error('a record without a partition')
    return message.partition
  }
}
