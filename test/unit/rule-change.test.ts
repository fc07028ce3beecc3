import { describe, expect, it } from 'vitest'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { fold, newShardState } from '../../src/core/fold.ts'
import type { Incident } from '../../src/core/incident.ts'
import type { KnownRules } from '../../src/core/known-rules.ts'
import type { Layout } from '../../src/core/match.ts'
import { compileRules, type RuleSet } from '../../src/core/rule-set.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { loadRules } from '../../src/rules/load.ts'

const LAYOUT: Layout = { reorderMs: 0, disorderMs: 0, beliefMs: 86_400_000, aheadMs: 0 }
const START = Date.UTC(2026, 6, 9, 13, 0, 0)

/** A rule that waits for an answer of this code, within ten seconds. */
function answered(id: string, answer: string): string {
  return `id: ${id}
title: T
events: { down: { code: T-3-DOWN }, up: { code: ${answer} }, over: { code: T-5-OVER } }
pattern: { kind: expectation, after: down, expect: up, within: 10s }
outcomes: { missed: { severity: warning, summary: s, resolve: { on: over } } }
`
}

const REPEATED = `id: repeated
title: T
events: { down: { code: T-3-DOWN } }
pattern: { kind: repeat, event: down, count: COUNT, within: 1m }
outcomes: { fired: { severity: warning, summary: s } }
`

function compiled(...texts: readonly string[]): RuleSet {
  const { rules, problems } = loadRules([{ path: 'rules.yaml', text: texts.join('---\n') }])
  expect(problems.filter(({ level }) => level === 'error')).toEqual([])
  return compileRules(rules.map(({ rule }) => rule))
}

const OLD = compiled(answered('answered', 'T-5-UP'), answered('other', 'T-5-UP'))
const NEW = compiled(answered('answered', 'T-5-BACK'), answered('other', 'T-5-UP'))
const WITHOUT = compiled(answered('other', 'T-5-UP'))

/** One shard, to which lines are told second by second, of one or two partitions, by one set of rules or another. */
class Shard {
  readonly state = newShardState(LAYOUT)
  readonly incidents: Incident[] = []
  readonly #known: ReadonlyMap<string, { rules: RuleSet; site: string }>
  readonly #count: number
  readonly #next = [0, 0]

