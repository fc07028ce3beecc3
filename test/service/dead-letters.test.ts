import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaClient } from '../../src/adapters/kafka/client.ts'
import { kafkaDeadLetters } from '../../src/adapters/kafka/dead-letters.ts'
import type { DeadLetterReason } from '../../src/app/dead-letter.ts'
import { copyingStore } from '../support/copying-store.ts'
import { damageBatch } from '../support/kafka/damage.ts'
import { readTopics } from '../support/kafka/read-topics.ts'
import { BATCH, sealed } from '../support/kafka/sealed-batch.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { SHORT, Site } from '../support/service/bench-site.ts'
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import { serviceRules } from '../support/service/rules.ts'

const { CompressionTypes } = kafkajs
const rules = serviceRules()
const PARTITIONS = 3
const RECORD_BYTES = 100_000
const KEPT_BYTES = 1_000

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka({ own: true })
})
afterAll(() => server.stop())

/** What a bad disk does to a batch, and what is said of it then. */
const DAMAGES: readonly [reason: string, change: (batch: Buffer) => Buffer][] = [
  ['checksum_mismatch', batch => Buffer.from(batch).fill(0, batch.length - 20)],
  ['checksum_mismatch', batch => Buffer.from(batch).fill(0x55, BATCH.attributes, BATCH.attributes + 16)],
  ['unknown_codec', batch => sealed(batch, bytes => bytes.writeInt16BE(5, BATCH.attributes))],
  ['unknown_codec', batch => sealed(batch, bytes => bytes.writeInt16BE(6, BATCH.attributes))],
  ['unknown_codec', batch => sealed(batch, bytes => bytes.writeInt16BE(7, BATCH.attributes))],
  ['undecodable_batch', batch => sealed(batch, bytes => bytes.writeInt16BE(2, BATCH.attributes))],
  ['undecodable_batch', batch => sealed(batch, bytes => bytes.writeInt16BE(3, BATCH.attributes))],
  ['undecodable_batch', batch => sealed(batch, bytes => bytes.writeInt16BE(4, BATCH.attributes))],
  ['undecodable_batch', batch => sealed(batch, bytes => bytes.fill(0xff, BATCH.records + 12))],
  ['undecodable_batch', batch => sealed(batch, bytes => bytes.writeInt32BE(400, BATCH.count))],
]

interface Letter {
  readonly partition: number
  readonly offset: number
  readonly to: number | null
  readonly reason: string
  readonly bytes: Buffer
}

