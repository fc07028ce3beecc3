import { expect } from 'vitest'
import type { KafkaServer } from '../kafka/start-kafka.ts'
import { startRedis, type TestRedis } from '../redis/start-redis.ts'
import { SHORT, Site } from './bench-site.ts'
import { differencesOf, expectedRevisions } from './oracle.ts'
import { serviceRules } from './rules.ts'
import { RunProcesses } from './run-processes.ts'

const rules = serviceRules()

/** A site with a Redis of its own, where `sequor run` is started as an operator does. */
export interface Scene {
  readonly site: Site
  readonly processes: RunProcesses
  readonly redis: TestRedis
}

export interface SceneSize {
  readonly partitions: number
  readonly shards: number
}

/** Sets a scene, and takes it away behind `work`. */
export async function onScene(
  kafka: KafkaServer,
  { partitions, shards }: SceneSize,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  const site = new Site(kafka.brokers, rules, shards)
  const redis = await startRedis()
  const processes = new RunProcesses(site, redis.port)
  try {
    await site.create(partitions)
    await work({ site, processes, redis })
  } finally {
    await processes.end()
    await redis.stop()
    await site.close()
  }
}

/** Sends lines for so long while `work` does what it does to the processes, and compares what was published with what the lines imply. */
export function whileLinesCome(
  kafka: KafkaServer,
  size: SceneSize & { readonly forMs: number },
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  return onScene(kafka, size, async scene => {
    const sending = scene.site.sendLines(size.forMs, size.partitions, size.partitions * 100 + size.shards)
    await Promise.all([work(scene), sending])
    await expectEveryRevisionOnce(scene)
  })
}

export async function expectEveryRevisionOnce({ site }: Scene): Promise<void> {
  const lines = await site.readLines()
  const lastLineMs = Math.max(...lines.map(({ timestampMs }) => timestampMs))
  const expected = expectedRevisions(lines, rules, SHORT, lastLineMs + 60_000)
  expect(expected.length).toBeGreaterThan(30)
  const published = await site.readIncidents(lastLineMs, expected.length)
  const texts = published.map(({ value }) => value.toString())
  expect(differencesOf(expected, texts)).toEqual([])
}
