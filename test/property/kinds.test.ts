import { describe, expect, it } from 'vitest'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import type { All, Distinct, Heartbeat, Pattern, Sequence } from '../../src/core/rule.ts'
import { randomSequence } from '../support/random-log.ts'
import { incidentId, placeOf, type ReferenceLine } from '../support/reference.ts'
import { runLog } from '../support/run-log.ts'
import { sampleOutcome, sampleRule } from '../support/sample-rules.ts'
import { type Chance, seededChance } from '../support/seeded-random.ts'

const SEEDS = 4_000
const START_MS = Date.UTC(2024, 6, 9, 12)
const HOUR = 3_600_000

/** A line on a clock that is exact and believed: `at` is when it happened and when it arrived. */
interface Point {
  readonly at: number
  readonly events: readonly string[]
  readonly value: string
  readonly text: string
}

/** What is compared: when each match was told, and which line names it. */
interface Found {
  readonly at: number
  readonly opener: Point
}

/** Lines of one host, no two at one instant, around the bound in every way. */
function randomPoints(withinMs: number, chance: Chance): Point[] {
  const points: Point[] = []
  let at = START_MS
  for (let i = chance.between(5, 40); i > 0; i--) {
    at += 2 + chance.pick([0, chance.between(0, 3_000), chance.between(0, withinMs), withinMs - 2, withinMs - 1])
    const events = chance.pick([['a'], ['a'], ['b'], ['b'], ['x'], ['a', 'b'], ['b', 'x'], ['a', 'x']])
    points.push({ at, events, value: String(chance.between(1, 4)), text: `line ${i}` })
  }
  return points
}

/** The openings that the engine tells. Each incident is over before the next can come, so none hides another. */
function engineFinds(pattern: Pattern, points: readonly Point[]): Found[] {
  // What nothing else ends is over at once.
  const quietMs = pattern.kind === 'sequence' || pattern.kind === 'all' ? 1 : null
  const quiet = sampleOutcome({ resolve: { on: [], quietMs } })
  const name = pattern.kind === 'heartbeat' ? 'missed' : 'fired'
  const rule = sampleRule(pattern, { outcomes: { [name]: quiet } })
  const lines = points.map((point, offset): ReferenceLine => {
    const { at, events, value, text } = point
    const times = { arrival: at, stampMs: at, resolutionMs: 0, shiftMs: 0, unset: false, sequence: null }
    const place = { topic: 'lines', partition: 0, offset, rule, key: ['h'], group: ['h'] }
    return { ...times, ...place, host: 'h', code: 'TEST-5-X', text, events, value }
  })
  const byId = new Map(
    lines.map((line, index) => [incidentId(line, placeOf(line, DEFAULT_LAYOUT).moment), points[index]!]),
  )
  const told = runLog({ rules: [rule], layout: DEFAULT_LAYOUT, lines, endMs: points.at(-1)!.at + HOUR })
  return told
    .filter(({ incident }) => incident.action === 'opened')
    .map(({ incident }) => ({ at: Date.parse(incident.opened_at), opener: byId.get(incident.id)! }))
}

/** Runs `judge` and the engine over random lines and compares what they find. Gives how much was found. */
function compare<P extends Pattern>(
  patternOf: (withinMs: number, chance: Chance) => P,
  judge: (pattern: P, points: readonly Point[]) => Found[],
): number {
  let found = 0
  for (let seed = 0; seed < SEEDS; seed++) {
    const chance = seededChance(seed)
    const withinMs = chance.between(2_000, 20_000)
    const pattern = patternOf(withinMs, chance)
    const points = randomPoints(withinMs, chance)
    const expected = judge(pattern, points)
    expect(engineFinds(pattern, points), `seed ${seed}: ${JSON.stringify(pattern)}`).toEqual(expected)
    found += expected.length
  }
  return found
}

const is = (point: Point, names: readonly string[]): boolean => names.some(name => point.events.includes(name))

/** Where each run ends: followed from its first line alone, as if there were no other. */
function followRun(pattern: Sequence, points: readonly Point[], from: number): number | null {
  const places = pattern.steps.flatMap(({ event, times, not }) =>
    Array.from({ length: times }, (_, index) => ({ event, not: index === 0 ? not : [] })),
  )
  const start = points[from]!
  let next = 1
  for (let index = from + 1; index < points.length && next < places.length; index++) {
    const point = points[index]!
    if (point.at - start.at > pattern.withinMs || is(point, pattern.until)) return null
    if (point.events.includes(places[next]!.event)) next++
    else if (pattern.contiguity === 'strict' || is(point, places[next]!.not)) return null
    if (next === places.length) return index
  }
  return next === places.length ? from : null
}

