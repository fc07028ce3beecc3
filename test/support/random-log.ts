import { DEFAULT_LAYOUT, type Layout } from '../../src/core/match.ts'
import {
  AFTER_MATCH,
  type Outcome,
  PATTERN_KINDS,
  type Pattern,
  type Rule,
  type Sequence,
} from '../../src/core/rule.ts'
import type { ReferenceLine } from './reference.ts'
import { sampleOutcome, sampleRule } from './sample-rules.ts'
import { type Chance, seededChance } from './seeded-random.ts'

type Kinds = readonly Pattern['kind'][]
const ALL_KINDS: Kinds = PATTERN_KINDS

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
const HOUR = 3_600_000
const DAY = 86_400_000
/** What a line says: an opener, its answer, something else that ends an incident, both at once, or nothing. */
const EVENTS = ['a', 'a', 'a', 'b', 'b', 'x', 'ab', 'ax', 'noise'] as const

const EVENT_NAMES = ['a', 'b', 'x'] as const

/** How the lines of one host are stamped. */
const CLOCKS = [
  'right',
  'right',
  'whole seconds',
  'behind',
  'ahead',
  'missing',
  'unset',
  'mixed',
  'set back',
  'no zone',
] as const
type Clock = (typeof CLOCKS)[number]

/** What a line is before it fits rules. */
type Raw = Omit<ReferenceLine, 'rule' | 'key' | 'group' | 'events' | 'offset'> & {
  readonly event: (typeof EVENTS)[number]
  readonly site: string
}

/** Draws arrivals: in `slow` worlds days go by, so that incidents expire and windows are forgotten. */
interface Draw {
  readonly chance: Chance
  readonly rules: readonly Rule[]
  readonly isSlow: boolean
  /** The first instant from `arrival` on at which a line may arrive. */
  readonly free: (arrival: number) => number
}

/** With rules of these kinds; `grace` only where a log may have rules of all kinds. */
export function randomLog(seed: number, arrivals: Arrivals, kinds: Kinds = ALL_KINDS): RandomLog {
  const chance = seededChance(seed)
  const layout = { ...DEFAULT_LAYOUT, disorderMs: chance.pick([0, 0, 1_000, 4_000]) }
  const rules = Array.from({ length: chance.between(1, 3) }, (_, i) => randomRule(`rule-${i + 1}`, seed, kinds, chance))
  const draw = { chance, rules, isSlow: chance.happens(0.05), free: arrivals === 'any' ? asIs : distinct() }
  const hosts = ['192.0.2.1', '192.0.2.20', '192.0.2.3'].slice(0, chance.between(1, 3))
  const raw = hosts.flatMap(host => linesOf(host, `site-${chance.between(1, 2)}`, draw))
  const lines = inOrderOfReading(raw, layout.disorderMs, chance).flatMap((line, offset) =>
    rules.flatMap(rule => toMatch({ ...line, offset }, rule)),
  )
  const newest = Math.max(...raw.map(line => line.arrival))
  const endMs = newest + chance.pick([0, 1, 5_000, chance.between(0, 60_000), 2 * DAY])
  return { seed, layout, rules, lines, endMs }
}

function randomRule(id: string, seed: number, kinds: Kinds, chance: Chance): Rule {
  const pattern = randomPattern(kinds, chance)
  const hasGrace = kinds === ALL_KINDS && chance.happens(0.2)
  const grouped = chance.happens(0.3)
  const main = randomOutcome(pattern, chance)
  const outcomes: Rule['outcomes'] =
    pattern.kind !== 'expectation'
      ? { [pattern.kind === 'heartbeat' ? 'missed' : 'fired']: main }
      : chance.pick([
          { met: sampleOutcome({ severity: 'info' }), missed: main },
          { missed: main },
          { met: sampleOutcome({ severity: 'info' }) },
        ])
  return sampleRule(pattern, {
    id,
    hash: `${id} of ${seed}`,
    outcomes,
    key: grouped ? ['site', 'host'] : ['host'],
    group: grouped ? ['site'] : ['host'],
    suppressMs: chance.pick([0, 0, chance.between(5_000, 30_000)]),
    reopenMs: chance.pick([0, 0, chance.between(5_000, 30_000)]),
    updateEveryMs: chance.between(3_000, 60_000),
    ...(hasGrace ? { grace: { after: ['x'], forMs: chance.between(1_000, 30_000) } } : {}),
  })
}

