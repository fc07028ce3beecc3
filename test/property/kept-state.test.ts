import { describe, expect, it } from 'vitest'
import { fold, newShardState } from '../../src/core/fold.ts'
import { DEFAULT_LAYOUT, type MatchRecord } from '../../src/core/match.ts'
import type { Rule } from '../../src/core/rule.ts'
import { contextOf, matchOf } from '../support/run-log.ts'
import { sampleOutcome, sampleRule } from '../support/sample-rules.ts'

const START_MS = Date.UTC(2024, 6, 9, 12)

const expectation = sampleRule(
  { kind: 'expectation', after: 'a', expect: 'b', withinMs: 10_000 },
  { id: 'e', hash: 'e' },
)
const outcomes = { fired: sampleOutcome({ resolve: { on: ['b'], quietMs: null } }) }
const single = sampleRule({ kind: 'single', event: 'a' }, { id: 's', hash: 's', outcomes, reopenMs: 9_000 })
const clear = { below: 2, withinMs: 30_000 }
const repeat = sampleRule({ kind: 'repeat', event: 'a', count: 3, withinMs: 60_000, clear }, { id: 'r', hash: 'r' })

interface Sent {
  readonly offset: number
  readonly atMs: number
  readonly host: string
  readonly event: string
}

/** One frame with one line, which fits all `rules`. */
function recordOf({ offset, atMs, host, event }: Sent, rules: readonly Rule[]): MatchRecord {
  const arrival = START_MS + atMs
  const device = { host, code: 'TEST-5-A', text: `${event} ${offset}`, sequence: null, unset: false, shiftMs: 0 }
  const line = { ...device, arrival, stampMs: arrival, resolutionMs: 0, topic: 'lines', partition: 0, offset }
  const keyed = { ...line, key: [host], group: [host], events: [event] }
  const matches = rules.map(rule => matchOf({ ...keyed, rule }, DEFAULT_LAYOUT))
  const place = { topic: 'lines', partition: 0, stream: 'test', base: 0, from: offset, to: offset + 1 }
  return { generation: 0, partitions: { lines: 1 }, frames: [{ ...place, promise: arrival - 5_000, matches }] }
}

/** Of everything that can be written down. */
function sizeOf(kept: readonly unknown[]): number {
  const plain = (value: unknown): unknown => (value instanceof Map || value instanceof Set ? [...value] : value)
  return JSON.stringify(kept, (_, value) => plain(value)).length
}

describe('what a fold keeps', () => {
  it('does not grow with the length of the log', () => {
    const rules = [expectation, single, repeat]
    const context = contextOf({ rules })
    const state = newShardState(DEFAULT_LAYOUT)
    const sizes: number[] = []
    const most = { windows: 0, lives: 0, deadlines: 0, held: 0 }
    for (let offset = 0; offset < 20_000; offset++) {
      const event = offset % 5 === 3 ? 'b' : 'a'
      fold(state, recordOf({ offset, atMs: offset * 7_000, host: `192.0.2.${offset % 2}`, event }, rules), context)
      for (const name of ['windows', 'lives', 'deadlines', 'held'] as const)
        most[name] = Math.max(most[name], state[name].size)
      if (offset % 500 === 0) sizes.push(sizeOf([...state.windows.values(), ...state.lives.values()]))
    }
    expect(most.windows).toBe(6)
    expect(most.lives).toBeLessThanOrEqual(6)
    expect(most.held).toBeLessThan(20)
    expect(most.deadlines).toBeLessThan(100)
    const half = sizes.length / 2
    expect(Math.max(...sizes.slice(half))).toBeLessThan(1.1 * Math.max(...sizes.slice(0, half)))
  })

  it('is not looked at while nothing touches it: 100 000 windows cost a frame nothing', () => {
    const bounds = { windows: 1_000_000, remembered: 1000 }
    const rules = [{ ...expectation, bounds, pattern: { ...expectation.pattern, withinMs: 86_400_000 } }]
    const context = contextOf({ rules })
    const state = newShardState(DEFAULT_LAYOUT)
    const hosts = 100_000
    for (let offset = 0; offset < hosts; offset++)
      fold(state, recordOf({ offset, atMs: offset, host: `host-${offset}`, event: 'a' }, rules), context)
    fold(state, recordOf({ offset: hosts, atMs: hosts + 10_000, host: 'last', event: 'x' }, rules), context)
    expect(state.windows.size).toBeGreaterThanOrEqual(hosts)
    const reads = { windows: 0, deadlines: 0 }
    for (const window of state.windows.values()) countReads(window, () => reads.windows++)
    for (const deadline of state.deadlines.values()) countReads(deadline, () => reads.deadlines++)
    for (let offset = hosts + 1; offset <= hosts + 100; offset++)
      fold(
        state,
        recordOf({ offset, atMs: hosts + (offset - hosts) * 300, host: `new-${offset}`, event: 'a' }, rules),
        context,
      )
    expect(state.windows.size).toBeGreaterThan(hosts + 50)
    expect(reads.windows).toBe(0)
    // Each look at what is due next, and the way of a new deadline up the heap.
    expect(reads.deadlines).toBeLessThan(100 * 30)
  })
})

/** Calls `counted` whenever any property of the record is read from now on. */
function countReads(record: object, counted: () => void): void {
  for (const [name, value] of Object.entries(record)) {
    const get = (): unknown => {
      counted()
      return value
    }
    Object.defineProperty(record, name, { get, configurable: true, enumerable: true })
  }
}
