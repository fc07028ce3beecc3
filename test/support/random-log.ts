import { DEFAULT_LAYOUT, type Layout } from '../../src/core/match.ts'
import type { Outcome, Pattern, Rule } from '../../src/core/rule.ts'
import type { ReferenceLine } from './reference.ts'
import { sampleOutcome, sampleRule } from './sample-rules.ts'
import { type Chance, seededChance } from './seeded-random.ts'

/** A small world with everything in it that the page on semantics speaks of. Print `seed` to see it again. */
export interface RandomLog {
  readonly seed: number
  readonly layout: Layout
  readonly rules: readonly Rule[]
  /** In the order of reading, in one partition; a line that fits several rules stands once for each, with one offset. */
  readonly lines: readonly ReferenceLine[]
  readonly endMs: number
}

/** Whether two lines may arrive at the same instant: then the partition and the offset decide which came first. */
export type Arrivals = 'distinct' | 'any'

const START_MS = Date.UTC(2024, 6, 9, 12)
const DAY = 86_400_000
const EVENTS = ['a', 'a', 'a', 'b', 'b', 'x', 'both', 'noise'] as const

/** How the lines of one host are stamped. */
type Clock = 'right' | 'whole seconds' | 'behind' | 'ahead' | 'missing' | 'unset' | 'mixed' | 'set back'
const CLOCKS = ['right', 'right', 'whole seconds', 'behind', 'ahead', 'missing', 'unset', 'mixed', 'set back'] as const

/** What a line is before it fits rules. */
type Raw = Omit<ReferenceLine, 'rule' | 'key' | 'group' | 'events' | 'offset'> & {
  readonly event: (typeof EVENTS)[number]
  readonly site: string
}

export function randomLog(seed: number): RandomLog {
  const chance = seededChance(seed)
  const layout = { ...DEFAULT_LAYOUT, disorderMs: chance.pick([0, 0, 1_000, 4_000]) }
  const rules = Array.from({ length: chance.between(1, 3) }, (_, i) => randomRule(`rule-${i + 1}`, chance))
  const partitions = chance.between(1, 5)
  const taken = new Set<number>()
  const raw = Array.from({ length: chance.between(1, 3) }, (_, i) =>
    linesOf(`192.0.2.${i + 1}`, `site-${chance.between(1, 2)}`, rules, partitions, taken, chance),
  ).flat()
  const numbered = intoPartitions(raw, layout.disorderMs, chance)
  const lines = numbered.flatMap(line => rules.flatMap(rule => toMatch(line, rule)))
  const newest = Math.max(...raw.map(line => line.arrival))
  const endMs = newest + chance.pick([0, 1, 5_000, chance.between(0, 60_000), 2 * DAY])
  return { seed, layout, rules, lines, partitions, endMs }
}

function randomRule(id: string, chance: Chance): Rule {
  const pattern = randomPattern(chance)
  const grouped = chance.happens(0.3)
  const main = randomOutcome(chance)
  const outcomes: Rule['outcomes'] =
    pattern.kind !== 'expectation'
      ? { fired: main }
      : chance.pick([
          { met: sampleOutcome({ severity: 'info' }), missed: main },
          { missed: main },
          { met: sampleOutcome({ severity: 'info' }) },
        ])
  return sampleRule(pattern, {
    id,
    outcomes,
    key: grouped ? ['site', 'host'] : ['host'],
    group: grouped ? ['site'] : ['host'],
    suppressMs: chance.pick([0, 0, chance.between(5_000, 30_000)]),
    reopenMs: chance.pick([0, 0, chance.between(5_000, 30_000)]),
    updateEveryMs: chance.between(3_000, 60_000),
  })
}

function randomPattern(chance: Chance): Pattern {
  const withinMs = chance.pick([chance.between(1, 20) * 1_000, chance.between(1_000, 20_000)])
  const kind = chance.pick(['expectation', 'expectation', 'repeat', 'single'] as const)
  if (kind === 'expectation') return { kind, after: 'a', expect: 'b', withinMs }
  if (kind === 'single') return { kind, event: 'a' }
  const count = chance.between(2, 4)
  const clear = { below: chance.between(1, count), withinMs: chance.between(1_000, 30_000) }
  return { kind, event: 'a', count, withinMs, clear }
}

function randomOutcome(chance: Chance): Outcome {
  const first = chance.between(1_000, 20_000)
  return sampleOutcome({
    resolve: {
      on: chance.pick([[], ['b'], ['x'], ['b', 'x']]),
      quietMs: chance.pick([null, null, chance.between(3_000, 60_000)]),
    },
    escalate: chance.pick([
      [],
      [{ afterMs: first, severity: 'error' }],
      [
        { afterMs: first, severity: 'error' },
        { afterMs: first + chance.between(1, 20_000), severity: 'critical' },
      ],
    ]),
  })
}

