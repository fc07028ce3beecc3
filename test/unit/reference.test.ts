import { describe, expect, it } from 'vitest'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import type { Rule } from '../../src/core/rule.ts'
import { judge, type ReferenceLine, type ReferenceRevision } from '../support/reference.ts'
import { revisionOf, runLog } from '../support/run-log.ts'
import { sampleOutcome, sampleRule } from '../support/sample-rules.ts'

const START_MS = Date.UTC(2024, 6, 9, 12)
const DAY_MS = 86_400_000
const WHOLE = { resolutionMs: 999 }

const absence = sampleRule({ kind: 'expectation', after: 'a', expect: 'b', withinMs: 10_000 })
const thrice = sampleRule({
  kind: 'repeat',
  event: 'a',
  count: 3,
  withinMs: 10_000,
  clear: { below: 2, withinMs: 8_000 },
})
const quiet = { fired: sampleOutcome({ resolve: { on: [], quietMs: 1_000 } }) }

/** A line that left the device at `sentMs` after the start of the test and arrived 100 ms later. */
function line(event: string, sentMs: number, parts: Partial<ReferenceLine> = {}): Partial<ReferenceLine> {
  return { events: [...event], stampMs: sentMs, arrival: sentMs + 100, text: `${event}${sentMs}`, ...parts }
}

/** What the engine publishes; the reference must say the same. */
function run(rule: Rule, parts: readonly Partial<ReferenceLine>[], endMs = 3_600_000): ReferenceRevision[] {
  const byArrival = parts.toSorted((a, b) => a.arrival! - b.arrival!)
  const lines = byArrival.map((part, offset): ReferenceLine => {
    const device = { host: 'h1', code: 'TEST-5-A', sequence: null, resolutionMs: 0, shiftMs: 0, unset: false }
    const whole = { topic: 'lines', partition: 0, offset, ...device, events: [], text: '', stampMs: null, ...part }
    const stampMs = whole.stampMs === null ? null : whole.stampMs + START_MS
    const fields: Record<string, string> = { host: whole.host!, site: 's1' }
    const valuesOf = (names: readonly string[]): string[] => names.map(name => fields[name]!)
    const times = { stampMs, arrival: whole.arrival! + START_MS }
    return { ...whole, ...times, rule, key: valuesOf(rule.key), group: valuesOf(rule.group) }
  })
  const log = { rules: [rule], layout: DEFAULT_LAYOUT, lines, endMs: START_MS + endMs }
  const published = runLog(log).map(revisionOf)
  expect(published).toEqual(judge(lines, log.layout, log.endMs))
  return published
}

/** `outcome action at elapsed count`, and the resolution if there is one; `at` is what the revision says of its time. */
function brief(revisions: readonly ReferenceRevision[]): string[] {
  return revisions.map(r => {
    const end = r.resolution === null ? '' : ` ${r.resolution}`
    return `${r.outcome} ${r.action} at ${r.updated_at - START_MS} elapsed ${r.elapsed_ms} count ${r.count}${end}`
  })
}

