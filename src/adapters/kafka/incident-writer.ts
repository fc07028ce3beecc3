import type { Kafka } from 'kafkajs'
import type { OutgoingRecord } from '../../app/service-ports.ts'
import { appendTo, statedPartition } from './append.ts'
import { byPartition } from './by-partition.ts'
import { RETRY } from './client.ts'

export interface IncidentWriter {
  /** Resolves when all of them stand in their topics, those of a key in their order. After a failure some may stand there. */
  write(records: readonly OutgoingRecord[]): Promise<void>
  close(): Promise<void>
}

/** Writes incidents outside of any transaction: of a replay, which fences nobody. `counts` are the partitions of each topic. */
export async function incidentWriter(kafka: Kafka, counts: ReadonlyMap<string, number>): Promise<IncidentWriter> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: statedPartition,
    retry: RETRY,
  })
  await producer.connect()
  return {
    write: async records => {
      for (const part of byPartition(records, counts)) await appendTo(producer, part)
    },
    close: () => producer.disconnect(),
  }
}
