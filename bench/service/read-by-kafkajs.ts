/**
 * Reads a topic by kafkajs as it is, with its own decoder, and drops what it reads: what a reader costs that does nothing.
 *
 *   node bench/service/read-by-kafkajs.ts BROKER TOPIC RECORDS
 *
 * Prints seconds and CPU seconds from the first batch to the last as JSON.
 */
import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'

const [broker, topic, records] = process.argv.slice(2)
const kafka = new Kafka({ brokers: [broker!], logLevel: logLevel.NOTHING })
const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, maxBytes: 50_000_000, maxWaitTimeInMs: 200 })
const { promise: isRead, resolve } = Promise.withResolvers<void>()
let left = Number(records)
let first: { readonly ms: number; readonly cpu: NodeJS.CpuUsage } | null = null
consumer.on('consumer.fetch_start', () => {
  first ??= { ms: performance.now(), cpu: process.cpuUsage() }
})
await consumer.connect()
await consumer.subscribe({ topics: [topic!], fromBeginning: true })
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    left -= batch.messages.length
    if (left <= 0) resolve()
  },
})
await isRead
const { user, system } = process.cpuUsage(first!.cpu)
const figures = { seconds: (performance.now() - first!.ms) / 1000, cpuSeconds: (user + system) / 1e6 }
console.log(JSON.stringify(figures))
await consumer.disconnect()
