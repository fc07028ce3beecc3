import { type Arrival, correlateMatches } from '../core/correlate.ts'
import type { Event } from '../core/event.ts'
import { hash128 } from '../core/hash.ts'
import { DEFAULT_LAYOUT, type Line } from '../core/match.ts'
import { readEvents } from '../core/read-events.ts'
import type { Rule } from '../core/rule.ts'
import { compileRules } from '../core/rule-set.ts'
import { DAY_MS, daysFromCivil } from '../core/syslog/civil.ts'
import type { Zones } from '../core/syslog/zones.ts'
import { patternValue, tagEvent } from '../core/tag.ts'
import { compareIncidents } from './compare-incidents.ts'
import type { RuleTest, TestEvent, TestLine } from './test-schema.ts'

/** What became of one test of a rule: it passed if there are no differences. */
export interface TestResult {
  readonly rule: string
  readonly test: string
  readonly differences: readonly string[]
}

/** Gives the zones for a name such as `Europe/Berlin`. */
export type ZonesByName = (name: string) => Zones

/** The log of a test, tagged, and when its first entry arrived. */
interface TestLog {
  readonly arrivals: readonly Arrival[]
  readonly beginMs: number
}

/** Runs one test of a rule through the folds of the service. The log ends at its last entry. */
export function runTest(rule: Rule, test: RuleTest, zonesByName: ZonesByName): TestResult {
  const log = test.lines === undefined ? logOfEvents(rule, test) : logOfLines(rule, test, test.lines, zonesByName)
  const incidents = correlateMatches([rule], log.arrivals)
  const byId = Map.groupBy(incidents, ({ id }) => id)
  return { rule: rule.id, test: test.name, differences: compareIncidents(test.expect, [...byId.values()], log.beginMs) }
}

function logOfLines(rule: Rule, test: RuleTest, lines: readonly TestLine[], zonesByName: ZonesByName): TestLog {
  const events = eventsOf(test, lines, zonesByName)
  const beginMs = events[0]!.arrival
  const set = compileRules([rule])
  const counters = { matches: 0, missingKey: 0 }
  let arrivedMs = beginMs
  const arrivals = events.map((event, offset): Arrival => {
    const { atMs } = lines[offset]!
    arrivedMs = atMs === null ? Math.max(arrivedMs, event.arrival) : beginMs + atMs
    const seen = { ...event, arrival: arrivedMs }
    const origin = { topic: test.name, partition: 0, offset: String(offset), line: offset + 1 }
    const tagged = { event: seen, origin, offset }
    return { arrivalMs: arrivedMs, matches: tagEvent(set, tagged, DEFAULT_LAYOUT, counters) }
  })
  return { arrivals, beginMs }
}

function eventsOf(test: RuleTest, lines: readonly TestLine[], zonesByName: ZonesByName): Event[] {
  const newYearMs = daysFromCivil(test.year, 1, 1) * DAY_MS
  return readEvents(
    lines.map(({ line, device }) => ({ line, host: device ?? test.device })),
    {
      zones: zonesByName(test.zone ?? 'UTC'),
      aheadMs: DEFAULT_LAYOUT.aheadMs,
      year: test.year,
      namedMs: null,
      withoutStampMs: newYearMs,
      modifiedMs: newYearMs,
      isMeant: true,
    },
  )
}

function logOfEvents(rule: Rule, test: RuleTest): TestLog {
  const beginMs = daysFromCivil(test.year, 1, 1) * DAY_MS
  const arrivals = (test.events ?? []).map((entry, offset): Arrival => {
    const arrivalMs = beginMs + entry.atMs
    if (entry.event === null) return { arrivalMs, matches: [] }
    const valuesOf = (names: readonly string[]) =>
      names.map(name => entry.key[name] ?? entry.fields[name] ?? (name === 'host' ? test.device : name))
    const place = { rule: rule.id, definition: rule.hash, key: valuesOf(rule.key), group: valuesOf(rule.group) }
    const line = lineOf(test, entry, { arrivalMs, offset })
    const read = (name: string) => entry.key[name] ?? entry.fields[name] ?? (name === 'host' ? test.device : null)
    const value = patternValue(rule.pattern, [entry.event], read)
    const match = { ...place, events: [entry.event], offset, line }
    return { arrivalMs, matches: [value === null ? match : { ...match, value }] }
  })
  return { arrivals, beginMs }
}

/** A line with an exact clock that is believed. */
function lineOf(test: RuleTest, entry: TestEvent, { arrivalMs, offset }: { arrivalMs: number; offset: number }): Line {
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
    origin: { topic: test.name, partition: 0, offset: String(offset), line: offset + 1 },
  }
}
