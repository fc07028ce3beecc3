import type { Event, Origin } from '../core/event.ts'
import { hash128 } from '../core/hash.ts'
import { lineOf } from '../core/line.ts'
import { DEFAULT_LAYOUT, type Line, type Match } from '../core/match.ts'
import { readEvents } from '../core/read-events.ts'
import type { Rule } from '../core/rule.ts'
import { compileRules, variantFor } from '../core/rule-set.ts'
import { civilFromDays, DAY_MS, daysFromCivil } from '../core/syslog/civil.ts'
import type { Zones } from '../core/syslog/zones.ts'
import { patternValue, tagEvent } from '../core/tag.ts'
import { instantOf } from './moment.ts'
import type { RuleTest, TestEntry, TestEvent, TestLine } from './test-schema.ts'

/** Gives the zones for a name such as `Europe/Berlin`. */
export type ZonesByName = (name: string) => Zones

/** What happens next in a test: the log is read on by one offset, with a line or without one; or the shard restarts. */
export type Step =
  | { readonly kind: 'read'; readonly arrivalMs: number; readonly matches: readonly Match[] }
  | { readonly kind: 'restart' }

/** The log of a test as the folds take it. */
export interface TestLog {
  /** In the order of reading. */
  readonly steps: readonly Step[]
  /** When the first entry arrived, and the end: the last arrival, or when the last late line was handed on. In ms. */
  readonly beginMs: number
  readonly endMs: number
  /** The match of the line with this offset; there must be one. */
  readonly matchAt: (offset: string) => Match
}

/** A delivery of an entry before its place in the order of reading is known. */
interface Placed {
  /** Up to where the log is read when it comes. */
  readonly readMs: number
  readonly isLate: boolean
  readonly arrivalMs: number
  /** Null for a restart. */
  readonly matchesAt: ((offset: number) => readonly Match[]) | null
}

/** An entry with its place on the axis of order, and the matches that it gives at an offset. */
interface Tagged {
  readonly arrivalMs: number
  readonly axisMs: number
  readonly matchesAt: (offset: number) => readonly Match[]
}

const DEFAULT_YEAR = 2024
const { reorderMs, disorderMs } = DEFAULT_LAYOUT

/** Tags the log of a test. Late lines stand where they are handed on. */
export function testLogOf(rule: Rule, test: RuleTest, zonesByName: ZonesByName): TestLog {
  const entries: readonly TestEntry<TestLine | TestEvent>[] = test.lines ?? test.events ?? []
  const beginMs = test.lines === undefined ? beginOf(test) : beginOfLines(test, zonesByName)
  const tag = test.lines === undefined ? eventTagger(rule, test, beginMs) : lineTagger(rule, test, beginMs, zonesByName)
  const placed: Placed[] = []
  let readMs = Number.NEGATIVE_INFINITY
  entries.forEach((entry, index) => {
    if (entry.kind === 'restart') {
      placed.push({ readMs, isLate: false, arrivalMs: readMs, matchesAt: null })
      return
    }
    const { arrivalMs, axisMs, matchesAt } = tag(entry, index)
    const isLate = entry.lateMs !== null
    const passedMs = isLate ? axisMs + entry.lateMs + reorderMs + disorderMs : arrivalMs
    if (!isLate) readMs = Math.max(readMs, arrivalMs)
    for (let copy = 0; copy < entry.deliveries; copy++)
      placed.push({ readMs: isLate ? passedMs : readMs, isLate, arrivalMs, matchesAt })
  })
  const steps = stepsOf(placed)
  const matches = new Map(steps.flatMap(step => (step.kind === 'read' ? step.matches : [])).map(byOffset))
  return {
    steps,
    beginMs,
    endMs: Math.max(...placed.map(each => each.readMs)),
    matchAt: offset => matches.get(offset)!,
  }
}

function byOffset(match: Match): [string, Match] {
  return [String(match.offset), match]
}

/** At one instant what comes in its place stands before what comes late. */
function stepsOf(placed: readonly Placed[]): readonly Step[] {
  let offset = 0
  return placed
    .toSorted((a, b) => a.readMs - b.readMs || Number(a.isLate) - Number(b.isLate))
    .flatMap(({ readMs, isLate, arrivalMs, matchesAt }): Step[] => {
      if (matchesAt === null) return [{ kind: 'restart' }]
      const passed: readonly Step[] = isLate ? [{ kind: 'read', arrivalMs: readMs, matches: [] }] : []
      offset += passed.length
      return [...passed, { kind: 'read', arrivalMs, matches: matchesAt(offset++) }]
    })
}

type Tagger = (entry: TestLine | TestEvent, index: number) => Tagged

