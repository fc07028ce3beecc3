import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileRules } from '../../src/core/rule-set.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { parseMetrics } from '../support/parse-metrics.ts'
import { pause, SHORT } from '../support/service/bench-site.ts'
import { judgementOf, revisionsOf } from '../support/service/judged-log.ts'
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import { readJudgedLog } from '../support/service/read-judged-log.ts'
import { CHANGED_RULES, rulesIn, SERVICE_RULES, UNCHANGED } from '../support/service/rules.ts'
import type { RunProcess } from '../support/service/run-processes.ts'
import { onScene, type Scene } from '../support/service/run-scene.ts'
import { waitUntil } from '../support/wait-until.ts'

const SIZE = { partitions: 4, shards: 3 }
const LOOKS = ['rules.watch=300ms']
const NO_LOOKS = ['rules.watch=0s']
const BEFORE = rulesIn(SERVICE_RULES)
const BEHIND = rulesIn(CHANGED_RULES)
const KEPT = compileRules(BEFORE.rules.filter(({ id }) => UNCHANGED.includes(id)))

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

/** Changes rules while lines come, and holds what was published against what lines and logs imply. */
function whileRulesChange(forMs: number, work: (scene: Scene) => Promise<void>): Promise<void> {
  return onScene(server, SIZE, async scene => {
    const { site, processes } = scene
    await Promise.all([work(scene), site.sendLines(forMs, SIZE.partitions, forMs)])
    const lines = await site.readLines()
    const lastLineMs = Math.max(...lines.map(({ timestampMs }) => timestampMs))
    const published = (await site.readIncidents(lastLineMs, 1)).map(({ value }) => value.toString())
    await Promise.all(processes.running().map(process => process.kill()))
    const log = await readJudgedLog(site, [BEFORE, BEHIND])
    const { faults, lines: judged } = judgementOf(log, lines)
    expect(faults).toEqual([])
    expect([...judged.values()].sort((a, b) => a - b)).toHaveLength(2)
    expect(Math.min(...judged.values())).toBeGreaterThan(100)
    // Of rules that changed, what the log of matches says: each revision once, and no other.
    expect(differencesOf(revisionsOf(log, lastLineMs + 60_000), published)).toEqual([])
    // Of those that did not, what the lines say, as if nothing had been changed.
    const expected = expectedRevisions(lines, KEPT, SHORT, lastLineMs + 60_000)
    expect(expected.length).toBeGreaterThan(30)
    expect(
      differencesOf(
        expected,
        published.filter(json => UNCHANGED.includes(ruleIn(json))),
      ),
    ).toEqual([])
    expect(published.some(json => ruleIn(json) === 'seen')).toBe(true)
  })
}

function ruleIn(json: string): string {
  return (JSON.parse(json) as { rule: { id: string } }).rule.id
}

async function hasTaken(process: RunProcess, times: number): Promise<void> {
  await waitUntil('the rules are taken', 30_000, () => process.output().split('and are taken').length > times)
}

describe.concurrent('each line is judged by one set of rules a shard, and incidents of unchanged rules are those of the lines', () => {
  it('while the files of three processes are swapped there and back, as a ConfigMap is, and one process is killed', () =>
    whileRulesChange(30_000, async ({ processes }) => {
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => processes.start(LOOKS)))
      for (const [times, text] of [CHANGED_RULES, SERVICE_RULES, CHANGED_RULES].entries()) {
        await pause(4_000)
        processes.writeRules(text)
        await Promise.all(others.map(process => hasTaken(process, times + 1)))
        if (times === 0) await first!.kill()
      }
    }))

  it('while processes take them one after the other, at SIGHUP', () =>
    whileRulesChange(30_000, async ({ processes }) => {
      const running = await Promise.all([1, 2, 3].map(() => processes.start(NO_LOOKS)))
      processes.writeRules(CHANGED_RULES)
      for (const process of running) {
        await pause(4_000)
        expect(process.output()).not.toContain('are taken')
        process.signal('SIGHUP')
        await hasTaken(process, 1)
      }
    }))

  it('while processes with other rules take the place of those that run, one after the other', () =>
    whileRulesChange(40_000, async ({ processes }) => {
      const old = await Promise.all([1, 2, 3].map(() => processes.start(NO_LOOKS)))
      processes.writeRules(CHANGED_RULES)
      await pause(4_000)
      for (const process of old) {
        await processes.start(NO_LOOKS)
        process.signal('SIGTERM')
        expect(await process.ended).toBe(0)
        await pause(2_000)
      }
    }))
})

it('faulty rules leave those of before running, and log, metrics and /readyz?verbose say so until they are mended', () =>
  onScene(server, { partitions: 1, shards: 1 }, async ({ processes }) => {
    const process = await processes.start(LOOKS)
    const { httpUrl } = process
    const ready = async () => (await fetch(`${httpUrl}/readyz?verbose`)).text()
    const series = async (name: string) => {
      const text = await (await fetch(`${httpUrl}/metrics`)).text()
      return parseMetrics(text, 'prometheus').get(name)!.samples
    }
    const counted = async (outcome: string) =>
      (await series('sequor_rules_changes_total')).find(({ labels }) => labels['outcome'] === outcome)!.value
    await waitUntil('it is ready', 30_000, async () => (await ready()).includes('readyz check passed'))
    expect(await ready()).toContain('[+]rules ok\n')
    const [before] = await series('sequor_rules_active')
    processes.writeRules(SERVICE_RULES.replace('within: 1s', 'within: 1 second'))
    await waitUntil('they are refused', 30_000, async () => (await counted('refused')) === 1)
    expect(await ready()).toMatch(
      /\[\+\]rules are those of before, as the files are faulty: .*rules\.yaml:5:\d+: error: .*\n/,
    )
    expect(process.output()).toMatch(
      /"level":"error","message":"the rules have changed, and are not taken: .*rules\.yaml:5:/,
    )
    expect((await series('sequor_rules_stale'))[0]!.value).toBe(1)
    expect(await series('sequor_rules_active')).toEqual([before])
    processes.writeRules(CHANGED_RULES)
    await waitUntil('they are taken', 30_000, async () => (await counted('taken')) === 1)
    expect(await ready()).toContain('[+]rules ok\n')
    expect((await series('sequor_rules_stale'))[0]!.value).toBe(0)
    expect((await series('sequor_rules_active'))[0]!.labels['set']).not.toBe(before!.labels['set'])
  }))
