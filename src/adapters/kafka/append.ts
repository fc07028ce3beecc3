import type { KafkaJSProtocolError, Message, Producer, RecordMetadata, Transaction } from 'kafkajs'
import { RecordTooLargeError } from '../../app/service-ports.ts'

/** All replicas that are in sync. */
const ALL = -1
const TIMEOUT_MS = 30_000
const TOO_LARGE = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']

/** Records for one partition. */
export interface PartitionRecords {
  readonly topic: string
  readonly partition: number
  readonly messages: readonly Omit<Message, 'partition'>[]
}

/**
 * Sends records to one partition, and fails unless the broker says that it wrote them: kafkajs 2.2.4 resolves a send
 * of which a partition was never written when its leader moves meanwhile (https://github.com/tulios/kafkajs/issues/1303).
 *
 * @throws RecordTooLargeError if the broker takes no batch of this size.
 */
export async function appendTo(sender: Producer | Transaction, records: PartitionRecords): Promise<void> {
  const { topic, partition, messages } = records
  const sent = sender.send({
    topic,
    acks: ALL,
    timeout: TIMEOUT_MS,
    messages: messages.map(message => ({ ...message, partition })),
  })
  const written = await sent.catch(error => {
    const isTooLarge = TOO_LARGE.includes((error as KafkaJSProtocolError).type)
    throw isTooLarge ? new RecordTooLargeError(`${topic} takes no record so large`, { cause: error }) : error
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
