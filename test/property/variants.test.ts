import { describe, expect, it } from 'vitest'
import { correlate } from '../../src/core/correlate.ts'
import type { Event } from '../../src/core/event.ts'
import type { Incident } from '../../src/core/incident.ts'
import { PATTERN_KINDS, type Pattern, type Rule } from '../../src/core/rule.ts'
import { sampleOutcome, sampleRule } from '../support/sample-rules.ts'
import { type Chance, seededChance } from '../support/seeded-random.ts'
import { event } from '../unit/syslog/parse.ts'

const SEEDS = 1_500
const START_MS = Date.UTC(2024, 6, 9, 12)
const HOSTS = ['lab-1', 'lab-2', 'wlc1'] as const

function patternOf(kind: Pattern['kind'], chance: Chance): Pattern {
  const withinMs = chance.pick([2_000, 5_000, 20_000])
  const threshold = { count: chance.between(1, 3), withinMs, clear: { below: 1, withinMs } }
  switch (kind) {
    case 'expectation':
      return { kind, after: 'a', expect: 'b', withinMs }
    case 'sequence': {
      const steps = ['a', 'b'].map(name => ({ event: name, times: 1, not: [] }))
      return { kind, steps, notAfter: [], withinMs, until: [], contiguity: 'relaxed', afterMatch: 'skip_past_last' }
    }
    case 'repeat':
      return { kind, event: 'a', ...threshold }
    case 'distinct':
      return { kind, event: 'a', field: 'value', until: [], ...threshold }
    case 'all':
      return { kind, events: ['a', 'b'], withinMs }
    case 'heartbeat':
      return { kind, event: 'a', everyMs: withinMs, graceMs: 0 }
    case 'single':
      return { kind, event: 'a' }
  }
}

function ruleOf(hash: string, kind: Pattern['kind'], chance: Chance): Rule {
  const outcome = sampleOutcome({ severity: chance.pick(['info', 'warning']), resolve: { on: ['x'], quietMs: 30_000 } })
  const outcomes = { [kind === 'expectation' || kind === 'heartbeat' ? 'missed' : 'fired']: outcome }
  return sampleRule(patternOf(kind, chance), { hash, outcomes, reopenMs: chance.pick([0, 20_000]) })
}

function logOf(chance: Chance): Event[] {
  let at = START_MS
  return Array.from({ length: chance.between(10, 40) }, () => {
    at += chance.pick([1, 1_000, 2_000, 5_000, 5_001, 20_000])
    const name = chance.pick(['a', 'a', 'b', 'x'])
    const fields = new Map([['value', String(chance.between(1, 4))]])
    const host = chance.pick(HOSTS)
    return event({
      code: `TEST-5-${name.toUpperCase()}`,
      text: `${name} ${at}`,
      host,
      arrival: at,
      time: new Date(at).toISOString(),
      fields,
    })
  })
}

const ofHost = (records: readonly Incident[], host: string) => records.filter(({ key }) => key['host'] === host)

describe('a rule with variants', () => {
  it.each(PATTERN_KINDS)('of kind %s gives of each host what the variant of that host gives alone', kind => {
    let found = 0
    for (let seed = 0; seed < SEEDS; seed++) {
      const chance = seededChance(seed)
      const [base, one, other] = ['base', 'one', 'other'].map(hash => ruleOf(hash, kind, chance))
      const tuned = {
        ...base!,
        variants: [
          { hosts: ['*-1'], rule: one! },
          { hosts: ['none', 'lab-*'], rule: other! },
        ],
      }
      const log = logOf(chance)
      const options = { endMs: log.at(-1)!.arrival + chance.between(0, 60_000) }
      const records = correlate([tuned], log, options)
      const alone = { 'lab-1': one!, 'lab-2': other!, wlc1: base! }
      for (const host of HOSTS) {
        expect(ofHost(records, host), `seed ${seed}`).toEqual(ofHost(correlate([alone[host]], log, options), host))
      }
      found += new Set(records.map(({ rule }) => rule.hash)).size
    }
    expect(found).toBeGreaterThan(SEEDS / 2)
  })
})