function randomPattern(kinds: Kinds, chance: Chance): Pattern {
  const withinMs = chance.pick([chance.between(1, 20) * 1_000, chance.between(1_000, 20_000)])
  const kind = chance.pick(kinds)
  const count = chance.between(2, 4)
  const clear = { below: chance.between(1, count), withinMs: chance.between(1_000, 30_000) }
  switch (kind) {
    case 'expectation':
      return { kind, after: 'a', expect: 'b', withinMs }
    case 'sequence':
      return { kind, ...randomSequence(chance), withinMs }
    case 'repeat':
      return { kind, event: 'a', count, withinMs, clear }
    case 'distinct':
      return {
        kind,
        event: 'a',
        field: 'value',
        until: chance.pick([[], ['b']]),
        count: 2,
        withinMs,
        clear: { ...clear, below: 1 },
      }
    case 'all':
      return {
        kind,
        events: chance.pick([
          ['a', 'b'],
          ['a', 'b', 'x'],
        ]),
        withinMs,
      }
    case 'heartbeat':
      return { kind, event: 'a', everyMs: withinMs, graceMs: chance.pick([0, 1_000]) }
    case 'single':
      return { kind, event: 'a' }
  }
}

/** The parts of a sequence but its time: up to three steps, of which one may be asked for twice. */
export function randomSequence(chance: Chance): Omit<Sequence, 'kind' | 'withinMs'> {
  const names = Array.from({ length: chance.between(1, 3) }, () => chance.pick(EVENT_NAMES))
  const notOf = (next: string) => (chance.happens(0.25) ? [chance.pick(EVENT_NAMES.filter(name => name !== next))] : [])
  return {
    steps: names.map(event => ({ event, times: chance.pick([1, 1, 2]), not: notOf(event) })),
    notAfter: chance.pick([[], [], ['b'], ['x']]),
    until: chance.pick([[], [], ['x']]),
    contiguity: chance.pick(['relaxed', 'relaxed', 'strict']),
    afterMatch: chance.pick(AFTER_MATCH),
  }
}

