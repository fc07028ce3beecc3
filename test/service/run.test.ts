import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChildProgram } from '../support/child-program.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { startRedis, type TestRedis } from '../support/redis/start-redis.ts'
import { seededChance } from '../support/seeded-random.ts'
import { pause, SHORT, Site } from '../support/service/bench-site.ts'
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import { serviceRules } from '../support/service/rules.ts'
import { RunProcesses } from '../support/service/run-processes.ts'

const rules = serviceRules()
let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

interface Scene {
  readonly site: Site
  readonly processes: RunProcesses
  readonly redis: TestRedis
}

/** Sends lines for so long while `work` does what it does to the processes, and compares what was published with what the lines imply. */
async function check(
  { partitions, shards, forMs }: { partitions: number; shards: number; forMs: number },
  work: (scene: Scene) => Promise<void>,
  kafka: KafkaServer = server,
): Promise<void> {
  const site = new Site(kafka.brokers, rules, shards)
  const redis = await startRedis()
  const processes = new RunProcesses(site, redis.port)
  try {
    await site.create(partitions)
    const sending = site.sendLines(forMs, partitions, partitions * 100 + shards)
    await work({ site, processes, redis })
    await sending
    const lines = await site.readLines()
    const lastLineMs = Math.max(...lines.map(({ timestampMs }) => timestampMs))
    const expected = expectedRevisions(lines, rules, SHORT, lastLineMs + 60_000)
    expect(expected.length).toBeGreaterThan(30)
    const published = await site.readIncidents(lastLineMs, expected.length)
    const texts = published.map(({ value }) => value.toString())
    expect(differencesOf(expected, texts)).toEqual([])
  } finally {
    await processes.end()
    await redis.stop()
    await site.close()
  }
}

describe.concurrent('sequor run publishes every revision once, in order, and no other', () => {
  it('while processes are killed ten times', () =>
    check({ partitions: 4, shards: 4, forMs: 40_000 }, async ({ processes }) => {
      const chance = seededChance(9)
      const running: ChildProgram[] = await Promise.all([processes.start(), processes.start(), processes.start()])
      for (let killed = 0; killed < 10; killed++) {
        await pause(chance.between(500, 4_000))
        const victim = chance.between(0, 2)
        await running[victim]!.kill()
        running[victim] = await processes.start()
      }
    }))

  it('with a Redis that is killed and comes back empty', () =>
    check({ partitions: 3, shards: 3, forMs: 20_000 }, async ({ processes, redis }) => {
      await processes.start()
      await pause(5_000)
      await redis.restart('nothing')
      await processes.start()
      await pause(5_000)
      await redis.restart('nothing')
    }))

  it('with processes that are asked to stop under load, one after the other, and say so', () =>
    check({ partitions: 4, shards: 4, forMs: 20_000 }, async ({ processes }) => {
      let old = await processes.start()
      for (let i = 0; i < 3; i++) {
        await pause(2_500)
        const next = await processes.start()
        old.signal('SIGTERM')
        expect(await old.ended).toBe(0)
        expect(old.output()).toContain('has stopped')
        old = next
      }
    }))
})
