import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kafkaClient } from '../../src/adapters/kafka/client.ts'
import { groupReader } from '../../src/adapters/kafka/group-reader.ts'
import { recordsOf } from '../../src/app/record-run.ts'
import { COMPRESSIONS, produceByJava } from '../support/kafka/java-producer.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { seededChance } from '../support/seeded-random.ts'
import { waitUntil } from '../support/wait-until.ts'

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

/** Some repeat themselves and some do not, so that there are literals and references of all lengths. */
function linesOf(seed: number): string[] {
  const chance = seededChance(seed)
  return Array.from({ length: 3_000 }, (_, i) => {
    const odd = Array.from({ length: chance.between(0, 60) }, () => String.fromCharCode(chance.between(0x21, 0x24f)))
    return `<189>${i}: host-${chance.between(1, 9)}: %TEST-5-A: ${odd.join('')} ${'again '.repeat(chance.between(0, 90))}`
  })
}

describe('batches that the producer of Kafka writes', () => {
  it.each(COMPRESSIONS.map((compression, seed) => ({ compression, seed })))(
    'in $compression are read as they were sent',
    async ({ compression, seed }) => {
      const topic = `codec-${compression}-${randomUUID()}`
      const kafka = kafkaClient({ brokers: [...server.brokers], clientId: 'sequor-test' }, () => {})
      const admin = kafka.admin()
      await admin.connect()
      await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] })
      await admin.disconnect()
      const lines = linesOf(seed)
      await produceByJava(server.brokers, topic, compression, lines)

      const read: string[] = []
      const broken: object[] = []
      const reader = groupReader(
        kafka,
        {
          ...{ group: topic, sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000, heartbeatIntervalMs: 3_000 },
          ...{ partitionBytes: 200_000, fetchBytes: 1_000_000, maxWaitMs: 200 },
        },
        () => {},
      )
      await reader.start([topic], {
        joined: () => {},
        batch: async batch => {
          read.push(...Array.from(recordsOf(batch.records), ({ value }) => Buffer.from(value).toString()))
          broken.push(...batch.broken)
        },
        skipped: () => {},
        ended: error => {
          throw error
        },
      })
      await waitUntil('all lines are read', 30_000, () => read.length + broken.length >= lines.length)
      await reader.stop()
      expect(broken).toEqual([])
      expect(read).toEqual(lines)
    },
  )
})
