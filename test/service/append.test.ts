import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appendTo, statedPartition } from '../../src/adapters/kafka/append.ts'
import { kafkaClient } from '../../src/adapters/kafka/client.ts'
import { RecordTooLargeError } from '../../src/app/service-ports.ts'
import { readTopics } from '../support/kafka/read-topics.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

it('what is more than a broker takes at once is written in its order, and a record that is more is told', async () => {
  const topic = `append-${randomUUID()}`
  const kafka = kafkaClient({ brokers: [...server.brokers], clientId: 'sequor-test' }, () => {})
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] })
  await admin.disconnect()
  const producer = kafka.producer({
    ...{ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 },
    createPartitioner: statedPartition,
  })
  await producer.connect()

  const values = Array.from({ length: 3_000 }, (_, i) => `${i} ${'é'.repeat(i % 700)}`)
  const transaction = await producer.transaction()
  const messages = values.map(value => ({ key: 'k', value, headers: { name: 'h'.repeat(50) } }))
  await appendTo(transaction, { topic, partition: 0, messages })
  await transaction.commit()
  const withinMs = 20_000
  const read = await readTopics(kafka, { topics: [topic], withinMs, isAll: found => found.length >= values.length })
  expect(read.map(({ value }) => value.toString())).toEqual(values)

  const tooMuch = await producer.transaction()
  const large = appendTo(tooMuch, { topic, partition: 0, messages: [{ value: 'x'.repeat(1_100_000) }] })
  await expect(large).rejects.toThrow(RecordTooLargeError)
  await tooMuch.abort().catch(() => {})
  await producer.disconnect()
})