/** Every run by itself; of those that end at one line the newest; none before what was matched last. */
function judgeSequence(pattern: Sequence, points: readonly Point[]): Found[] {
  const first = pattern.steps[0]!
  const begins = points.flatMap((point, index) => (point.events.includes(first.event) ? [index] : []))
  const ends = begins.flatMap(from => {
    const end = followRun(pattern, points, from)
    return end === null ? [] : [{ from, end }]
  })
  const found: Found[] = []
  let used = -1
  let waiting: { from: number; end: number } | null = null
  const take = ({ from, end }: { from: number; end: number }, at: number) => {
    found.push({ at, opener: points[from]! })
    used = pattern.afterMatch === 'skip_past_last' ? end : from
  }
  for (let index = 0; index <= points.length; index++) {
    const point = points[index]
    if (waiting !== null) {
      const due: number = points[waiting.from]!.at + pattern.withinMs
      if (point === undefined || point.at > due) {
        take(waiting, due)
        waiting = null
      } else if (is(point, pattern.until) || is(point, pattern.notAfter)) waiting = null
    }
    const candidates = ends.filter(({ from, end }) => end === index && from > used)
    const best = candidates.at(-1)
    if (point === undefined || best === undefined || isPreceded(pattern, points, best)) continue
    if (pattern.notAfter.length === 0) take(best, point.at)
    else waiting ??= best
  }
  return found
}

function isPreceded(
  { steps, withinMs }: Sequence,
  points: readonly Point[],
  run: { from: number; end: number },
): boolean {
  const end = points[run.end]!.at
  return points.slice(0, run.from).some(point => is(point, steps[0]!.not) && end - point.at <= withinMs)
}

/** At each line: the values whose newest line lies within the bound. Raised until none is left, by lines or by time. */
function judgeDistinct(pattern: Distinct, points: readonly Point[]): Found[] {
  const found: Found[] = []
  const newest = new Map<string, number>()
  let raised = false
  for (const point of points) {
    const { at, value } = point
    const isLeft = () => [...newest.values()].some(time => at - time <= pattern.clear.withinMs)
    raised = raised && isLeft()
    if (is(point, pattern.until)) newest.delete(value)
    raised = raised && isLeft()
    if (!point.events.includes(pattern.event)) continue
    newest.set(value, at)
    const counting = [...newest.values()].filter(time => at - time <= pattern.withinMs).length
    if (!raised && counting >= pattern.count) {
      raised = true
      found.push({ at, opener: point })
    }
  }
  return found
}

/** At each line: the newest line of each event since the last match. */
function judgeAll({ events, withinMs }: All, points: readonly Point[]): Found[] {
  const found: Found[] = []
  let from = 0
  points.forEach((point, index) => {
    const since = points.slice(from, index + 1)
    const newest = events.map(event => since.findLast(other => other.events.includes(event)))
    if (!is(point, events) || newest.some(line => line === undefined || point.at - line.at > withinMs)) return
    found.push({ at: point.at, opener: point })
    from = index + 1
  })
  return found
}

/** Each beat that no beat follows in time. The log goes on for an hour without one. */
function judgeHeartbeat({ event, everyMs, graceMs }: Heartbeat, points: readonly Point[]): Found[] {
  const beats = points.filter(point => point.events.includes(event))
  return beats.flatMap((beat, index) => {
    const due = beat.at + everyMs + graceMs
    const next = beats[index + 1]
    return next !== undefined && next.at <= due ? [] : [{ at: due, opener: beat }]
  })
}

describe('the engine finds what a plain reading of the definition finds', () => {
  it('in sequences', () => {
    const patternOf = (withinMs: number, chance: Chance): Sequence => ({
      kind: 'sequence',
      withinMs,
      ...randomSequence(chance),
    })
    expect(compare(patternOf, judgeSequence)).toBeGreaterThan(SEEDS)
  })

  it('in distinct values', () => {
    const patternOf = (withinMs: number, chance: Chance): Distinct => {
      const clear = { below: 1, withinMs: chance.pick([withinMs, withinMs * 2]) }
      const until = chance.pick([[], ['b'], ['x']])
      return { kind: 'distinct', event: 'a', field: 'value', count: chance.between(2, 3), withinMs, until, clear }
    }
    expect(compare(patternOf, judgeDistinct)).toBeGreaterThan(SEEDS)
  })

  it('in events of any order', () => {
    const patternOf = (withinMs: number, chance: Chance): All => {
      const events = chance.pick([
        ['a', 'b'],
        ['b', 'x'],
        ['a', 'b', 'x'],
      ])
      return { kind: 'all', events, withinMs }
    }
    expect(compare(patternOf, judgeAll)).toBeGreaterThan(SEEDS)
  })

  it('in beats', () => {
    const patternOf = (withinMs: number, chance: Chance): Heartbeat => {
      const graceMs = chance.pick([0, 500])
      return { kind: 'heartbeat', event: 'a', everyMs: withinMs - graceMs, graceMs }
    }
    expect(compare(patternOf, judgeHeartbeat)).toBeGreaterThan(SEEDS)
  })
})
