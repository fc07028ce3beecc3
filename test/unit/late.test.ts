import { describe, expect, it } from 'vitest'
import { fold, foldEnd, newShardState } from '../../src/core/fold.ts'
import type { Layout, Match } from '../../src/core/match.ts'
import type { Reason } from '../../src/core/reason.ts'
import type { Output } from '../../src/core/world.ts'
import { contextOf, matchOf } from '../support/run-log.ts'
import { sampleRule } from '../support/sample-rules.ts'

const LAYOUT: Layout = { reorderMs: 5_000, disorderMs: 0, beliefMs: 7 * 86_400_000, aheadMs: 5_000 }
const START_MS = Date.UTC(2026, 6, 9)
const RULE = sampleRule({ kind: 'expectation', after: 'a', expect: 'b', withinMs: 10_000 })

/** A match of an event that was stamped and arrived at these times, counted from the start. */
function sent(event: string, offset: number, stampMs: number, arrivalMs: number): Match {
  const device = { host: 'h1', code: 'A-1-B', text: event, sequence: null, resolutionMs: 0, shiftMs: 0, unset: false }
  const place = { topic: 'lines', partition: 0, offset, key: ['h1'], group: ['h1'], rule: RULE, events: [event] }
  return matchOf({ ...device, ...place, stampMs: START_MS + stampMs, arrival: START_MS + arrivalMs }, LAYOUT)
}

/** Folds one frame a match, with the promises that are given, and tells what was said of each transition. */
function folded(frames: readonly { match: Match; promiseMs: number }[]) {
  const reasons: Reason[] = []
  const context = contextOf({ rules: [RULE] }, reason => reasons.push(reason))
  const state = newShardState(LAYOUT)
  const outputs: Output[] = frames.flatMap(({ match, promiseMs }, from) => {
    const place = { topic: 'lines', partition: 0, stream: 's', base: 0, from, to: from + 1 }
    const frame = { ...place, promise: START_MS + promiseMs, matches: [match] }
    return fold(state, { generation: 0, partitions: { lines: 1 }, frames: [frame] }, context)
  })
  outputs.push(...foldEnd(state, START_MS + 120_000, context))
  return { incidents: outputs.map(({ incident }) => incident), axes: outputs.map(({ axis }) => axis), state, reasons }
}

describe('a line that comes after the frontier has passed it', () => {
  it('is counted, applied at once, and takes an absence back if it was in time', () => {
    const { incidents, state, reasons } = folded([
      { match: sent('a', 0, 0, 0), promiseMs: 60_000 },
      { match: sent('b', 1, 9_000, 50_000), promiseMs: 60_000 },
    ])
    expect(incidents.map(({ action, outcome, resolution }) => [action, outcome, resolution])).toEqual([
      ['opened', 'missed', null],
      ['resolved', 'missed', 'late_evidence'],
    ])
    expect(incidents.at(-1)!.elapsed_ms).toBe(9_000)
    expect(state.counters.late).toBe(1)
    expect(reasons).toContain('late')
  })

  it('resolves with the true time if it was not', () => {
    const { incidents } = folded([
      { match: sent('a', 0, 0, 0), promiseMs: 60_000 },
      { match: sent('b', 1, 12_000, 50_000), promiseMs: 60_000 },
    ])
    expect(incidents.at(-1)).toMatchObject({ action: 'resolved', resolution: 'recovered', elapsed_ms: 12_000 })
  })

  it('never puts the output back: what it causes stands at the frontier', () => {
    const { axes } = folded([
      { match: sent('a', 0, 0, 0), promiseMs: 60_000 },
      { match: sent('b', 1, 9_000, 50_000), promiseMs: 60_000 },
      { match: sent('a', 2, 70_000, 70_000), promiseMs: 100_000 },
    ])
    expect(axes).toEqual(axes.toSorted((x, y) => x - y))
  })

  it('that is a fault older than the opener only counts', () => {
    const { incidents } = folded([
      { match: sent('a', 0, 10_000, 10_000), promiseMs: 15_000 },
      { match: sent('a', 1, 2_000, 14_000), promiseMs: 15_000 },
      { match: sent('b', 2, 19_000, 19_000), promiseMs: 60_000 },
    ])
    expect(incidents).toMatchObject([{ outcome: 'met', count: 2, elapsed_ms: 9_000 }])
  })
})
