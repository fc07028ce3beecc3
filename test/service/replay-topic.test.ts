import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { readTopics } from '../support/kafka/read-topics.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { type Ran, recordsOf, runSequor } from '../support/run-sequor.ts'
import { pause } from '../support/service/bench-site.ts'
import { differencesOf } from '../support/service/oracle.ts'
import { SERVICE_RULES } from '../support/service/rules.ts'
import { onScene, type Scene } from '../support/service/run-scene.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

/** The lines of an NDJSON output as the service would have published them. */
function asLive(ran: Ran): readonly string[] {
  return ran.stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.replace(/"replay":true\}$/, '"replay":false}'))
}

async function groupsOf({ site }: Scene): Promise<readonly string[]> {
  const admin = site.kafka.admin()
  await admin.connect()
  const { groups } = await admin.listGroups()
  await admin.disconnect()
  return groups
    .map(({ groupId }) => groupId)
    .filter(id => id.includes(site.namespace))
    .sort()
}

/** Sends lines while a service runs, waits until all is decided, and ends it. Gives what it published. */
async function lived({ site, processes }: Scene, forMs: number): Promise<readonly string[]> {
  const service = await processes.start()
  await site.sendLines(forMs, 3, 7)
  const lines = await site.readLines()
  const published = await site.readIncidents(Math.max(...lines.map(({ timestampMs }) => timestampMs)), 30)
  service.signal('SIGTERM')
  await service.ended
  return published.map(({ value }) => value.toString())
}

describe('sequor replay of a topic', () => {
  it('gives what the live service published, in every byte but `replay`, and is in no group', () =>
    onScene(server, { partitions: 3, shards: 4 }, async scene => {
      const { site } = scene
      const rules = temporaryFolder({ 'rules.yaml': SERVICE_RULES })
      const flags = ['--rules', rules(), '--format', 'ndjson', ...site.flags()]
      const published = await lived(scene, 8_000)
      expect(published.length).toBeGreaterThan(30)
      const groups = await groupsOf(scene)

      const whole = await runSequor(['replay', ...flags])
      expect(whole.stderr).not.toContain('error:')
      expect(whole.code).toBe(0)
      expect(differencesOf(published, asLive(whole))).toEqual([])
      expect(await groupsOf(scene)).toEqual(groups)

      // A part of it is that part of the whole: what opened there, as far as it was known then.
      const openedMs = (text: string) => Date.parse((JSON.parse(text) as Incident).opened_at)
      const times = [...new Set(published.map(openedMs))].toSorted()
      const [fromMs, toMs] = [times[Math.floor(times.length / 4)]!, times.at(-1)!]
      const range = ['--from', new Date(fromMs).toISOString(), '--to', `+${toMs - fromMs}ms`]
      const ran = await runSequor(['replay', ...range, ...flags])
      expect(ran).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error:') })
      const part = asLive(ran)
      expect(part.filter(text => openedMs(text) < fromMs || openedMs(text) >= toMs)).toEqual([])
      const live = new Set(published)
      expect(part.filter(text => live.has(text)).length).toBeGreaterThan(0)

      // Offsets of one partition: what stands elsewhere is not read.
      const offsets = await runSequor(['replay', '--offsets', '1:2..12', ...flags])
      expect(offsets.stderr).toMatch(/^10 lines/)
      const topics = recordsOf<Incident>(offsets).flatMap(({ events }) => events.map(({ origin }) => origin.partition))
      expect(topics.every(partition => partition === 1)).toBe(true)
    }))

  it('does not see what a transaction wrote that was taken back, and reads to the end behind it', () =>
    onScene(server, { partitions: 1, shards: 1 }, async ({ site }) => {
      await site.sendLine(0, 'one', 'A')
      const producer = site.kafka.producer({
        transactionalId: site.namespace,
        idempotent: true,
        maxInFlightRequests: 1,
      })
      await producer.connect()
      const transaction = await producer.transaction()
      await transaction.send({ topic: site.lines, messages: [{ value: site.line(2, 'A', new Date()), partition: 0 }] })
      await transaction.abort()
      await producer.disconnect()
      await pause(1_500)
      const rules = temporaryFolder({ 'rules.yaml': SERVICE_RULES })
      const ran = await runSequor(['replay', '--rules', rules(), '--format', 'ndjson', ...site.flags()])
      expect(ran.stderr).toMatch(/^1 line,/)
      expect(new Set(recordsOf<Incident>(ran).map(({ dedup_key }) => dedup_key))).toEqual(
        new Set(['answered:host=one']),
      )
    }))

  it('writes to a topic what it found, marked, and to a live one only where that is asked for', () =>
    onScene(server, { partitions: 1, shards: 1 }, async ({ site }) => {
      for (const code of ['A', 'B', 'A', 'A']) await site.sendLine(0, 'one', code)
      await pause(2_500)
      const rules = temporaryFolder({ 'rules.yaml': SERVICE_RULES })
      const flags = ['--rules', rules(), ...site.flags()]
      const found = await runSequor(['replay', '--format', 'ndjson', ...flags])
      const lines = found.stdout.trim().split('\n')
      expect(lines.length).toBeGreaterThan(2)
      const live = `${site.namespace}.incidents`
      const refused = await runSequor(['replay', '--output-topic', live, ...flags])
      expect(refused.stderr).toContain('or add --publish')
      expect(refused.code).toBe(3)
      const written = await runSequor(['replay', '--output-topic', live, '--publish', ...flags])
      expect(written).toMatchObject({ code: 0, stdout: '' })
      const records = await readTopics(site.kafka, {
        topics: [live],
        withinMs: 20_000,
        isAll: read => read.length >= lines.length,
      })
      expect(records.map(({ value }) => value.toString()).toSorted()).toEqual(lines.toSorted())
      for (const { headers, key, value } of records) {
        const { id, revision, dedup_key, replay } = JSON.parse(value.toString()) as Incident
        expect({ replay, key }).toEqual({ replay: true, key: dedup_key })
        expect(headers).toMatchObject({
          ce_replay: 'true',
          ce_id: `${id}:${revision}`,
          ce_source: `/sequor/${site.namespace}`,
        })
      }
    }))

  it('says that there is no such topic, and that no broker answers', async () => {
    const brokers = server.brokers.join(',')
    const none = await runSequor(['replay', '--kafka', brokers, '--topic', 'no-such-topic'])
    expect(none.stderr).toContain('error: there is no topic no-such-topic')
    expect(none.code).toBe(4)
    const away = await runSequor(['replay', '--kafka', '127.0.0.1:9', '--topic', 'lines'])
    expect(away.stderr).toContain('error: no broker answers at 127.0.0.1:9')
    expect(away.code).toBe(4)
  })
})
