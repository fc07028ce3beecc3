import { randomUUID } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kafka } from 'kafkajs'
import { kafkaClient } from '../support/kafka/kafka-client.ts'
import { readTopics, type TopicRecord } from '../support/kafka/read-topics.ts'
import { startKafka } from '../support/kafka/start-kafka.ts'
import { waitUntil } from '../support/wait-until.ts'
import { type DeviceLine, markOf } from './device-lines.ts'
import { type Shipper, startShipper } from './start-shipper.ts'
import type { Setting } from './ways.ts'

const WITHIN_MS = 40_000
const PARTITIONS = 3

/** What one setting made of the lines. */
export interface HandedOn {
  /** In the order of partition and offset. */
  readonly records: readonly TopicRecord[]
  /** The text of the file, empty where it writes none. */
  readonly file: string
}

/** Sends the lines by UDP through every setting at once and gives what came out, by the name of the setting. */
export async function handOn(
  lines: readonly DeviceLine[],
  settings: readonly Setting[],
): Promise<ReadonlyMap<string, HandedOn>> {
  const folder = mkdtempSync(join(tmpdir(), 'sequor-shippers-'))
  const shippers: Shipper[] = []
  const kafka = await startKafka()
  try {
    const client = kafkaClient(kafka.brokers)
    const prefix = `sequor-test-${randomUUID().slice(0, 8)}`
    const topics = settings.map((_, index) => `${prefix}-${index}`)
    await createTopics(client, topics)
    try {
      for (const [index, { shipper, configuration }] of settings.entries()) {
        const own = { topic: topics[index]!, folder: join(folder, String(index)) }
        shippers.push(await startShipper(shipper, { configuration, brokers: kafka.brokers, ...own }))
      }
      await send(lines, shippers)
      const isAll = (records: readonly TopicRecord[]) => records.length >= lines.length * topics.length
      const records = await readTopics(client, { topics, withinMs: WITHIN_MS, isAll })
      const handedOn = new Map<string, HandedOn>()
      for (const [index, { name, writesFile }] of settings.entries()) {
        const own = records.filter(({ topic }) => topic === topics[index])
        const file = writesFile ? await fileWith(lines, shippers[index]!.logFile) : ''
        handedOn.set(name, { records: own.sort(byPlace), file })
      }
      return handedOn
    } finally {
      await Promise.all(shippers.map(({ program }) => program.stop()))
      await deleteTopics(client, topics)
    }
  } finally {
    await kafka.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function createTopics(client: Kafka, topics: readonly string[]): Promise<void> {
  const admin = client.admin()
  await admin.connect()
  await admin.createTopics({
    topics: topics.map(topic => ({
      topic,
      numPartitions: PARTITIONS,
      replicationFactor: 1,
      configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
    })),
  })
  await admin.disconnect()
}

async function deleteTopics(client: Kafka, topics: readonly string[]): Promise<void> {
  const admin = client.admin()
  await admin.connect()
  await admin.deleteTopics({ topics: [...topics] })
  await admin.disconnect()
}

async function send(lines: readonly DeviceLine[], shippers: readonly Shipper[]): Promise<void> {
  const socket = createSocket('udp4')
  for (const { line } of lines) {
    for (const { udpPort } of shippers) {
      await new Promise<void>((resolve, reject) => {
        socket.send(line, udpPort, '127.0.0.1', error => (error ? reject(error) : resolve()))
      })
    }
  }
  socket.close()
}

async function fileWith(lines: readonly DeviceLine[], path: string): Promise<string> {
  return await waitUntil(`${lines.length} lines in ${path}`, WITHIN_MS, () => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const whole = text.split('\n').slice(0, -1)
    return whole.filter(line => markOf(line) !== null).length >= lines.length ? text : false
  })
}

function byPlace(a: TopicRecord, b: TopicRecord): number {
  return a.partition - b.partition || Number(a.offset) - Number(b.offset)
}
