import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChildProgram } from '../support/child-program.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { seededChance } from '../support/seeded-random.ts'
import { pause } from '../support/service/bench-site.ts'
import { whileLinesCome } from '../support/service/run-scene.ts'

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

describe.concurrent('sequor run publishes every revision once, in order, and no other', () => {
  it('while processes are killed ten times', () =>
    whileLinesCome(server, { partitions: 4, shards: 4, forMs: 40_000 }, async ({ processes }) => {
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
    whileLinesCome(server, { partitions: 3, shards: 3, forMs: 20_000 }, async ({ processes, redis }) => {
      await processes.start()
      await pause(5_000)
      await redis.restart('nothing')
      await processes.start()
      await pause(5_000)
      await redis.restart('nothing')
    }))

  it('with processes that are asked to stop under load, one after the other, and say so', () =>
    whileLinesCome(server, { partitions: 4, shards: 4, forMs: 20_000 }, async ({ processes }) => {
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

  it('with a Redis that is away for a while', () =>
    whileLinesCome(server, { partitions: 2, shards: 4, forMs: 30_000 }, async ({ processes, redis }) => {
      const first = await processes.start()
      await processes.start()
      await pause(3_000)
      await redis.kill()
      await pause(20_000)
      first.assertRunning()
      expect(first.output()).toMatch(/redis: .* waits/)
      expect((await fetch(`${first.httpUrl}/livez`)).status).toBe(200)
      expect(await (await fetch(`${first.httpUrl}/readyz`)).text()).toContain('waits for redis')
      await redis.restart('disk')
    }))
})
