import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { halvedRecord } from '../../src/app/halve-record.ts'
import { InputPartition } from '../../src/app/input-partition.ts'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { fold, foldEnd, newShardState } from '../../src/core/fold.ts'
import { incidentJson } from '../../src/core/incident-json.ts'
import type { MatchRecord } from '../../src/core/match.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { serviceRules } from '../support/service/rules.ts'

const rules = serviceRules()
const LAYOUT = { reorderMs: 300, disorderMs: 100, beliefMs: 86_400_000, aheadMs: 50 }
const START_MS = Date.UTC(2026, 10, 3, 10)

/** One record for the only shard, over what was read of some partitions, and what follows it. */
function recordsOf(partitions: readonly (readonly (readonly [afterMs: number, lines: string])[])[]): MatchRecord[] {
  const options = {
    rules,
    layout: LAYOUT,
    zones: UTC,
    aliases: new Map<string, string>(),
    keyIsHost: false,
    plain: null,
  }
  const inputs = partitions.map((records, partition) => {
    const start = { topic: 'lines', partition, base: 0, from: 0, stream: 'one' }
    const input = new InputPartition(start, { layout: LAYOUT, clockErrorMs: 0, shards: 1 })
    const tagger = new RecordTagger({ topic: 'lines', partition }, options)
    let timestampMs = START_MS
    for (const [offset, [afterMs, codes]] of records.entries()) {
      timestampMs += afterMs
      const text = [...codes].map((code, i) => `<189>${offset}${i}: host-${i % 2}: %TEST-5-${code}: x`).join('\n')
      const value = new TextEncoder().encode(text)
      input.take(offset, timestampMs, tagger.tag({ offset, timestampMs, key: null, value }))
    }
    return input
  })
  const counts = { generation: 0, partitions: { lines: partitions.length } }
  const framed = (countedMs: number) => ({
    ...counts,
    frames: inputs.flatMap(input => input.frame(0, countedMs) ?? []),
  })
  const first = framed(START_MS + 3_600_000)
  for (const input of inputs) input.proveIdle(START_MS + 7_200_000, input.next)
  return [first, framed(START_MS + 7_200_000)]
}

/** As small as can be. */
function crumbs(record: MatchRecord): MatchRecord[] {
  const halves = halvedRecord(record, LAYOUT)
  return halves === null ? [record] : halves.flatMap(crumbs)
}

function outcomeOf(records: readonly MatchRecord[]) {
  const state = newShardState(LAYOUT)
  const context = { definitions: rules.definitions, replay: false, observe: null }
  const outputs = records.flatMap(record => fold(state, record, context))
  const end = foldEnd(state, START_MS + 9_000_000, context)
  return { incidents: [...outputs, ...end].map(({ incident }) => incidentJson(incident)), counters: state.counters }
}

const codes = fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 4 }).map(all => all.join(''))
const input = fc.array(fc.tuple(fc.nat(900), codes), { maxLength: 12 })

describe('a record of matches in parts', () => {
  it('gives what the whole gives, and nothing is late or missing', () => {
    let parted = 0
    fc.assert(
      fc.property(fc.array(input, { minLength: 1, maxLength: 3 }), partitions => {
        const [first, second] = recordsOf(partitions) as [MatchRecord, MatchRecord]
        const parts = crumbs(first)
        parted += parts.length
        const whole = outcomeOf([first, second])
        expect(outcomeOf([...parts, second])).toEqual(whole)
        expect(whole.counters).toMatchObject({ late: 0, gaps: 0 })
      }),
    )
    expect(parted).toBeGreaterThan(500)
  })

  it('is parted between records of the input only, and promises no more than it may', () => {
    fc.assert(
      fc.property(fc.array(input, { minLength: 1, maxLength: 3 }), partitions => {
        const [first] = recordsOf(partitions) as [MatchRecord]
        const frames = crumbs(first).flatMap(part => part.frames)
        for (const { from, to, matches, partition, promise } of frames) {
          expect(matches.every(({ offset }) => offset >= from && offset < to)).toBe(true)
          const offsets = new Set(matches.map(({ offset }) => offset))
          expect(offsets.size).toBeLessThan(2)
          const arrivedMs = partitions[partition]!.slice(0, to).reduce((sum, [afterMs]) => sum + afterMs, START_MS)
          expect(promise).toBeLessThanOrEqual(arrivedMs - LAYOUT.reorderMs - LAYOUT.disorderMs)
        }
      }),
    )
  })
})
