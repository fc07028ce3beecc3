import { describe, expect, it } from 'vitest'
import { UTC } from '../../src/core/syslog/zones.ts'
import { watchCoverage } from '../../src/rules/coverage.ts'
import { loadRules } from '../../src/rules/load.ts'
import { runTest } from '../../src/rules/run-test.ts'
import type { RuleTest, TestEntry, TestEvent } from '../../src/rules/test-schema.ts'
import { fencesOf } from '../docs/markdown.ts'
import { type Chance, seededChance } from '../support/seeded-random.ts'

const { rules } = loadRules(
  fencesOf('docs/rules.md')
    .filter(({ info }) => info === 'rule')
    .map(({ text, line }) => ({ path: `docs/rules.md:${line}`, text })),
)

/** Events of a rule on a time line: some late, some delivered again, some restarts. */
function randomTest(names: readonly string[], key: readonly string[], chance: Chance): RuleTest {
  let ms = 0
  const events = Array.from({ length: chance.between(1, 30) }, (_, index): TestEntry<TestEvent> => {
    if (index > 0 && chance.happens(0.05)) return { kind: 'restart' }
    ms += chance.pick([0, 1, chance.between(0, 12_000), chance.between(0, 90_000), 1_800_000])
    return {
      kind: 'event',
      at: { kind: 'since_begin', ms },
      lateMs: chance.happens(0.15) ? chance.between(1, 60_000) : null,
      deliveries: chance.happens(0.1) ? chance.between(2, 4) : 1,
      event: chance.happens(0.9) ? chance.pick(names) : null,
      key: Object.fromEntries(key.map(name => [name, `${name}-${chance.between(1, 3)}`])),
      text: null,
      fields: {},
    }
  })
  return { name: 'random', device: 'device', events, expect: [] }
}

describe('a rule test', () => {
  it('gives the same in every way in which it is run, whatever is late, delivered again or restarted', () => {
    let incidents = 0
    let touched = 0
    for (let seed = 0; seed < 600; seed++) {
      const chance = seededChance(seed)
      const { rule } = chance.pick(rules)
      const names = rule.events.map(({ name }) => name)
      const { watch, coverage } = watchCoverage(rule)
      const result = runTest(rule, randomTest(names, rule.key, chance), () => UTC, watch)
      expect(result.fault, `seed ${seed}`).toBeNull()
      incidents += result.found.length
      touched += coverage().points.filter(point => point.touched).length
    }
    expect(incidents).toBeGreaterThan(600)
    expect(touched).toBeGreaterThan(600)
  })
})
