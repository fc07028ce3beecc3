import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { openLookups } from '../../src/adapters/kafka/lookups.ts'
import { shardPublisher } from '../../src/adapters/kafka/shard-publisher.ts'
import { INCIDENTS_PAGE, publishedOf } from '../docs/incidents-page.ts'
import { fencesOf } from '../docs/markdown.ts'
import { startProgram } from '../support/child-program.ts'
import { kafkaClient } from '../support/kafka/kafka-client.ts'
import { kafkaJars } from '../support/kafka/kafka-jars.ts'
import { startKafka } from '../support/kafka/start-kafka.ts'
import { waitUntil } from '../support/wait-until.ts'

const namespace = `t-${randomUUID()}`
const names: Readonly<Record<string, string>> = {
  'sequor.incidents': `${namespace}.incidents`,
  'sequor.incidents.state': `${namespace}.state`,
}
const records = ['missed-updated-escalated-reopened', 'grouped', 'met'].flatMap(publishedOf)
const revisions = records.filter(({ topic }) => topic === 'sequor.incidents')
const folder = mkdtempSync(join(tmpdir(), 'sequor-subscribers-'))
let brokers: readonly string[]

/** What the page says under this name, of the topics of this test. */
function fromPage(info: string): string {
  const fence = fencesOf(INCIDENTS_PAGE).find(one => `${one.language} ${one.info}` === info)
  return fence!.text
    .replace(/sequor\.incidents(\.state)?/g, topic => names[topic]!)
    .replaceAll('my-tickets', `${namespace}-${info.replace(' ', '-')}`)
}

beforeAll(async () => {
  const server = await startKafka()
  brokers = server.brokers
  const kafka = kafkaClient(brokers)
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: Object.values(names).map(topic => ({ topic, numPartitions: 3 })) })
  await admin.createTopics({ topics: [{ topic: `${namespace}.matches`, numPartitions: 1 }] })
  await admin.disconnect()
  const lookups = await openLookups(kafka)
  const publisher = shardPublisher(kafka, lookups, {
    ...{ transactionalId: namespace, cursorGroup: namespace, matchesTopic: `${namespace}.matches`, shard: 0 },
    counts: new Map(),
  })
  await publisher.open()
  await publisher.publish(
    records.map(record => ({ ...record, topic: names[record.topic]! })),
    1,
  )
  await publisher.close()
  await lookups.close()
  return async () => {
    rmSync(folder, { recursive: true, force: true })
    await server.stop()
  }
})

it('kcat shows of the state topic what is open, and the rest as absent', async () => {
  const { stdout } = await promisify(execFile)('sh', ['-c', fromPage('sh subscriber-open')], {
    env: { ...process.env, BROKERS: brokers.join(',') },
  })
  const newest = new Map(
    stdout
      .trimEnd()
      .split('\n')
      .map(line => line.split(/ (.*)/s) as [string, string]),
  )
  const states = new Map(records.filter(({ topic }) => topic.endsWith('.state')).map(one => [one.key, one.value]))
  expect(newest).toEqual(new Map([...states].map(([key, value]) => [key, value ?? 'NULL'])))
  expect([...newest.values()].filter(value => value !== 'NULL')).toHaveLength(1)
})

/** Runs a subscriber until it has printed as many lines as there are revisions, and gives them. */
async function subscribed(command: string): Promise<string[]> {
  const output = join(folder, randomUUID())
  const program = startProgram('sh', ['-c', `exec ${command.trim()} > ${output}`], { BROKERS: brokers.join(',') })
  onTestFinished(program.stop)
  return waitUntil('the subscriber has read all', 60_000, () => {
    program.assertRunning()
    const lines = existsSync(output) ? readFileSync(output, 'utf8').split('\n').slice(0, -1) : []
    return lines.length >= revisions.length && lines
  })
}

it('kcat in a group reads each revision once, with its attributes', async () => {
  const lines = await subscribed(fromPage('sh subscriber-group'))
  const shown = revisions.map(({ key, value, headers }) => {
    const attributes = Object.entries(headers).map(([name, text]) => `${name}=${text}`)
    return `${key} ${attributes.join(',')} ${value}`
  })
  expect(lines.sort()).toEqual(shown.sort())
})

it('the subscriber in Java reads the revisions of each key in their order', async () => {
  const file = join(folder, 'Subscriber.java')
  writeFileSync(file, fromPage('java subscriber'))
  const lines = await subscribed(`java -Xmx128m -cp '${join(await kafkaJars(), '*')}' ${file}`)
  const ofKey = (all: readonly string[]) => Map.groupBy(all, line => line.split(' ')[1]!)
  const shown = revisions.map(({ key, value, headers }) => `${headers['ce_type']} ${key} ${value}`)
  expect(ofKey(lines)).toEqual(ofKey(shown))
})
