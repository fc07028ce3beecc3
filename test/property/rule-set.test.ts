import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import type { Rule } from '../../src/core/rule.ts'
import { compileRules } from '../../src/core/rule-set.ts'
import { alternative, type Fields, givenTo, isEvent, line } from '../support/random-events.ts'
import { sampleRule } from '../support/sample-rules.ts'

const rules: fc.Arbitrary<readonly Rule[]> = fc
  .array(fc.array(fc.array(alternative, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }), {
    maxLength: 12,
  })
  .map(all =>
    all.map((events, index) =>
      sampleRule(
        { kind: 'single', event: 'e0' },
        { id: `rule-${index}`, hash: `hash-${index}`, events: events.map((anyOf, i) => ({ name: `e${i}`, anyOf })) },
      ),
    ),
  )

function naiveFits(all: readonly Rule[], one: Event) {
  return all.flatMap(({ id, events }) => {
    const fitting = events.flatMap(({ name, anyOf }) => {
      for (const each of anyOf) {
        const extracted = givenTo(each, one.text)
        if (isEvent(each, one)) return [{ name, extracted }]
      }
      return []
    })
    if (fitting.length === 0) return []
    const extracted: Fields = Object.assign({}, ...fitting.map(each => each.extracted).reverse())
    return [{ id, events: fitting.map(({ name }) => name), extracted }]
  })
}

describe('a compiled set of rules', () => {
  it('gives of every line what asking each rule for each part of each description gives', () => {
    let fits = 0
    fc.assert(
      fc.property(rules, fc.array(line, { minLength: 1, maxLength: 10 }), (all, lines) => {
        const set = compileRules(all)
        for (const each of lines) {
          const found = set.fits(each, DEFAULT_LAYOUT).map(({ rule, events, extracted }) => ({
            id: rule.id,
            events,
            extracted: extracted ?? {},
          }))
          expect(found).toEqual(naiveFits(all, each))
          fits += found.length
        }
      }),
      { numRuns: 1_000 },
    )
    expect(fits).toBeGreaterThan(1_000)
  })
})