it('what cannot be handled goes to the dead-letter topic, and all else gives its incidents once', async () => {
  const bounds = { unpackedBytes: 2_000_000, recordBytes: RECORD_BYTES, deadLetterBytes: KEPT_BYTES }
  const site = new Site(server.brokers, rules, 2, bounds)
  await site.create(PARTITIONS)
  const ends = Array(PARTITIONS).fill(0) as number[]
  const send = async (partition: number, values: readonly string[], compression = CompressionTypes.None) => {
    const from = ends[partition]!
    await site.send(partition, values, compression)
    ends[partition] = from + values.length
    return { partition, from, to: from + values.length }
  }
  let host = 0
  const lines = (codes: string) => [...codes].map(code => site.line(host, code, new Date()))
  const letters: Letter[] = []

  const damage = async (count: number) => {
    for (const [reason, change] of DAMAGES) {
      host++
      const partition = host % 2
      await send(partition, lines('A'))
      const { from, to } = await send(partition, lines('ABCAAA'), CompressionTypes.GZIP)
      await send(partition, lines('BC'))
      await send(2, lines('AC'))
      const place = { dataFolder: server.dataFolder!, topic: site.lines, partition }
      letters.push({ partition, offset: from, to, reason, bytes: damageBatch(place, from, change) })
    }
    expect(letters).toHaveLength(count)
  }
  const oversize = async () => {
    const bomb = await send(0, ['0'.repeat(30_000_000)], CompressionTypes.GZIP)
    const place = { dataFolder: server.dataFolder!, topic: site.lines, partition: 0 }
    const bytes = damageBatch(place, bomb.from, batch => batch)
    letters.push({ partition: 0, offset: bomb.from, to: bomb.to, reason: 'too_large_when_decompressed', bytes })
    const long = `${lines('A')[0]} ${'y'.repeat(RECORD_BYTES)}`
    const { from: offset } = await send(1, ['before', long, ...lines('B')])
    letters.push({ partition: 1, offset: offset + 1, to: null, reason: 'record_too_large', bytes: Buffer.from(long) })
    // Far more matches for one shard than a record of the matches topic holds.
    await send(2, Array.from({ length: 60 }, () => lines('AC'.repeat(100))).flat(), CompressionTypes.GZIP)
  }

  // Nobody reads while the disk goes bad. What only is too large comes while the service runs.
  const store = copyingStore()
  await damage(10)
  const first = await site.start(store)
  await oversize()
  await first.stop()
  await damage(22)
  const services = [first, await site.start(store)]

  const unread = letters.reduce((sum, { offset, to }) => sum + (to === null ? 0 : to - offset - 1), 0)
  const read = (await site.readLines(unread)).filter(({ value }) => value.length > 0 && value.length <= RECORD_BYTES)
  const lastLineMs = Math.max(...read.map(({ timestampMs }) => timestampMs))
  const expected = expectedRevisions(read, rules, SHORT, lastLineMs + 60_000)
  expect(expected.length).toBeGreaterThan(30)
  const published = await site.readIncidents(lastLineMs, expected.length)
  const counted = services.map(service => service.status().deadLetters)
  await services[1]!.stop()
  expect(
    differencesOf(
      expected,
      published.map(({ value }) => value.toString()),
    ),
  ).toEqual([])

  const topics = [`${site.namespace}.dead-letters`]
  // Some may stand there twice: the first process was stopped.
  const written = counted.flatMap(one => Object.values(one)).reduce((sum, count) => sum + count)
  const isAll = (found: readonly unknown[]) => found.length >= written
  const found = await readTopics(site.kafka, { topics, withinMs: 20_000, isAll })
  const nameOf = (partition: number | string, offset: number | string) => `${site.lines}/${partition} ${offset}`
  const byName = new Map(
    found.map(one => [nameOf(one.headers['sequor.partition']!, one.headers['sequor.offset']!), one]),
  )
  expect(byName.size).toBe(letters.length)
  for (const { partition, offset, to, reason, bytes } of letters) {
    const letter = byName.get(nameOf(partition, offset))
    expect(letter).toMatchObject({
      key: `${site.lines}/${partition}`,
      headers: {
        'sequor.topic': site.lines,
        'sequor.reason': reason,
        'sequor.bytes': String(bytes.length),
        ...(to === null ? { 'sequor.key': 'a-key' } : { 'sequor.offset.to': String(to) }),
      },
    })
    expect(letter!.value).toEqual(bytes.subarray(0, KEPT_BYTES))
  }
  const counts = Map.groupBy(found, ({ headers }) => headers['sequor.reason']!)
  for (const [reason, all] of counts) {
    const told = counted.reduce((sum, one) => sum + (one[reason as DeadLetterReason] ?? 0), 0)
    expect([reason, told]).toEqual([reason, all.length])
  }
  await site.close()
})

it('a letter larger than its topic takes is cut until it is taken', async () => {
  const kafka = kafkaClient({ brokers: [...server.brokers], clientId: 'sequor-test' }, () => {})
  const topic = `letters-${randomUUID()}`
  const admin = kafka.admin()
  await admin.connect()
  const configEntries = [{ name: 'max.message.bytes', value: '2000' }]
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1, configEntries }] })
  await admin.disconnect()
  const deadLetters = await kafkaDeadLetters(kafka, topic, 1)
  const value = Buffer.alloc(10_000, 'line ')
  await deadLetters.write({
    ...{ topic: 'lines', partition: 3, offset: 9, to: null, timestampMs: 5, key: null, value, bytes: value.length },
    ...{ reason: 'tag_failed', error: 'TypeError: of ours' },
  })
  await deadLetters.close()
  const [letter] = await readTopics(kafka, { topics: [topic], withinMs: 20_000, isAll: found => found.length > 0 })
  expect(letter).toMatchObject({
    key: 'lines/3',
    value: value.subarray(0, 1_250),
    headers: {
      ...{ 'sequor.topic': 'lines', 'sequor.partition': '3', 'sequor.offset': '9', 'sequor.timestamp': '5' },
      ...{ 'sequor.reason': 'tag_failed', 'sequor.error': 'TypeError: of ours', 'sequor.bytes': '10000' },
    },
  })
  expect(Object.keys(letter!.headers)).toHaveLength(7)
})

it('a control topic that cannot be read stops the process, which says where', async () => {
  const site = new Site(server.brokers, rules, 1)
  await site.create(1)
  const service = await site.start(copyingStore())
  await service.stop()
  const place = { dataFolder: server.dataFolder!, topic: `${site.namespace}.control`, partition: 0 }
  damageBatch(place, 0, batch => Buffer.from(batch).fill(0, BATCH.records))
  await expect(site.start(copyingStore())).rejects.toThrow(
    `${place.topic}/0, offset 0: its bytes do not have the checksum`,
  )
  await site.close()
})
