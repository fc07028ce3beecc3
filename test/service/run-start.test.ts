import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freeTcpPorts } from '../support/free-ports.ts'
import { readTopics } from '../support/kafka/read-topics.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { runSequor } from '../support/run-sequor.ts'
import { pause, type Site } from '../support/service/bench-site.ts'
import { SERVICE_RULES } from '../support/service/rules.ts'
import { onScene } from '../support/service/run-scene.ts'
import { waitUntil } from '../support/wait-until.ts'

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

const ONE = { partitions: 2, shards: 1 }

/** A waits for five seconds for this code. */
function waitingFor(code: string): string {
  return SERVICE_RULES.split('---')[0]!.replace('within: 1s', 'within: 5s').replace('TEST-5-B', code)
}

/** Hosts of the incidents that were published by now, waiting for so many. */
async function hostsOfIncidents(site: Site, count: number): Promise<string[]> {
  const topics = [`${site.namespace}.incidents`]
  const records = await readTopics(site.kafka, { topics, withinMs: 30_000, isAll: read => read.length >= count })
  return records.map(({ value }) => (JSON.parse(value.toString()) as { key: { host: string } }).key.host)
}

describe.concurrent('the first start', () => {
  it('makes no incidents of a history, and of all that came since also if it was down', () =>
    onScene(server, ONE, async ({ site, processes }) => {
      await site.sendLine(0, 'before', 'A')
      await site.sendLine(1, 'before', 'A')
      const first = await processes.start(['start=now'])
      await site.sendLine(0, 'while-it-ran', 'A')
      await pause(500)
      await first.kill()
      await site.sendLine(1, 'while-it-was-down', 'A')
      await processes.start(['start=now'])
      const hosts = await hostsOfIncidents(site, 2)
      expect(new Set(hosts)).toEqual(new Set(['while-it-ran', 'while-it-was-down']))
    }))

  it.each([
    ['another layout', 'layout.reorder=300ms', 'layout.reorder is 300ms, not 200ms'],
    [
      'other topics',
      'lines.topics=somewhere-else',
      'lines.topics is somewhere-else, but this namespace reads lines-t-',
    ],
  ])('decides for all: a process with %s is refused', (_, set, message) =>
    onScene(server, ONE, async ({ site, processes }) => {
      const admin = site.kafka.admin()
      await admin.connect()
      await admin.createTopics({
        waitForLeaders: false,
        topics: [
          { topic: 'somewhere-else', configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }] },
        ],
      })
      await admin.disconnect()
      const first = await processes.start()
      const second = await processes.launch([set])
      expect(await second.ended).toBe(4)
      expect(second.output()).toContain(message)
      first.assertRunning()
    }),
  )

  it('takes other topics once `topics create` has settled them', () =>
    onScene(server, ONE, async ({ site, processes }) => {
      const added = `added-${site.namespace}`
      const admin = site.kafka.admin()
      await admin.connect()
      const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }]
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic: added, configEntries }] })
      const first = await processes.start()
      await site.sendLine(0, 'one', 'A')
      await hostsOfIncidents(site, 1)
      const more = `lines.topics=${site.lines},${added}`
      const created = await runSequor(['topics', 'create', ...site.flags([more])])
      expect(created).toMatchObject({ code: 0 })
      first.signal('SIGTERM')
      await first.ended
      await processes.start([more])
      const producer = site.kafka.producer()
      await producer.connect()
      await producer.send({ topic: added, messages: [{ value: '<189>1: two: %TEST-5-A: x' }] })
      await producer.disconnect()
      await waitUntil('there are two', 60_000, async () => (await hostsOfIncidents(site, 2)).includes('two'))
      await admin.disconnect()
    }))

  it('waits for brokers, alive and not ready, until it is stopped', () =>
    onScene(server, ONE, async ({ processes }) => {
      const [port] = await freeTcpPorts(1)
      const process = await processes.launch([`kafka.brokers=127.0.0.1:${port}`])
      await waitUntil('it waits', 30_000, async () => process.output().includes('waits for Kafka'))
      expect((await fetch(`${process.httpUrl}/livez`)).status).toBe(200)
      const ready = await fetch(`${process.httpUrl}/readyz`)
      expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('is still agreeing')])
      process.signal('SIGTERM')
      expect(await process.ended).toBe(0)
    }))

  it('serves metrics of what it has read and published, and is ready', () =>
    onScene(server, ONE, async ({ site, processes }) => {
      const process = await processes.start()
      await site.sendLine(0, 'one', 'A')
      await hostsOfIncidents(site, 1)
      expect((await fetch(`${process.httpUrl}/readyz`)).status).toBe(200)
      const text = await (await fetch(`${process.httpUrl}/metrics`)).text()
      expect(text).toContain(`sequor_input_records_total{topic="${site.lines}",partition="0"} 1\n`)
      expect(text).toContain('sequor_correlate_incidents_total 1\n')
    }))

  it('has ended soon when there is nothing to store, also without Redis', () =>
    onScene(server, ONE, async ({ processes, redis }) => {
      const process = await processes.start()
      await redis.kill()
      await pause(1_500)
      process.signal('SIGTERM')
      await waitUntil('it says so', 10_000, async () => process.output().includes('has stopped'))
      const soon = await Promise.race([process.ended, pause(1_000)])
      expect(soon).toBe(0)
    }))

  it.each([
    ['at once on the second signal', '60s', 'SIGTERM came again'],
    ['when the time to stop is over', '2s', 'the time to stop is over'],
  ])('ends %s, also where Redis does not let it store', (_, within, message) =>
    onScene(server, ONE, async ({ site, processes, redis }) => {
      const process = await processes.start([`shutdown.within=${within}`])
      await redis.kill()
      await site.sendLine(0, 'one', 'A')
      await pause(1_500)
      process.signal('SIGTERM')
      await pause(1_000)
      process.assertRunning()
      if (within === '60s') process.signal('SIGTERM')
      const ended = await process.ended
      expect([ended, process.output()]).toEqual([130, expect.stringContaining(message)])
    }),
  )

  it('is refused on a topic that breaks a promise, with the command that mends it', () =>
    onScene(server, ONE, async ({ site, processes }) => {
      const admin = site.kafka.admin()
      await admin.connect()
      await admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: 2,
            name: `${site.namespace}.matches-g1`,
            configEntries: [{ name: 'retention.ms', value: '86400000' }],
          },
        ],
      })
      await admin.disconnect()
      const refused = await processes.launch()
      expect(await refused.ended).toBe(4)
      expect(refused.output()).toMatch(/retention\.ms is 86400000[\s\S]*kafka-configs\.sh/)
    }))

  it('is refused on a Redis that evicts', () =>
    onScene(server, ONE, async ({ processes, redis }) => {
      await redis.restart('nothing', ['--maxmemory-policy', 'allkeys-lru'])
      const refused = await processes.launch()
      expect(await refused.ended).toBe(4)
      expect(refused.output()).toContain('redis-cli CONFIG SET maxmemory-policy noeviction')
    }))
})

it.concurrent.each([
  ['', false],
  [', also where Redis has lost everything', true],
])('a rule that changes declares no absence that spans the change, and goes on behind it%s', (_, isEmptied) =>
  onScene(server, ONE, async ({ site, processes, redis }) => {
    processes.writeRules(waitingFor('TEST-5-B'))
    const old = await processes.start()
    await site.sendLine(0, 'before', 'A')
    await hostsOfIncidents(site, 1)
    await site.sendLine(0, 'spans', 'A')
    await pause(2_000)
    await old.kill()
    if (isEmptied) await redis.restart('nothing')
    processes.writeRules(waitingFor('TEST-5-C'))
    await processes.start()
    // One that comes while not all partitions are taken over yet spans the change, too.
    await pause(12_000)
    await site.sendLine(0, 'behind', 'A')
    // What was told before the change is told once, and its end too.
    expect((await hostsOfIncidents(site, 3)).sort()).toEqual(['before', 'before', 'behind'])
  }),
)