function linesOf(
  host: string,
  site: string,
  rules: readonly Rule[],
  partitions: number,
  taken: Set<number>,
  chance: Chance,
): Raw[] {
  const clock: Clock = chance.pick(CLOCKS)
  const skewMs = chance.between(0, 3_600_000)
  const hasSequence = chance.happens(0.3)
  const edges = rules.flatMap(({ pattern }) => ('withinMs' in pattern ? [pattern.withinMs] : []))
  const lines: Raw[] = []
  const count = chance.between(5, 40)
  let arrival = START_MS + chance.between(0, 10_000)
  for (let i = 0; i < count; i++) {
    const edge = chance.pick(edges.length > 0 ? edges : [5_000])
    const gaps = [0, 1, chance.between(1, 3_000), chance.between(1, 30_000), edge, edge + 1, edge + 999, edge + 5_000]
    arrival = free(arrival + chance.pick(gaps), taken)
    const event = chance.pick(EVENTS)
    const stamped = stamp(clock, arrival, skewMs, i / count, chance)
    const common = { code: `TEST-5-${event.toUpperCase()}`, text: `${event} ${chance.between(1, 2)}` }
    const sequence = hasSequence ? String(i) : null
    const partition = chance.between(0, partitions - 1)
    const line = { ...common, ...stamped, event, host, site, arrival, sequence, topic: 'lines', partition }
    lines.push(line)
    if (chance.happens(0.15)) lines.push(secondCopy(line, partitions, taken, chance))
  }
  return lines
}

function stamp(
  clock: Clock,
  arrival: number,
  skewMs: number,
  progress: number,
  chance: Chance,
): Pick<Raw, 'stamp' | 'resolutionMs' | 'unset'> {
  const sent = arrival - chance.pick([0, 0, chance.between(0, 500), chance.between(0, 9_000)])
  const exact = { stamp: sent, resolutionMs: 0, unset: false }
  const whole = { stamp: Math.floor(sent / 1_000) * 1_000, resolutionMs: 999, unset: false }
  const missing = { stamp: null, resolutionMs: 0, unset: false }
  const unset = { stamp: sent - 20 * 365 * DAY, resolutionMs: 0, unset: true }
  switch (clock) {
    case 'right':
      return exact
    case 'whole seconds':
      return whole
    case 'behind':
      return { ...exact, stamp: sent - skewMs }
    case 'ahead':
      return { ...exact, stamp: sent + (skewMs % 7_000) }
    case 'missing':
      return missing
    case 'unset':
      return progress < 0.6 ? unset : exact
    case 'mixed':
      return chance.pick([exact, exact, whole, missing, unset])
    case 'set back':
      return progress < 0.5 ? exact : { ...exact, stamp: sent - (skewMs % 120_000) }
  }
}

function secondCopy(line: Raw, partitions: number, taken: Set<number>, chance: Chance): Raw {
  const arrival = free(line.arrival + chance.pick([1, 5_000, chance.between(1, 90_000)]), taken)
  const sequence = chance.happens(0.8) ? line.sequence : null
  return { ...line, arrival, sequence, partition: chance.between(0, partitions - 1) }
}

/** The first arrival from here on that no line of this world has. */
function free(arrival: number, taken: Set<number>): number {
  let candidate = arrival
  while (taken.has(candidate)) candidate++
  taken.add(candidate)
  return candidate
}

/** Offsets within a partition follow arrival, but for a disorder of at most `disorderMs`. */
function intoPartitions(raw: readonly Raw[], disorderMs: number, chance: Chance): (Raw & { offset: number })[] {
  const places = raw.map(line => ({ line, place: line.arrival + chance.between(0, disorderMs) }))
  const inOrder = places.toSorted((a, b) => a.place - b.place || a.line.arrival - b.line.arrival)
  const next = new Map<number, number>()
  return inOrder.map(({ line }) => {
    const offset = next.get(line.partition) ?? 0
    next.set(line.partition, offset + 1)
    return { ...line, offset }
  })
}

function toMatch({ event, site, ...line }: Raw & { offset: number }, rule: Rule): ReferenceLine[] {
  if (event === 'noise') return []
  const fields: Readonly<Record<string, string>> = { site, host: line.host }
  const events = event === 'both' ? ['a', 'b'] : [event]
  const values = (names: readonly string[]): string[] => names.map(name => fields[name]!)
  return [{ ...line, rule, events, key: values(rule.key), group: values(rule.group) }]
}
