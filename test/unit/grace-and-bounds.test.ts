import { describe, expect, it } from 'vitest'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import type { Reason } from '../../src/core/reason.ts'
import type { Pattern, Rule } from '../../src/core/rule.ts'
import type { ReferenceLine } from '../support/reference.ts'
import { runLog } from '../support/run-log.ts'
import { sampleOutcome, sampleRule } from '../support/sample-rules.ts'

const START_MS = Date.UTC(2024, 6, 9, 12)

type Entry = readonly [atMs: number, event: string, host?: string]

function run(rule: Rule, entries: readonly Entry[], endMs = 3_600_000) {
  const lines = entries.map(([atMs, event, host = 'h'], offset): ReferenceLine => {
    const at = START_MS + atMs
    const times = { arrival: at, stampMs: at, resolutionMs: 0, shiftMs: 0, unset: false, sequence: null }
    const place = { topic: 'lines', partition: 0, offset, rule, key: [host], group: [host] }
    return { ...times, ...place, host, code: 'TEST-5-X', text: `${event} ${offset}`, events: [event] }
  })
  const reasons: Reason[] = []
  const outputs = runLog({ rules: [rule], layout: DEFAULT_LAYOUT, lines, endMs: START_MS + endMs }, reason =>
    reasons.push(reason),
  )
  const since = (iso: string) => Date.parse(iso) - START_MS
  const told = outputs.map(({ incident: { action, updated_at, key, count, elapsed_ms } }) => ({
    ...{ action, at: since(updated_at), host: key['host'], count, elapsed_ms },
  }))
  return { told, reasons }
}

const grace = { after: ['boot'], forMs: 60_000 }
const answered: Pattern = { kind: 'expectation', after: 'a', expect: 'b', withinMs: 10_000 }
const fired = { fired: sampleOutcome({ resolve: { on: ['b'], quietMs: null } }) }

describe('grace', () => {
  it('says nothing of what is over before its end, and opens at its end what is not', () => {
    const rule = sampleRule(answered, { grace, outcomes: { missed: sampleOutcome() } })
    const quiet = run(rule, [
      [0, 'boot'],
      [5_000, 'a'],
      [50_000, 'b'],
    ])
    expect(quiet.told).toEqual([])
    expect(quiet.reasons).toEqual(expect.arrayContaining(['missed', 'held_back', 'ended_in_grace']))
    const loud = run(rule, [
      [0, 'boot'],
      [5_000, 'a'],
      [70_000, 'b'],
    ])
    expect(loud.told).toMatchObject([
      { action: 'opened', at: 60_000, elapsed_ms: 55_000 },
      { action: 'resolved', at: 70_000, elapsed_ms: 65_000 },
    ])
  })

  it('is judged by the deadline: what is missed after its end opens at once', () => {
    const rule = sampleRule(answered, { grace, outcomes: { missed: sampleOutcome() } })
    expect(
      run(rule, [
        [0, 'boot'],
        [50_000, 'a'],
      ]).told,
    ).toMatchObject([{ action: 'opened', at: 60_000 }])
    expect(
      run(rule, [
        [0, 'boot'],
        [50_001, 'a'],
      ]).told,
    ).toMatchObject([{ action: 'opened', at: 60_001 }])
  })

  it.each<[string, Pattern, number]>([
    ['single', { kind: 'single', event: 'a' }, 3],
    ['repeat', { kind: 'repeat', event: 'a', count: 2, withinMs: 600_000, clear: { below: 1, withinMs: 600_000 } }, 3],
  ])('counts what comes meanwhile: %s', (_, pattern, count) => {
    const rule = sampleRule(pattern, { grace, outcomes: fired })
    const lines: readonly Entry[] = [
      [0, 'boot'],
      [1_000, 'a'],
      [2_000, 'a'],
      [3_000, 'a'],
    ]
    expect(run(rule, lines).told[0]).toMatchObject({ action: 'opened', at: 60_000, count })
    expect(run(rule, [...lines, [4_000, 'b']]).told).toEqual([])
  })

  it('is that of one key', () => {
    const rule = sampleRule({ kind: 'single', event: 'a' }, { grace, outcomes: fired })
    const { told } = run(rule, [
      [0, 'boot', 'h1'],
      [1_000, 'a', 'h1'],
      [1_000, 'a', 'h2'],
    ])
    expect(told.map(({ host, at }) => [host, at])).toEqual([
      ['h2', 1_000],
      ['h1', 60_000],
    ])
  })
})

describe('the bound of windows', () => {
  const bounds = { windows: 3, remembered: 10 }

  it('leaves a key unfollowed that finds no room, and follows it once there is', () => {
    const rule = sampleRule(answered, { bounds, outcomes: { missed: sampleOutcome() } })
    const full: readonly Entry[] = [
      [0, 'a', 'h1'],
      [1, 'a', 'h2'],
      [2, 'a', 'h3'],
      [3, 'a', 'h4'],
    ]
    const { told, reasons } = run(rule, full)
    expect(told.map(({ host }) => host)).toEqual(['h1', 'h2', 'h3'])
    expect(reasons.filter(reason => reason === 'over_bound')).toHaveLength(1)
    // A rule that is full is looked at again a minute later.
    const later = run(rule, [...full, [4, 'b', 'h1'], [70_000, 'a', 'h4']])
    expect(later.told.map(({ host }) => host)).toEqual(['h2', 'h3', 'h4'])
  })

  it('drops the keys that rest longest first, and none that is in an incident', () => {
    const rule = sampleRule({ kind: 'single', event: 'a' }, { bounds, outcomes: fired })
    const { told, reasons } = run(rule, [
      [0, 'a', 'h1'],
      [1_000, 'b', 'h2'],
      [2_000, 'b', 'h3'],
      [3_000, 'b', 'h4'],
      [4_000, 'a', 'h1'],
      [5_000, 'b', 'h1'],
    ])
    expect(reasons).toContain('forgotten')
    expect(reasons).not.toContain('over_bound')
    expect(told.filter(({ host }) => host === 'h1').map(({ action }) => action)).toEqual([
      'opened',
      'updated',
      'resolved',
    ])
  })

  it('of lines that a key remembers lets an older copy count again', () => {
    const rule = sampleRule({ kind: 'single', event: 'a' }, { bounds: { windows: 10, remembered: 2 } })
    const { reasons } = run(rule, [
      [0, 'a'],
      [1_000, 'a'],
    ])
    expect(reasons).not.toContain('duplicate')
  })
})