function lineTagger(rule: Rule, test: RuleTest, beginMs: number, zonesByName: ZonesByName): Tagger {
  const events = eventsOf(test, zonesByName)
  const set = compileRules([rule])
  const counters = { matches: 0, missingKey: 0 }
  let arrivedMs = beginMs
  return (entry, index) => {
    const read = events.get(index)!
    arrivedMs = entry.at === null ? Math.max(arrivedMs, read.arrival) : instantOf(entry.at, beginMs)
    const event = { ...read, arrival: arrivedMs }
    const originAt = (offset: number) => originOf(test, index, offset)
    return {
      arrivalMs: arrivedMs,
      axisMs: lineOf(event, originAt(0), DEFAULT_LAYOUT).at,
      matchesAt: offset => tagEvent(set, { event, origin: originAt(offset), offset }, DEFAULT_LAYOUT, counters),
    }
  }
}

/** The events of the lines, by the index of their entry. */
function eventsOf(test: RuleTest, zonesByName: ZonesByName): ReadonlyMap<number, Event> {
  const newYearMs = newYearOf(test)
  const indexed = (test.lines ?? []).flatMap((entry, index) => (entry.kind === 'line' ? [{ ...entry, index }] : []))
  const events = readEvents(
    indexed.map(({ line, device }) => ({ line, host: device ?? test.device })),
    {
      zones: zonesByName(test.zone ?? 'UTC'),
      aheadMs: DEFAULT_LAYOUT.aheadMs,
      year: yearOf(test),
      namedMs: null,
      withoutStampMs: newYearMs,
      modifiedMs: newYearMs,
      isMeant: true,
    },
  )
  return new Map(events.map((event, place) => [indexed[place]!.index, event]))
}

function eventTagger(tuned: Rule, test: RuleTest, beginMs: number): Tagger {
  const variantOf = variantFor(tuned)
  return (entry, index) => {
    const arrivalMs = instantOf(entry.at!, beginMs)
    const { event } = entry as TestEvent
    if (event === null) return { arrivalMs, axisMs: arrivalMs, matchesAt: () => [] }
    const rule = variantOf(valueIn(test, entry as TestEvent, 'host'))
    const place = placeOf(rule, test, entry as TestEvent)
    const value = patternValue(rule.pattern, [event], name => valueIn(test, entry as TestEvent, name))
    return {
      arrivalMs,
      axisMs: arrivalMs,
      matchesAt: offset => {
        const line = exactLine(test, entry as TestEvent, { arrivalMs, origin: originOf(test, index, offset) })
        const match = { ...place, events: [event], offset, line }
        return [value === null ? match : { ...match, value }]
      },
    }
  }
}

function placeOf(rule: Rule, test: RuleTest, entry: TestEvent): Pick<Match, 'rule' | 'definition' | 'key' | 'group'> {
  const valuesOf = (names: readonly string[]) => names.map(name => valueIn(test, entry, name) ?? name)
  return { rule: rule.id, definition: rule.hash, key: valuesOf(rule.key), group: valuesOf(rule.group) }
}

function valueIn(test: RuleTest, { key, fields }: TestEvent, name: string): string | null {
  return key[name] ?? fields[name] ?? (name === 'host' ? test.device : null)
}

/** A line with an exact clock that is believed. */
function exactLine(test: RuleTest, entry: TestEvent, at: { arrivalMs: number; origin: Origin }): Line {
  const { arrivalMs, origin } = at
  const host = entry.key['host'] ?? test.device
  const text = entry.text ?? entry.event ?? ''
  return {
    at: arrivalMs,
    arrival: arrivalMs,
    time: arrivalMs,
    stampMs: arrivalMs,
    resolutionMs: 0,
    shiftMs: 0,
    dueFrom: arrivalMs,
    identity: hash128([host, entry.event, text, arrivalMs].join('\u0000')),
    proof: 'always',
    host,
    code: null,
    text,
    fields: { ...entry.fields, ...entry.key },
    origin,
  }
}

/** Offsets count deliveries, lines the entries as they stand in the test. */
function originOf(test: RuleTest, index: number, offset: number): Origin {
  return { topic: test.name, partition: 0, offset: String(offset), line: index + 1 }
}

function beginOfLines(test: RuleTest, zonesByName: ZonesByName): number {
  const [first] = eventsOf(test, zonesByName).values()
  const at = firstMoment(test)
  return at?.kind === 'instant' ? at.ms : first!.arrival
}

function beginOf(test: RuleTest): number {
  const at = firstMoment(test)
  return at?.kind === 'instant' ? at.ms : newYearOf(test)
}

function newYearOf(test: RuleTest): number {
  return daysFromCivil(yearOf(test), 1, 1) * DAY_MS
}

function yearOf(test: RuleTest): number {
  const at = firstMoment(test)
  if (test.year !== undefined) return test.year
  return at?.kind === 'instant' ? civilFromDays(Math.floor(at.ms / DAY_MS)).year : DEFAULT_YEAR
}

function firstMoment(test: RuleTest) {
  const [first] = test.lines ?? test.events ?? []
  return first?.kind === 'restart' ? null : (first?.at ?? null)
}