describe('an expectation, by hand', () => {
  it('is met at exactly T', () => {
    expect(brief(run(absence, [line('a', 0), line('b', 10_000)]))).toEqual([
      'met resolved at 10000 elapsed 10000 count 1 recovered',
    ])
  })

  it('is missed at T + 1 ms, in two revisions', () => {
    const revisions = run(absence, [line('a', 0), line('b', 10_001)])
    expect(brief(revisions)).toEqual([
      'missed opened at 10001 elapsed 10001 count 1',
      'missed resolved at 10001 elapsed 10001 count 1 recovered',
    ])
    expect(revisions.map(r => [r.revision, r.texts])).toEqual([
      [1, ['a0']],
      [2, ['a0', 'b10001']],
    ])
  })

  it('takes whole seconds at 10 s as in time and at 11 s as too late', () => {
    expect(brief(run(absence, [line('a', 0, WHOLE), line('b', 10_000, WHOLE)]))).toEqual([
      'met resolved at 10000 elapsed 10000 count 1 recovered',
    ])
    expect(brief(run(absence, [line('a', 0, WHOLE), line('b', 11_000, WHOLE)])).at(-1)).toBe(
      'missed resolved at 11000 elapsed 11000 count 1 recovered',
    )
  })

  it('opens at T after the arrival of A, and counts A again', () => {
    expect(brief(run(absence, [line('a', 0), line('a', 4_000), line('b', 20_000)]))).toEqual([
      'missed opened at 10100 elapsed 10000 count 2',
      'missed resolved at 20000 elapsed 20000 count 2 recovered',
    ])
  })

  it('takes a second copy of A after the recovery as nothing, with milliseconds or without', () => {
    for (const stamp of [{}, WHOLE]) {
      const lines = [line('a', 0, stamp), line('b', 3_000, stamp), line('a', 0, { ...stamp, arrival: 90_000 })]
      expect(brief(run(absence, lines))).toEqual(['met resolved at 3000 elapsed 3000 count 1 recovered'])
    }
  })

  it('is met by a B that was handed on before A', () => {
    const revisions = run(absence, [line('b', 4_000), line('a', 0, { arrival: 20_000 })])
    expect(brief(revisions)).toEqual(['met resolved at 4000 elapsed 4000 count 1 recovered'])
    expect(revisions[0]?.texts).toEqual(['a0', 'b4000'])
  })

  it('closes before it opens with a line that is both', () => {
    expect(brief(run(absence, [line('ab', 0), line('ab', 8_000)]))).toEqual([
      'met resolved at 8000 elapsed 8000 count 1 recovered',
      'missed opened at 18100 elapsed 10000 count 1',
    ])
  })

  it('takes an absence back when the answer comes late', () => {
    expect(brief(run(absence, [line('a', 0), line('b', 5_000, { arrival: 60_000 })]))).toEqual([
      'missed opened at 10100 elapsed 10000 count 1',
      'missed resolved at 10100 elapsed 5000 count 1 late_evidence',
    ])
  })

  it('says nothing more when the answer comes after another recovery has ended the absence', () => {
    const lines = [line('a', 0), line('b', 5_000, { arrival: 600_000 }), line('b', 300_000)]
    expect(brief(run(absence, lines))).toEqual([
      'missed opened at 10100 elapsed 10000 count 1',
      'missed resolved at 300000 elapsed 300000 count 1 recovered',
    ])
  })

  it('goes by arrival when the two clocks say that one was set back by more than a minute', () => {
    const answered = (setBackMs: number) => [line('a', 100_000), line('b', 102_000 - setBackMs, { arrival: 102_100 })]
    expect(brief(run(absence, answered(60_001)))).toEqual(['met resolved at 100000 elapsed 2000 count 1 recovered'])
    expect(brief(run(absence, answered(60_000)))).toEqual(['missed opened at 110100 elapsed 10000 count 1'])
  })

  it('allows R on both sides of T where only arrivals are known', () => {
    const a = line('a', 0, { arrival: 0, stampMs: null })
    const b = (arrival: number) => line('b', 0, { arrival, stampMs: null })
    expect(brief(run(absence, [a, b(15_000)]))).toEqual(['met resolved at 15000 elapsed 15000 count 1 recovered'])
    expect(brief(run(absence, [a, b(15_001)]))).toEqual([
      'missed opened at 15000 elapsed 10000 count 1',
      'missed resolved at 15001 elapsed 15001 count 1 recovered',
    ])
  })

  it('does not fire a deadline at the end, and fires it 1 ms before', () => {
    expect(run(absence, [line('a', 0)], 10_100)).toEqual([])
    expect(run(absence, [line('a', 0)], 10_101)).toHaveLength(1)
  })

  it('expires after seven days without news', () => {
    expect(brief(run(absence, [line('a', 0)], 8 * DAY_MS)).at(-1)).toBe(
      `missed resolved at ${7 * DAY_MS + 10_100} elapsed ${7 * DAY_MS + 10_000} count 1 expired`,
    )
  })

  it('asks again with a further A when its opening was suppressed', () => {
    const lines = [line('a', 0), line('b', 20_000), line('a', 30_000), line('a', 70_100), line('a', 70_101)]
    expect(brief(run({ ...absence, suppressMs: 60_000 }, lines)).slice(2)).toEqual([
      'missed opened at 70101 elapsed 40101 count 3',
    ])
  })

  it('keeps one incident for a group, and resolves it with the last member', () => {
    const h2 = { host: 'h2' }
    const lines = [line('a', 0), line('a', 2_000, h2), line('b', 15_000), line('b', 20_000, h2)]
    expect(brief(run({ ...absence, key: ['site', 'host'], group: ['site'] }, lines))).toEqual([
      'missed opened at 10100 elapsed 10000 count 1',
      'missed updated at 12100 elapsed 12000 count 2',
      'missed resolved at 20000 elapsed 20000 count 2 recovered',
    ])
  })
})

