import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Service } from '../../src/cli/wire-service.ts'
import { copyingStore } from '../support/copying-store.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { pause, SHORT, Site } from '../support/service/bench-site.ts'
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import { serviceRules } from '../support/service/rules.ts'

const rules = serviceRules()
let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

/** Sends lines while `work` does what it does to the services, and compares what was published with what the lines imply. */
async function check(
  partitions: number,
  shards: number,
  work: (site: Site) => Promise<readonly Service[]>,
): Promise<void> {
  const site = new Site(server.brokers, rules, shards)
  await site.create(partitions)
  const sending = site.sendLines(8_000, partitions, partitions * 100 + shards)
  const services = await work(site)
  await sending
  const lines = await site.readLines()
  const lastLineMs = Math.max(...lines.map(({ timestampMs }) => timestampMs))
  const expected = expectedRevisions(lines, rules, SHORT, lastLineMs + 60_000)
  expect(expected.length).toBeGreaterThan(30)
  const published = await site.readIncidents(lastLineMs, expected.length)
  for (const service of services) await service.stop()
  await site.close()
  expect(
    differencesOf(
      expected,
      published.map(({ value }) => value.toString()),
    ),
  ).toEqual([])
}

describe.concurrent('the service publishes every revision once, in order, and no other', () => {
  it('with one process', () => check(4, 3, async site => [await site.start(copyingStore())]))

  it('with three processes, which come one after the other', () =>
    check(4, 4, async site => {
      const store = copyingStore()
      const services: Service[] = []
      for (let i = 0; i < 3; i++) {
        services.push(await site.start(store))
        await pause(1_500)
      }
      return services
    }))

  it('with one partition and twelve shards, and a process that leaves for another', () =>
    check(1, 12, async site => {
      const store = copyingStore()
      const first = await site.start(store)
      await pause(3_000)
      const second = await site.start(store)
      await first.stop()
      return [second]
    }))

  it('with windows that are lost: the log builds them again', () =>
    check(3, 2, async site => {
      const first = await site.start(copyingStore())
      await pause(4_000)
      await first.stop()
      return [await site.start(copyingStore())]
    }))
})
