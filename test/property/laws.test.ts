import { describe, expect, it } from 'vitest'
import { fold, newShardState } from '../../src/core/fold.ts'
import type { MatchRecord } from '../../src/core/match.ts'
import { DealtReader, dealLog, jsonOf, runDealt } from '../support/deal-log.ts'
import { type RandomLog, randomLog } from '../support/random-log.ts'
import type { ReferenceLine } from '../support/reference.ts'
import { contextOf, runLog } from '../support/run-log.ts'
import { seededChance } from '../support/seeded-random.ts'

const WHOLE = { shards: 1, partitions: 1, rewinds: 0 }

/** Calls `law` for so many random logs in which no two lines arrive at one instant. */
function forSeeds(seeds: number, law: (log: RandomLog, seed: number) => void): void {
  for (let seed = 0; seed < seeds; seed++) law(randomLog(seed, 'distinct'), seed)
}

describe('the incidents of a log are the same', () => {
  it.each([
    [1, 1],
    [1, 5],
    [3, 1],
    [3, 5],
    [12, 1],
    [12, 5],
  ])('in %i shards and %i partitions, cut into frames anywhere', (shards, partitions) => {
    forSeeds(1_000, (log, seed) => {
      const run = runDealt(log, { shards, partitions, rewinds: 0 }, seededChance(seed))
      expect(jsonOf(run.outputs), `seed ${seed}`).toEqual(jsonOf(runLog(log)))
    })
  })

  it('when frames are delivered twice, and when taggers begin again at earlier offsets', () => {
    let repeated = 0
    forSeeds(500, (log, seed) => {
      const run = runDealt(log, { shards: 3, partitions: 5, rewinds: 6 }, seededChance(seed))
      expect(jsonOf(run.outputs), `seed ${seed}`).toEqual(jsonOf(runLog(log)))
      repeated += run.states.reduce((sum, { counters }) => sum + counters.repeated, 0)
    })
    expect(repeated).toBeGreaterThan(1_000)
  })

  it('when a line comes a second time that can be proved to be the same', () => {
    let copies = 0
    forSeeds(1_000, (log, seed) => {
      const chance = seededChance(seed)
      const provable = log.lines.filter(line => canBeProved(line, log))
      if (provable.length === 0) return
      const { offset, arrival } = chance.pick(provable)
      const again = Math.min(arrival + chance.pick([0, 1, chance.between(0, 100_000)]), log.endMs)
      const withCopy = { ...log, lines: inserted(log, offset, again) }
      copies += withCopy.lines.length - log.lines.length
      expect(jsonOf(runLog(withCopy)), `seed ${seed}`).toEqual(jsonOf(runLog(log)))
    })
    expect(copies).toBeGreaterThan(500)
  })
})

function canBeProved(
  { stampMs, unset, resolutionMs, sequence, arrival }: ReferenceLine,
  { layout }: RandomLog,
): boolean {
  if (stampMs === null || unset || stampMs > arrival + layout.aheadMs) return false
  return resolutionMs === 0 || sequence !== null
}

/** The lines with a second copy of what stood at `offset`, which arrives at `arrival`; offsets stand by arrival. */
function inserted({ lines }: RandomLog, offset: number, arrival: number): ReferenceLine[] {
  const copies = lines.filter(line => line.offset === offset).map(line => ({ ...line, arrival }))
  const places = Map.groupBy([...lines, ...copies], line => `${line.offset} ${line.arrival}`)
  const inOrder = [...places.values()].toSorted((a, b) => a[0]!.arrival - b[0]!.arrival)
  return inOrder.flatMap((same, place) => same.map(line => ({ ...line, offset: place })))
}

describe('a fold', () => {
  it('publishes nothing before its time has passed in the log, and nothing late', () => {
    forSeeds(500, (log, seed) => {
      const { states } = runDealt(log, { shards: 3, partitions: 5, rewinds: 2 }, seededChance(seed), step => {
        const frontier = Math.max(...step.states.map(state => state.frontier))
        for (const { axis } of step.outputs) expect(axis, `seed ${seed}`).toBeLessThan(frontier)
      })
      for (const { counters } of states) expect(counters).toMatchObject({ late: 0, gaps: 0 })
    })
  })

  it('publishes what never changes: a log that ends early gives a beginning of the output', () => {
    forSeeds(500, (log, seed) => {
      const chance = seededChance(seed)
      const whole = jsonOf(runDealt(log, WHOLE, seededChance(seed)).outputs)
      const last = chance.between(0, Math.max(...log.lines.map(({ offset }) => offset)))
      const early = { ...log, lines: log.lines.filter(({ offset }) => offset <= last) }
      const { outputs, atEnd } = runDealt(early, WHOLE, chance)
      const known = jsonOf(outputs.slice(0, outputs.length - atEnd))
      expect(known, `seed ${seed}`).toEqual(whole.slice(0, known.length))
    })
  })

  it('skips and counts a frame that follows a gap, and takes it when the gap is closed', () => {
    forSeeds(300, (log, seed) => {
      const chance = seededChance(seed)
      const [lines] = dealLog(log, 1, chance)
      const reader = new DealtReader(lines!, 0, log, WHOLE)
      const records: MatchRecord[] = []
      while (!reader.isDone) records.push(reader.read(chance.between(1, 3))[0]!)
      const gap = chance.between(0, records.length - 3)
      const state = newShardState(log.layout)
      const context = contextOf(log)
      const before = records.slice(0, gap).flatMap(record => fold(state, record, context))
      const { frontier } = state
      const nothing = records.slice(gap + 1).flatMap(record => fold(state, record, context))
      expect(nothing, `seed ${seed}`).toEqual([])
      expect(state).toMatchObject({ frontier, counters: { gaps: records.length - gap - 1 } })
      const after = records.slice(gap).flatMap(record => fold(state, record, context))
      const fresh = newShardState(log.layout)
      const whole = records.flatMap(record => fold(fresh, record, context))
      expect(jsonOf([...before, ...after]), `seed ${seed}`).toEqual(jsonOf(whole))
    })
  })
})
