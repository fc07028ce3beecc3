import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTopics } from '../support/kafka/read-topics.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { pause, type Site } from '../support/service/bench-site.ts'
import { onScene } from '../support/service/run-scene.ts'

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

const ONE = { partitions: 1, shards: 1 }

/** The key and revision of each incident record, waiting for so many. */
async function incidents(site: Site, count: number): Promise<string[]> {
  const topics = [`${site.namespace}.incidents`]
  const records = await readTopics(site.kafka, { topics, withinMs: 60_000, isAll: read => read.length >= count })
  return records.map(({ value }) => {
    const { dedup_key, revision, id } = JSON.parse(value.toString()) as Record<string, string>
    return `${dedup_key} ${revision} ${id}`
  })
}

/** Does what retention does: what lies below the end of the topic's only partition is gone. */
async function forget(site: Site, topic: string): Promise<void> {
  const admin = site.kafka.admin()
  await admin.connect()
  const [bounds] = await admin.fetchTopicOffsets(topic)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: bounds!.high }] })
  await admin.disconnect()
}

describe.concurrent('sequor run', () => {
  it('goes over lines that retention has taken before they were read', () =>
    onScene(server, ONE, async ({ site, processes }) => {
      const first = await processes.start()
      await site.sendLine(0, 'one', 'A')
      expect(await incidents(site, 1)).toHaveLength(1)
      await first.kill()
      await site.sendLine(0, 'lost', 'A')
      await forget(site, site.lines)
      await processes.start()
      await site.sendLine(0, 'two', 'A')
      // The first one ends meanwhile, which is a revision of its own.
      const found = await incidents(site, 3)
      expect(found.map(text => text.split(' ')[0])).toEqual(expect.arrayContaining(['answered:host=two']))
      expect(found.some(text => text.includes('host=lost'))).toBe(false)
    }))

  it('publishes nothing again where both Redis and the beginning of the matches topic are gone', () =>
    onScene(server, ONE, async ({ site, processes, redis }) => {
      const first = await processes.start()
      await site.sendLine(0, 'one', 'A')
      await incidents(site, 2)
      await pause(2_000)
      first.signal('SIGTERM')
      await first.ended
      await forget(site, `${site.namespace}.matches-g1`)
      await redis.restart('nothing')
      await processes.start()
      await site.sendLine(0, 'two', 'A')
      const found = await incidents(site, 4)
      await pause(3_000)
      expect(found.toSorted()).toEqual([...new Set(found)].toSorted())
      expect(found.filter(text => text.startsWith('answered:host=one')).map(text => text.split(' ')[1])).toEqual([
        '1',
        '2',
      ])
      expect(found.filter(text => text.startsWith('answered:host=two')).map(text => text.split(' ')[1])).toEqual([
        '1',
        '2',
      ])
    }))
})
