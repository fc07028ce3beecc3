import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type RandomLog, randomLog } from '../support/random-log.ts'
import { judge } from '../support/reference.ts'
import { revisionOf, runLog } from '../support/run-log.ts'

const SEEDS = 10_000

/** The first place where the engine and the reference part, in words; null where they agree to the end. */
function differenceOf(log: RandomLog): string | null {
  const found = runLog(log).map(revisionOf)
  const expected = judge(log.lines, log.layout, log.endMs)
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    if (isDeepStrictEqual(found[i], expected[i])) continue
    const [engine, reference] = [found[i], expected[i]].map(one => JSON.stringify(one) ?? 'nothing')
    return `seed ${log.seed}, revision ${i}:\n  engine    ${engine}\n  reference ${reference}`
  }
  return null
}

describe('the engine', () => {
  it(`publishes what the reference publishes, in ${SEEDS} random logs`, () => {
    for (let seed = 0; seed < SEEDS; seed++) expect(differenceOf(randomLog(seed, 'any'))).toBeNull()
  })
})
