import type { Kafka, Producer } from 'kafkajs'
import { type MatchAppender, RecordTooLargeError } from '../../app/service-ports.ts'
import type { MatchRecord } from '../../core/match.ts'
import { matchRecordJson } from '../../core/match-json.ts'
import { appendTo, statedPartition } from './append.ts'
import { RETRY } from './client.ts'

export interface ConnectedAppender extends MatchAppender {
  readonly close: () => Promise<void>
}

/** What brokers take of one record unless they are told otherwise (1 MiB), less what stands around it. */
export const MOST_MATCH_RECORD_BYTES = 1_000_000

/** What the matches of one line may take of that: frames and counts stand around them. */
export const MOST_LINE_BYTES = MOST_MATCH_RECORD_BYTES - 50_000

/** More are never so small; a million of them would be more than a string holds. */
const MOST_MATCHES = 4_000

/** Appends to the matches topic. A send that failed may stand there all the same: whoever reads knows the second by its offsets. */
export async function matchAppender(kafka: Kafka, topic: string): Promise<ConnectedAppender> {
  const producer: Producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: statedPartition,
    retry: RETRY,
  })
  await producer.connect()
  let last: Promise<void> = Promise.resolve()
  return {
    append: async (shard: number, record: MatchRecord) => {
      const matches = record.frames.reduce((sum, frame) => sum + frame.matches.length, 0)
      if (matches > MOST_MATCHES) throw new RecordTooLargeError(`${matches} matches`)
      const value = Buffer.from(matchRecordJson(record))
      if (value.length > MOST_MATCH_RECORD_BYTES) throw new RecordTooLargeError(`${value.length} bytes`)
      const messages = [{ value }]
      // One at a time: two in flight may be written in either order.
      const sent = last.then(() => appendTo(producer, { topic, partition: shard, messages }))
      last = sent.catch(() => {})
      await sent
    },
    close: () => producer.disconnect(),
  }
}
