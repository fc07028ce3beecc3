import { expect, it } from 'vitest'
import { seededChance } from '../support/seeded-random.ts'
import { SHORT, Site } from '../support/service/bench-site.ts'
import { expectedRevisions, type ReadLine } from '../support/service/oracle.ts'
import { serviceRules } from '../support/service/rules.ts'
import { doubtsOf } from '../support/service/second-opinion.ts'

const START_MS = Date.UTC(2026, 2, 1, 12)
const rules = serviceRules()

/** Lines as `sendLines` of a site sends them, as they would be read back. */
function linesOf(seed: number): readonly ReadLine[] {
  const chance = seededChance(seed)
  const site = new Site(['127.0.0.1:1'], rules, 1)
  let arrival = START_MS
  return Array.from({ length: 400 }, (_, offset) => {
    arrival += chance.between(5, 60)
    const at = new Date(arrival - chance.pick([0, 0, 0, chance.between(0, 150)]))
    const value = Buffer.from(site.line(chance.between(1, 6), chance.pick(['A', 'A', 'B', 'B', 'C', 'NOISE']), at))
    return { topic: 'lines', partition: 0, offset: String(offset), timestampMs: arrival, value }
  })
}

it('two ways of judging that share neither parser nor fold agree, and tell each revision that is left out, added or changed', () => {
  for (let seed = 0; seed < 50; seed++) {
    const lines = linesOf(seed)
    const endMs = lines.at(-1)!.timestampMs + 60_000
    const circumstances = { rules, layout: SHORT, endMs }
    const expected = expectedRevisions(lines, rules, SHORT, endMs)
    expect(doubtsOf(expected, lines, circumstances)).toEqual([])
    const judged = expected.filter(json => /"id":"(answered|again)"/.test(json))
    expect(judged.length).toBeGreaterThan(20)
    const one = judged[0]!
    const doubts = (revisions: readonly string[]) => doubtsOf(revisions, lines, circumstances)
    expect(doubts(expected.filter(json => json !== one))).toHaveLength(1)
    expect(doubts([...expected, one])).toHaveLength(1)
    expect(
      doubts(expected.map(json => (json === one ? json.replace(/"opened_at":"2026/, '"opened_at":"2025') : json))),
    ).toHaveLength(1)
  }
})
