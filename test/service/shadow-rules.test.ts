import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileRules } from '../../src/core/rule-set.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { parseMetrics } from '../support/parse-metrics.ts'
import { pause, SHORT, type Site } from '../support/service/bench-site.ts'
import { judgementOf, revisionsOf } from '../support/service/judged-log.ts'
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import { readJudgedLog, readWhole } from '../support/service/read-judged-log.ts'
import { rulesIn, SERVICE_RULES } from '../support/service/rules.ts'
import { onScene, type Scene } from '../support/service/run-scene.ts'
import { waitUntil } from '../support/wait-until.ts'

const SIZE = { partitions: 3, shards: 3 }
const OF_SHADOW = ['again', 'many']
const LIVE_TEXT = SERVICE_RULES
const SHADOW_TEXT = OF_SHADOW.reduce((text, id) => text.replace(`id: ${id}\n`, `id: ${id}\nshadow: true\n`), LIVE_TEXT)
const LIVE = rulesIn(LIVE_TEXT)
const SHADOW = rulesIn(SHADOW_TEXT)

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

/** Sends lines while `work` does what it does, and gives all that was published of them. */
async function publishedWhile(forMs: number, scene: Scene, work: () => Promise<void>) {
  const { site, processes } = scene
  await Promise.all([work(), site.sendLines(forMs, SIZE.partitions, forMs)])
  const lines = await site.readLines()
  const lastLineMs = Math.max(...lines.map(({ timestampMs }) => timestampMs))
  const incidents = textsOf(await site.readIncidents(lastLineMs, 1))
  const counted = await shadowsCounted(processes.running().map(({ httpUrl }) => httpUrl))
  await Promise.all(processes.running().map(process => process.kill()))
  const shadows = textsOf(await readWhole(site, `${site.namespace}.shadow-incidents`))
  await expectNoStateOfShadows(site)
  return { lines, lastLineMs, incidents, shadows, counted }
}

function textsOf(records: readonly { readonly value: Buffer }[]): string[] {
  return records.map(({ value }) => value.toString())
}

async function shadowsCounted(urls: readonly string[]): Promise<number> {
  const texts = await Promise.all(urls.map(async url => (await fetch(`${url}/metrics`)).text()))
  const samples = texts.flatMap(
    text => parseMetrics(text, 'prometheus').get('sequor_correlate_shadow_incidents_total')!.samples,
  )
  return samples.reduce((sum, { value }) => sum + value, 0)
}

/** What a shadow rule finds must neither stand among what is open, nor take anything out of it. */
async function expectNoStateOfShadows(site: Site): Promise<void> {
  const state = await readWhole(site, `${site.namespace}.incidents.state`)
  expect(state.length).toBeGreaterThan(10)
  expect([...new Set(state.map(({ headers }) => headers['ce_source']))]).toEqual([`/sequor/${site.namespace}`])
  expect(state.filter(({ value }) => isOfShadow(value.toString()))).toEqual([])
}

function isOfShadow(json: string): boolean {
  return json.includes('"shadow":true')
}

/** What is left if nobody knew of shadows. */
function asLive(json: string): string {
  const { shadow: _, rule, ...incident } = JSON.parse(json) as { shadow?: true; rule: { id: string } }
  return JSON.stringify({ ...incident, rule: rule.id })
}

describe.concurrent('shadow rules', () => {
  it('tell what they would tell live, to a topic of their own and nowhere else', () =>
    onScene(server, SIZE, async scene => {
      const { processes } = scene
      processes.writeRules(SHADOW_TEXT)
      const { lines, lastLineMs, ...published } = await publishedWhile(20_000, scene, async () => {
        await Promise.all([processes.start(), processes.start()])
      })
      const ofRules = (ids: readonly string[]) => compileRules(LIVE.rules.filter(({ id }) => ids.includes(id)))
      const expected = (ids: readonly string[]) => expectedRevisions(lines, ofRules(ids), SHORT, lastLineMs + 60_000)
      const wouldBe = expected(OF_SHADOW)
      expect(wouldBe.length).toBeGreaterThan(10)
      expect(published.shadows.every(isOfShadow)).toBe(true)
      expect(differencesOf(wouldBe.map(asLive), published.shadows.map(asLive))).toEqual([])
      expect(published.counted).toBe(wouldBe.length)
      const incidents = expected(LIVE.rules.map(({ id }) => id).filter(id => !OF_SHADOW.includes(id)))
      expect(differencesOf(incidents, published.incidents)).toEqual([])
    }))

  it('become live while lines come, and shadows again: each revision once, in the one topic or in the other', () =>
    onScene(server, SIZE, async scene => {
      const { site, processes } = scene
      processes.writeRules(SHADOW_TEXT)
      const { lines, lastLineMs, ...published } = await publishedWhile(30_000, scene, async () => {
        const running = await Promise.all([1, 2].map(() => processes.start(['rules.watch=300ms'])))
        for (const [times, text] of [LIVE_TEXT, SHADOW_TEXT].entries()) {
          await pause(6_000)
          processes.writeRules(text)
          const taken = () => running.every(process => process.output().split('and are taken').length > times + 1)
          await waitUntil('they are taken', 30_000, taken)
          // Behind the next barrier: until all partitions are tagged by the new rules those of before are not gone.
          await pause(1_000)
          if (times === 0) await running.shift()!.kill()
        }
      })
      const log = await readJudgedLog(site, [LIVE, SHADOW])
      expect(judgementOf(log, lines).faults).toEqual([])
      const revisions = revisionsOf(log, lastLineMs + 60_000)
      const [shadows, incidents] = [true, false].map(wanted => revisions.filter(json => isOfShadow(json) === wanted))
      expect(shadows!.some(json => json.includes('"rule_changed"'))).toBe(true)
      expect(differencesOf(shadows!, published.shadows)).toEqual([])
      expect(differencesOf(incidents!, published.incidents)).toEqual([])
      expect(published.incidents.some(json => json.includes('"rule":{"id":"again"'))).toBe(true)
    }))
})
