import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ACTIONS, RESOLUTIONS } from '../../src/core/incident.ts'
import { OUTCOMES } from '../../src/core/rule.ts'
import { type RandomLog, randomLog } from '../support/random-log.ts'
import { JUDGED, judge, type ReferenceRevision } from '../support/reference.ts'
import { revisionOf, runLog } from '../support/run-log.ts'

const SEEDS = 10_000

/** The first place where the engine and the reference part, in words; null where they agree to the end. */
function differenceOf(log: RandomLog): string | null {
  const found = runLog(log).map(revisionOf)
  const expected = judge(log.lines, log.layout, log.endMs)
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    if (!isDeepStrictEqual(found[i], expected[i]))
      return `seed ${log.seed}, revision ${i}: ${inWords(found[i], expected[i])}`
  }
  return null
}

function inWords(engine: ReferenceRevision | undefined, reference: ReferenceRevision | undefined): string {
  if (!engine) return `only the reference publishes ${JSON.stringify(reference)}`
  if (!reference) return `only the engine publishes ${JSON.stringify(engine)}`
  const names = Object.keys(engine) as (keyof ReferenceRevision)[]
  const parted = names.filter(name => !isDeepStrictEqual(engine[name], reference[name]))
  const values = parted.map(
    name => `${name} is ${JSON.stringify(engine[name])}, not ${JSON.stringify(reference[name])}`,
  )
  return `${engine.rule} ${engine.group.join()} revision ${engine.revision}: ${values.join('; ')}`
}

describe('the engine', () => {
  it(`publishes what the reference publishes, in ${SEEDS} random logs`, () => {
    for (let seed = 0; seed < SEEDS; seed++) expect(differenceOf(randomLog(seed, 'any', JUDGED))).toBeNull()
  })
})

describe('random logs', () => {
  it('make incidents begin, go on and end in every way that one definition of a rule allows', () => {
    const seen = new Set<unknown>()
    for (let seed = 0; seed < 1_000; seed++) {
      for (const { incident } of runLog(randomLog(seed, 'any', JUDGED)))
        seen.add(incident.action).add(incident.resolution).add(incident.outcome)
    }
    const ways = [...ACTIONS, ...OUTCOMES, ...RESOLUTIONS.filter(way => way !== 'rule_changed'), null]
    expect([...seen].toSorted()).toEqual(ways.toSorted())
  })

  it('have no more disorder than the layout allows, and arrivals of their own if asked', () => {
    let disordered = 0
    for (let seed = 0; seed < 300; seed++) {
      const { lines, layout } = randomLog(seed, 'distinct')
      const arrivals = [...new Map(lines.map(line => [line.offset, line.arrival])).values()]
      expect(new Set(arrivals).size, `seed ${seed}`).toBe(arrivals.length)
      let greatest = Number.NEGATIVE_INFINITY
      for (const arrival of arrivals) {
        expect(arrival, `seed ${seed}`).toBeGreaterThanOrEqual(greatest - layout.disorderMs)
        if (arrival < greatest) disordered++
        greatest = Math.max(greatest, arrival)
      }
    }
    expect(disordered).toBeGreaterThan(100)
  })
})
