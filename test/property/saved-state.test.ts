import { describe, expect, it } from 'vitest'
import { fold, foldEnd, newShardState } from '../../src/core/fold.ts'
import type { MatchRecord } from '../../src/core/match.ts'
import type { Json } from '../../src/core/plain-json.ts'
import { stateFromJson, stateToJson } from '../../src/core/state-json.ts'
import type { Output, ShardState } from '../../src/core/world.ts'
import { DealtReader, dealLog } from '../support/deal-log.ts'
import { type RandomLog, randomLog } from '../support/random-log.ts'
import { contextOf } from '../support/run-log.ts'
import { seededChance } from '../support/seeded-random.ts'

function savedAndLoaded(state: ShardState): ShardState {
  return stateFromJson(JSON.parse(JSON.stringify(stateToJson(state))) as Json)
}

/** The log in one partition, in frames of up to three lines; some come late, as promises are broken here and there. */
function recordsOf(log: RandomLog, seed: number): MatchRecord[] {
  const chance = seededChance(seed)
  const [lines] = dealLog(log, 1, chance)
  const reader = new DealtReader(lines!, 0, log, { shards: 1, partitions: 1 })
  const records: MatchRecord[] = []
  while (!reader.isDone) records.push(reader.read(chance.between(1, 3))[0]!)
  return records.map(record => {
    const early = chance.happens(0.1) ? chance.between(1, 20_000) : 0
    return { ...record, frames: record.frames.map(frame => ({ ...frame, promise: frame.promise + early })) }
  })
}

function run(log: RandomLog, records: readonly MatchRecord[], between: (state: ShardState) => ShardState) {
  const context = contextOf(log)
  let state = newShardState(log.layout)
  const outputs: Output[] = []
  for (const record of records) {
    outputs.push(...fold(state, record, context))
    state = between(state)
  }
  outputs.push(...foldEnd(state, log.endMs, context))
  return { outputs: JSON.stringify(outputs), state }
}

describe('the state of a shard that is saved and loaded', () => {
  it('goes on as it would have, whenever that happens', () => {
    let outputs = 0
    let late = 0
    for (let seed = 0; seed < 400; seed++) {
      const log = randomLog(seed, 'any')
      const records = recordsOf(log, seed)
      const whole = run(log, records, state => state)
      const restarted = run(log, records, savedAndLoaded)
      expect(restarted.outputs, `seed ${seed}`).toBe(whole.outputs)
      expect(restarted.state.counters, `seed ${seed}`).toEqual(whole.state.counters)
      outputs += whole.outputs === '[]' ? 0 : 1
      late += whole.state.counters.late
    }
    expect(outputs).toBeGreaterThan(300)
    expect(late).toBeGreaterThan(200)
  })

  it('is written as it was read', () => {
    for (let seed = 0; seed < 60; seed++) {
      const log = randomLog(seed, 'any')
      run(log, recordsOf(log, seed), state => {
        const written = JSON.stringify(stateToJson(state))
        expect(JSON.stringify(stateToJson(savedAndLoaded(state))), `seed ${seed}`).toBe(written)
        return state
      })
    }
  })

  it.each([
    ['a later version', { version: 3, state: {} }, 'in version 3'],
    ['no version', {}, 'without a version'],
  ])('is refused with %s', (_, json, found) => {
    expect(() => stateFromJson(json)).toThrow(`the state of a shard is kept ${found}, and 2 can be read`)
  })
})