describe('the other kinds and the life of an incident, by hand', () => {
  it('fires a repeat at exactly T and not at T + 1 ms', () => {
    const lines = [line('a', 0), line('a', 5_000)]
    expect(brief(run(thrice, [...lines, line('a', 10_000)]))[0]).toBe('fired opened at 10000 elapsed 10000 count 3')
    expect(run(thrice, [...lines, line('a', 10_001)])).toEqual([])
  })

  it('clears a repeat W after its second newest line; a line at that very millisecond holds it', () => {
    const lines = [line('a', 0), line('a', 5_000), line('a', 10_000)]
    expect(brief(run(thrice, [...lines, line('a', 13_101)]))[1]).toBe(
      'fired resolved at 13100 elapsed 13100 count 3 below_threshold',
    )
    expect(brief(run(thrice, [...lines, line('a', 13_100)])).at(-1)).toBe(
      'fired resolved at 18100 elapsed 18100 count 4 below_threshold',
    )
  })

  it('empties a repeat with an event of resolve.on', () => {
    const rule = { ...thrice, outcomes: { fired: sampleOutcome({ resolve: { on: ['x'], quietMs: null } }) } }
    const lines = [line('a', 0), line('a', 1_000), line('x', 2_000), line('a', 3_000), line('a', 4_000)]
    expect(run(rule, lines)).toEqual([])
    expect(brief(run(rule, [...lines, line('a', 5_000), line('x', 6_000)]))).toEqual([
      'fired opened at 5000 elapsed 2000 count 3',
      'fired resolved at 6000 elapsed 3000 count 3 recovered',
    ])
  })

  it('suppresses an opening at exactly `suppress` after the last, and none after it', () => {
    const rule = sampleRule({ kind: 'single', event: 'a' }, { outcomes: quiet, suppressMs: 60_000 })
    const openings = (sentMs: number) =>
      run(rule, [line('a', 0), line('a', sentMs)]).filter(r => r.action === 'opened').length
    expect([openings(60_000), openings(60_001)]).toEqual([1, 2])
  })

  it('reopens at exactly `reopen` after the resolution, and opens anew after it', () => {
    const rule = sampleRule({ kind: 'single', event: 'a' }, { outcomes: quiet, reopenMs: 10_000 })
    const revisions = run(rule, [line('a', 0), line('a', 11_100), line('a', 22_201)])
    expect(revisions.map(r => `${r.action} ${r.revision} ${r.count}`)).toEqual([
      'opened 1 1',
      'resolved 2 1',
      'reopened 3 2',
      'resolved 4 2',
      'opened 1 1',
      'resolved 2 1',
    ])
    expect(new Set(revisions.map(r => r.id)).size).toBe(2)
  })

  it('publishes the first news of a period at once and the rest at its end', () => {
    const rule = sampleRule({ kind: 'single', event: 'a' }, { updateEveryMs: 10_000 })
    const lines = [0, 1_000, 2_000, 3_000, 12_000].map(sentMs => line('a', sentMs))
    expect(brief(run(rule, lines, 30_000))).toEqual([
      'fired opened at 0 elapsed 0 count 1',
      'fired updated at 1000 elapsed 1000 count 2',
      'fired updated at 10000 elapsed 10000 count 4',
      'fired updated at 20000 elapsed 20000 count 5',
    ])
  })

  it('raises the severity when an incident has been open for so long', () => {
    const escalate = [{ afterMs: 5_000, severity: 'error' as const }]
    const rule = sampleRule({ kind: 'single', event: 'a' }, { outcomes: { fired: sampleOutcome({ escalate }) } })
    expect(run(rule, [line('a', 0)], 5_000)).toHaveLength(1)
    expect(run(rule, [line('a', 0)], 5_001).at(-1)).toMatchObject({ action: 'updated', severity: 'error' })
  })

  it('shows the first three and the last three lines', () => {
    const lines = [0, 1, 2, 3, 4, 5, 6, 7].map(sentMs => line('a', sentMs))
    const last = run(sampleRule({ kind: 'single', event: 'a' }), lines, 600_001).at(-1)
    expect(last).toMatchObject({ count: 8, omitted: 2, texts: ['a0', 'a1', 'a2', 'a5', 'a6', 'a7'] })
  })
})

