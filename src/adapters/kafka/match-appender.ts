import type { Kafka, Producer } from 'kafkajs'
import type { MatchAppender } from '../../app/service-ports.ts'
import type { MatchRecord } from '../../core/match.ts'
import { matchRecordJson } from '../../core/match-json.ts'
import { appendTo, statedPartition } from './append.ts'
import { RETRY } from './client.ts'

export interface ConnectedAppender extends MatchAppender {
  readonly close: () => Promise<void>
}

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
    append: (shard: number, record: MatchRecord) => {
      const messages = [{ value: matchRecordJson(record) }]
      // One at a time: two in flight may be written in either order.
      const sent = last.then(() => appendTo(producer, { topic, partition: shard, messages }))
      last = sent.catch(() => {})
      return sent
    },
    close: () => producer.disconnect(),
  }
}
