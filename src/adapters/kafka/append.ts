import type { KafkaJSProtocolError, Message, Producer, RecordMetadata, Transaction } from 'kafkajs'
import { RecordTooLargeError } from '../../app/service-ports.ts'
import { orRefusal } from './refusals.ts'

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

/** Above this brokers refuse what is sent at once, unless they are told otherwise (1 MiB), less what stands around each record. */
const MOST_AT_ONCE_BYTES = 900_000
const RECORD_OVERHEAD_BYTES = 100

/**
 * Sends records to one partition, in their order, as many at once as brokers take: so outside of a transaction some may stand
 * there when it fails.
 *
 * Fails unless the broker says that it wrote them: kafkajs 2.2.4 resolves a send of which a partition was never written when its
 * leader moves meanwhile (https://github.com/tulios/kafkajs/issues/1303).
 *
 * @throws RecordTooLargeError if one of them is larger than the broker takes; WorldError if this user may not write there
 */
export async function appendTo(sender: Producer | Transaction, records: PartitionRecords): Promise<void> {
  let part: PartitionRecords['messages'][number][] = []
  let bytes = 0
  for (const message of records.messages) {
    const more = sizeOf(message)
    if (part.length > 0 && bytes + more > MOST_AT_ONCE_BYTES) {
      await sendAtOnce(sender, { ...records, messages: part })
      part = []
      bytes = 0
    }
    part.push(message)
    bytes += more
  }
  await sendAtOnce(sender, { ...records, messages: part })
}

function sizeOf({ key, value, headers = {} }: PartitionRecords['messages'][number]): number {
  const texts = [key, value, ...Object.entries(headers).flat(2)]
  return texts.reduce((sum, text) => sum + (text ? Buffer.byteLength(text) : 0), RECORD_OVERHEAD_BYTES)
}

async function sendAtOnce(
  sender: Producer | Transaction,
  { topic, partition, messages }: PartitionRecords,
): Promise<void> {
  const sent = sender.send({
    topic,
    acks: ALL,
    timeout: TIMEOUT_MS,
    messages: messages.map(message => ({ ...message, partition })),
  })
  const written = await sent.catch(error => {
    const isTooLarge = TOO_LARGE.includes((error as KafkaJSProtocolError).type)
    if (isTooLarge) throw new RecordTooLargeError(`${topic} takes no record so large`, { cause: error })
    throw orRefusal(error, { TOPIC: `write to topic ${topic}` })
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