describe('places where engines go wrong, by hand', () => {
  const each = sampleRule({ kind: 'single', event: 'a' }, { updateEveryMs: 10_000 })

  it('counts both of two equal lines of one whole second, as neither proves the other a duplicate', () => {
    const lines = [line('a', 0, WHOLE), line('a', 0, { ...WHOLE, arrival: 5_000 })]
    expect(brief(run(each, lines)).at(-1)).toBe('fired updated at 0 elapsed 0 count 2')
  })

  it('does not publish again what a line at the very end of a period has carried', () => {
    const lines = [0, 1_000, 2_000, 10_000].map(sentMs => line('a', sentMs, { arrival: sentMs }))
    expect(brief(run(each, lines)).slice(1)).toEqual([
      'fired updated at 1000 elapsed 1000 count 2',
      'fired updated at 10000 elapsed 10000 count 4',
    ])
  })

  it('counts quiet from a reopening and from a key that joins, not only from their lines', () => {
    const outcomes = { missed: sampleOutcome({ resolve: { on: [], quietMs: 3_000 } }) }
    const rule = { ...absence, outcomes, key: ['site', 'host'], group: ['site'], reopenMs: 60_000 }
    const lines = [line('a', 0), line('a', 2_000, { host: 'h2' }), line('a', 20_000)]
    expect(run(rule, lines).map(({ action, updated_at }) => `${action} ${updated_at - START_MS}`)).toEqual([
      ...['opened 10100', 'updated 12100', 'resolved 15100', 'reopened 30100', 'resolved 33100'],
    ])
  })

  it('counts quiet from the line with the latest bound, wherever it stands among many', () => {
    const outcomes = { missed: sampleOutcome({ resolve: { on: [], quietMs: 1_000 } }) }
    const sent = [9_000, 9_110, 9_220, 9_330, 9_440, 9_550, 9_660, 9_770]
    const many = sent.map(sentMs => line('a', sentMs, sentMs === 9_330 ? { stampMs: null } : {}))
    expect(brief(run({ ...absence, outcomes }, [line('a', 0), ...many])).at(-1)).toContain('resolved at 15430 ')
  })

  it('lets lines at one instant come before a deadline that arose at that instant, past already', () => {
    const clear = { below: 2, withinMs: 1_000 }
    const rule = sampleRule({ kind: 'repeat', event: 'a', count: 2, withinMs: 10_000, clear })
    const lines = [line('a', 0), line('a', 5_000, { text: 'one' }), line('a', 5_000, { text: 'two' })]
    expect(run(rule, lines).map(({ action, count }) => `${action} ${count}`)).toEqual([
      ...['opened 2', 'updated 3', 'resolved 3'],
    ])
  })

  it('forgets a window whose key is a member of an open incident, and ends the member', () => {
    const rule = { ...absence, key: ['site', 'host'], group: ['site'] }
    const others = [6, 12, 18, 24, 29].map(day => line('a', day * DAY_MS, { host: 'h2' }))
    const last = run(rule, [line('a', 0), ...others], 31 * DAY_MS).slice(-2)
    expect(last.map(({ action, resolution, updated_at }) => [action, resolution, updated_at - START_MS])).toEqual([
      ['updated', null, 30 * DAY_MS],
      ['resolved', 'expired', 30 * DAY_MS + 10_100],
    ])
  })

  it('orders keys by their values, not by their lengths', () => {
    const rule = { ...absence, key: ['site', 'host'], group: ['site'] }
    const lines = ['h9', 'h10'].map(host => line('a', 0, { host, text: host }))
    expect(run(rule, lines)[0]?.texts).toEqual(['h10'])
  })
})