function randomOutcome(pattern: Pattern, chance: Chance): Outcome {
  const on = chance.pick([[], ['b'], ['x'], ['b', 'x']])
  const quietMs = chance.pick([null, null, chance.between(3_000, 60_000)])
  const endsByDefault = pattern.kind === 'single' && on.length === 0
  const first = chance.between(1_000, 20_000)
  return sampleOutcome({
    resolve: { on, quietMs: quietMs ?? (endsByDefault ? DAY : null) },
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

function linesOf(host: string, site: string, { chance, rules, isSlow, free }: Draw): Raw[] {
  const clock = chance.pick(CLOCKS)
  const skewMs = chance.between(0, HOUR)
  const hasSequence = chance.happens(0.3)
  const edges = rules.flatMap(({ pattern }) => [boundOf(pattern)].filter(ms => ms !== null))
  const lines: Raw[] = []
  const count = chance.between(5, 40)
  let arrival = START_MS + chance.between(0, 10_000)
  for (let i = 0; i < count; i++) {
    const edge = chance.pick(edges.length > 0 ? edges : [5_000])
    const gaps = [0, 1, chance.between(1, 3_000), chance.between(1, 30_000), edge, edge + 1, edge + 999, edge + 5_000]
    const days = isSlow ? [DAY, 2 * DAY, chance.between(1, 8 * DAY), chance.pick([7, 8, 30, 31]) * DAY] : []
    arrival = free(arrival + chance.pick([...gaps, ...days]))
    const event = chance.pick(EVENTS)
    const stamped = stamp(clock, arrival, skewMs, i / count, chance)
    const common = { code: `TEST-5-${event.toUpperCase()}`, text: `${event} ${chance.between(1, 2)}` }
    const sequence = hasSequence ? String(i) : null
    const line = { ...common, ...stamped, event, host, site, arrival, sequence, topic: 'lines', partition: 0 }
    lines.push(line)
    if (chance.happens(0.15)) lines.push(secondCopy(line, free, chance))
  }
  return lines
}

function boundOf(pattern: Pattern): number | null {
  if (pattern.kind === 'heartbeat') return pattern.everyMs + pattern.graceMs
  return pattern.kind === 'single' ? null : pattern.withinMs
}

type Stamped = Pick<Raw, 'stampMs' | 'resolutionMs' | 'shiftMs' | 'unset'>

function stamp(clock: Clock, arrival: number, skewMs: number, progress: number, chance: Chance): Stamped {
  const sent = arrival - chance.pick([0, 0, chance.between(0, 500), chance.between(0, 9_000)])
  const exact = { stampMs: sent, resolutionMs: 0, shiftMs: 0, unset: false }
  const whole = { ...exact, stampMs: Math.floor(sent / 1_000) * 1_000, resolutionMs: 999 }
  const missing = { ...exact, stampMs: null }
  const unset = { ...exact, stampMs: sent - 20 * 365 * DAY, unset: true }
  switch (clock) {
    case 'right':
      return exact
    case 'whole seconds':
      return whole
    case 'behind':
      return { ...exact, stampMs: sent - skewMs }
    case 'ahead':
      return { ...exact, stampMs: sent + (skewMs % 7_000) }
    case 'missing':
      return missing
    case 'unset':
      return progress < 0.6 ? unset : exact
    case 'mixed':
      return chance.pick([exact, exact, whole, missing, unset])
    case 'set back':
      return progress < 0.5 ? exact : { ...exact, stampMs: sent - (skewMs % 120_000) }
    case 'no zone':
      return { ...chance.pick([exact, whole]), shiftMs: chance.pick([0, HOUR, HOUR, 2 * HOUR]) }
  }
}

function secondCopy(line: Raw, free: Draw['free'], chance: Chance): Raw {
  const arrival = free(line.arrival + chance.pick([1, 5_000, chance.between(1, 90_000)]))
  return { ...line, arrival, sequence: chance.happens(0.8) ? line.sequence : null }
}

function asIs(arrival: number): number {
  return arrival
}

function distinct(): Draw['free'] {
  const taken = new Set<number>()
  return arrival => {
    let candidate = arrival
    while (taken.has(candidate)) candidate++
    taken.add(candidate)
    return candidate
  }
}

/** By arrival, but for a disorder of at most `disorderMs`. */
export function inOrderOfReading<T extends { readonly arrival: number }>(
  lines: readonly T[],
  disorderMs: number,
  chance: Chance,
): T[] {
  const places = lines.map(line => ({ line, place: line.arrival + chance.between(0, disorderMs) }))
  return places.toSorted((a, b) => a.place - b.place || a.line.arrival - b.line.arrival).map(({ line }) => line)
}

function toMatch({ event, site, ...line }: Raw & { offset: number }, rule: Rule): ReferenceLine[] {
  if (event === 'noise') return []
  const fields: Readonly<Record<string, string>> = { site, host: line.host! }
  const events = [...event]
  const values = (names: readonly string[]): string[] => names.map(name => fields[name]!)
  const value = rule.pattern.kind === 'distinct' ? { value: line.text } : {}
  return [{ ...line, rule, events, ...value, key: values(rule.key), group: values(rule.group) }]
}
