import { describe, expect, it } from 'vitest'
import { InputPartition } from '../../src/app/input-partition.ts'
import type { Match } from '../../src/core/match.ts'
import { shardOf } from '../../src/core/shard.ts'

const LAYOUT = { reorderMs: 200, disorderMs: 100, beliefMs: 1, aheadMs: 1 }
const CLOCK_ERROR_MS = 20
const LATE_ENOUGH = Number.MAX_SAFE_INTEGER

function partition(shards = 1, from = 10): InputPartition {
  const start = { topic: 'lines', partition: 3, base: 4, from, stream: 's' }
  return new InputPartition(start, { layout: LAYOUT, clockErrorMs: CLOCK_ERROR_MS, shards })
}

/** A match of a host, which decides about its shard. */
function match(offset: number, host: string): Match {
  return { rule: 'r', definition: 'd', key: [host], group: [host], events: ['e'], offset, line: {} as Match['line'] }
}

describe('what a tagger promises of an input partition', () => {
  it('is the greatest arrival, less the disorder of arrivals and what transport may swap', () => {
    const input = partition()
    input.take(10, 5_000, [])
    input.take(11, 4_990, [])
    expect(input.frame(0, LATE_ENOUGH)).toMatchObject({ from: 10, to: 12, base: 4, promise: 5_000 - 100 - 200 })
  })

  it('is when the end was asked for, if all below it is read, less the error of clocks too', () => {
    const input = partition()
    input.proveIdle(7_000, 10)
    expect(input.frame(0, LATE_ENOUGH)).toMatchObject({ from: 10, to: 10, promise: 7_000 - 20 - 100 - 200 })
    input.proveIdle(9_000, 11)
    expect(input.frame(0, LATE_ENOUGH)).toBeNull()
  })

  it('never goes beyond when the partitions were counted, of which there may be more since', () => {
    const input = partition()
    input.take(10, 5_000, [])
    expect(input.frame(0, 3_000)).toMatchObject({ promise: 3_000 - 20 - 100 - 200 })
  })
})

describe('the frames of an input partition', () => {
  const hosts = ['a', 'b', 'c', 'd', 'e', 'f']

  it('are contiguous for each shard, with each match in the frame that its offset lies in', () => {
    const input = partition(3)
    const frames: { shard: number; from: number; to: number; hosts: readonly string[] }[] = []
    for (const [index, host] of hosts.entries()) {
      input.take(10 + index, 1_000 + index, [match(10 + index, host)])
      for (const shard of index % 2 === 0 ? [0, 1, 2] : [1]) {
        const frame = input.frame(shard, LATE_ENOUGH)
        if (frame === null) continue
        expect(frame.matches.every(({ offset }) => offset >= frame.from && offset < frame.to)).toBe(true)
        frames.push({ shard, from: frame.from, to: frame.to, hosts: frame.matches.map(({ key }) => key[0]!) })
      }
    }
    for (const shard of [0, 1, 2]) {
      const own = frames.filter(frame => frame.shard === shard)
      expect(own.map(({ from }) => from)).toEqual([10, ...own.slice(0, -1).map(({ to }) => to)])
      const rest = input.frame(shard, LATE_ENOUGH)?.matches.map(({ key }) => key[0]!) ?? []
      const wanted = hosts.filter(host => shardOf('r', [host], 3) === shard)
      expect([...own.flatMap(frame => frame.hosts), ...rest]).toEqual(wanted)
    }
  })

  it('count for the commit once every shard has them', () => {
    const input = partition(2)
    input.take(10, 1_000, [])
    for (const shard of [0, 1]) input.frame(shard, LATE_ENOUGH)
    input.acknowledge(0, 11)
    expect(input.committable).toBe(10)
    input.acknowledge(1, 11)
    expect(input.committable).toBe(11)
  })

  it('go on over offsets that hold no records, and take none twice', () => {
    const input = partition()
    input.skipTo(15)
    input.take(12, 1_000, [match(12, 'a')])
    input.take(15, 1_000, [match(15, 'b')])
    expect(input.frame(0, LATE_ENOUGH)).toMatchObject({ from: 10, to: 16, matches: [{ key: ['b'] }] })
  })
})
