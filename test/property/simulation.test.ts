import { describe, expect, it } from 'vitest'
import { failureText, shrunk } from '../simulation/shrink.ts'
import { simulate } from '../simulation/world.ts'

const SEEDS = 2_000

describe('a simulated site', () => {
  it(`publishes every revision once, in order, and no other, and comes to rest, in ${SEEDS} worlds`, async () => {
    const sum = { revisions: 0, gaps: 0, faults: 0 }
    for (let seed = 0; seed < SEEDS; seed++) {
      const { failures, plan, revisions, gaps } = await simulate(seed)
      if (failures.length > 0) expect.fail(failureText(await shrunk(seed, plan.faults)))
      sum.revisions += revisions
      sum.gaps += gaps
      sum.faults += plan.faults.length
    }
    expect(sum.revisions).toBeGreaterThan(5 * SEEDS)
    expect(sum.faults).toBeGreaterThan(SEEDS)
    expect(sum.gaps).toBeGreaterThan(SEEDS / 10)
  }, 900_000)

  it('is the same in every event whenever its seed is run', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { trace } = await simulate(seed, { isTraced: true })
      expect(trace.length).toBeGreaterThan(100)
      expect((await simulate(seed, { isTraced: true })).trace).toEqual(trace)
    }
  })
})