  constructor(known: Readonly<Record<string, RuleSet>>, count = 1) {
    this.#known = new Map(
      Object.entries(known).map(([name, rules]) => [name, { rules, site: name.split('@')[1] ?? '' }]),
    )
    this.#count = count
  }

  /** What a tagger says that has come to `second`, with these lines of that second. */
  tell(by: string, second: number, codes: readonly string[] = [], partition = 0): this {
    const { rules } = this.#known.get(by)!
    const place = { topic: 'lines', partition }
    const tagger = new RecordTagger(place, {
      rules,
      layout: LAYOUT,
      zones: UTC,
      aliases: new Map(),
      keyIsHost: false,
      plain: null,
    })
    const from = this.#next[partition]!
    const timestampMs = START + second * 1_000
    const matches = codes.flatMap((code, index) => {
      const value = new TextEncoder().encode(
        `<189>${from + index}: sw1: Jul  9 13:00:${String(second).padStart(2, '0')}.000: %${code}: x ${from + index}`,
      )
      return tagger.tag({ offset: from + index, timestampMs, key: null, value })
    })
    const to = from + codes.length
    this.#next[partition] = to
    const frame = { ...place, stream: by, base: 0, from, to, promise: timestampMs, matches }
    const definitions = new Map([...this.#known.values()].flatMap(({ rules: set }) => [...set.definitions]))
    const ruleSets = new Map<string, KnownRules>(
      [...this.#known].map(([name, { rules: set, site }]) => [
        name,
        { definitions: new Set(set.definitions.keys()), site },
      ]),
    )
    const record = { generation: 0, partitions: { lines: this.#count }, rules: by, frames: [frame] }
    const outputs = fold(this.state, record, { definitions, ruleSets, replay: false, observe: null })
    this.incidents.push(...outputs.map(({ incident }) => incident))
    return this
  }

  /** Rules of incidents, with what became of them; news left out. */
  get told(): string[] {
    const others = this.incidents.filter(({ action }) => action !== 'updated')
    return others.map(({ rule, action, resolution }) => `${rule.id} ${action} ${resolution ?? ''}`.trim())
  }
}

const all = { old: OLD, new: NEW }

describe('a rule that changes', () => {
  it('declares no absence that spans the change, and counts it; other rules do', () => {
    const shard = new Shard(all).tell('old', 0, ['T-3-DOWN']).tell('new', 5).tell('new', 40)
    expect(shard.told).toEqual(['other opened'])
    expect(shard.state.counters.ruleChanged).toBe(1)
  })

  it('declares what begins behind the change', () => {
    const shard = new Shard(all)
      .tell('old', 0, ['T-3-DOWN'])
      .tell('new', 5)
      .tell('new', 20, ['T-3-DOWN'])
      .tell('new', 50)
    expect(shard.told).toEqual(['other opened', 'answered opened'])
  })

  it('takes answers that lines of the new version are, by their names', () => {
    const shard = new Shard(all).tell('old', 0, ['T-3-DOWN']).tell('new', 5, ['T-5-BACK', 'T-5-UP']).tell('new', 40)
    expect(shard.told).toEqual([])
    expect(shard.state.counters.ruleChanged).toBe(0)
  })

  it('keeps its incident, which lines of the new version end', () => {
    const shard = new Shard(all)
      .tell('old', 0, ['T-3-DOWN'])
      .tell('old', 20)
      .tell('new', 30, ['T-5-OVER'])
      .tell('new', 40)
    expect(shard.told).toEqual([
      'answered opened',
      'other opened',
      'answered resolved recovered',
      'other resolved recovered',
    ])
  })

  it('declares none either if the change was taken back meanwhile', () => {
    const shard = new Shard(all).tell('old', 0, ['T-3-DOWN']).tell('new', 5).tell('old', 6).tell('old', 40)
    expect(shard.told).toEqual(['other opened'])
  })

  it('declares none while one partition is tagged by the rules of before', () => {
    const shard = new Shard(all, 2).tell('old', 0, [], 1).tell('new', 0, ['T-3-DOWN'])
    shard.tell('new', 40).tell('old', 40, [], 1)
    expect(shard.told).toEqual(['other opened'])
    shard.tell('new', 50, ['T-3-DOWN']).tell('new', 50, [], 1)
    shard.tell('new', 59).tell('new', 59, [], 1)
    expect(shard.told).toEqual(['other opened'])
  })

  it('is not changed by a tagger that lags behind', () => {
    const shard = new Shard(all).tell('new', 0, ['T-3-DOWN'])
    const lagging = { topic: 'lines', partition: 0, stream: 'x', base: 0, from: 0, to: 0, promise: 0, matches: [] }
    const record = { generation: 0, partitions: { lines: 1 }, rules: 'old', frames: [lagging] }
    fold(shard.state, record, { definitions: new Map(), replay: false, observe: null })
    expect(shard.tell('new', 40).told).toEqual(['answered opened', 'other opened'])
  })

  it('ends its incidents when it is gone', () => {
    const shard = new Shard({ old: OLD, without: WITHOUT }).tell('old', 0, ['T-3-DOWN']).tell('old', 20)
    expect(shard.tell('without', 25).told).toEqual([
      'answered opened',
      'other opened',
      'answered resolved rule_changed',
    ])
  })

  it('counts lines on that were counted, by the version that began', () => {
    const [three, four] = ['3', '4'].map(count => compiled(REPEATED.replace('COUNT', count)))
    const shard = new Shard({ three: three!, four: four! }).tell('three', 0, ['T-3-DOWN', 'T-3-DOWN'])
    expect(shard.tell('four', 5, ['T-3-DOWN']).tell('four', 9).told).toEqual(['repeated opened'])
  })
})

describe('a rule that leaves the shadow', () => {
  const [shadow, live] = ['shadow: true', ''].map(line => compiled(`${REPEATED.replace('COUNT', '2')}${line}\n`))
  const twice = ['T-3-DOWN', 'T-3-DOWN']
  const sets = { shadow: shadow!, live: live! }

  it('ends what it would have told, and tells what comes from then on, though a would-be incident was open', () => {
    const shard = new Shard(sets).tell('shadow', 0, twice).tell('shadow', 5).tell('live', 8, twice).tell('live', 12)
    const told = shard.incidents.map(({ action, resolution, shadow: is }) => [is ?? false, action, resolution])
    expect(told).toEqual([
      [true, 'opened', null],
      [true, 'resolved', 'rule_changed'],
      [false, 'opened', null],
    ])
  })

  it('goes back into it in the same way', () => {
    const shard = new Shard(sets).tell('live', 0, twice).tell('live', 5).tell('shadow', 8, twice).tell('shadow', 12)
    expect(shard.incidents.map(one => [one.shadow ?? false, one.action])).toEqual([
      [false, 'opened'],
      [false, 'resolved'],
      [true, 'opened'],
    ])
  })
})

it('other zones or aliases count as a change of every rule', () => {
  const shard = new Shard({ 'old@utc': OLD, 'old@tokyo': OLD }).tell('old@utc', 0, ['T-3-DOWN']).tell('old@tokyo', 5)
  expect(shard.tell('old@tokyo', 40).told).toEqual([])
  expect(shard.state.counters.ruleChanged).toBe(2)
})
