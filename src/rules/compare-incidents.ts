import { durationText } from '../core/duration.ts'
import type { Incident } from '../core/incident.ts'
import type { ExpectedIncident, ExpectedRevision } from './test-schema.ts'

/** One thing that is compared: its name, what a test expects (null or undefined for nothing) and what there is. */
type Comparison = readonly [name: string, expected: unknown, actual: unknown]

/**
 * The differences between the incidents that a test expects and those that there are, in order of opening, each by its
 * last revision. Empty if there are none. What a test leaves out is not compared; what it does not list must not be.
 */
export function compareIncidents(
  expected: readonly ExpectedIncident[],
  actual: readonly (readonly Incident[])[],
  beginMs: number,
): readonly string[] {
  const differences: string[] = []
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const place = `incident ${index + 1}`
    const wanted = expected[index]
    const found = actual[index]
    if (wanted === undefined) differences.push(`${place}: not expected: ${described(found!.at(-1)!, beginMs)}`)
    else if (found === undefined) differences.push(`${place}: expected ${wanted.outcome}, but there is none`)
    else differences.push(...compareOne(wanted, found, beginMs).map(text => `${place}: ${text}`))
  }
  return differences
}

function compareOne(wanted: ExpectedIncident, found: readonly Incident[], beginMs: number): readonly string[] {
  const last = found.at(-1)!
  const differences = unequal([
    ['outcome', wanted.outcome, last.outcome],
    ...seenComparisons(wanted, last),
    ['at', lengthOf(wanted.atMs), sinceText(last.opened_at, beginMs)],
    ['resolved_at', lengthOf(wanted.resolvedAtMs), sinceText(last.resolved_at, beginMs)],
    ...Object.entries(wanted.key).map(([name, value]): Comparison => [name, value, last.key[name]]),
  ])
  return wanted.revisions === null
    ? differences
    : [...differences, ...compareRevisions(wanted.revisions, found, beginMs)]
}

function compareRevisions(
  wanted: readonly ExpectedRevision[],
  found: readonly Incident[],
  beginMs: number,
): readonly string[] {
  const actions = found.map(({ action }) => action).join(', ')
  if (wanted.length !== found.length)
    return [`revisions: expected ${wanted.length}, but there are ${found.length}: ${actions}`]
  return wanted.flatMap((revision, index) => {
    const one = found[index]!
    return unequal([
      ['action', revision.action, one.action],
      ...seenComparisons(revision, one),
      ['at', lengthOf(revision.atMs), sinceText(one.updated_at, beginMs)],
    ]).map(text => `revision ${index + 1}: ${text}`)
  })
}

interface Seen {
  readonly severity?: string | undefined
  readonly state?: string | undefined
  readonly resolution?: string | undefined
  readonly elapsedMs: number | null
  readonly count?: number | undefined
  readonly summary?: string | undefined
}

function seenComparisons(wanted: Seen, found: Incident): readonly Comparison[] {
  return [
    ['severity', wanted.severity, found.severity],
    ['state', wanted.state, found.state],
    ['resolution', wanted.resolution, found.resolution],
    ['elapsed', lengthOf(wanted.elapsedMs), exactText(found.elapsed_ms)],
    ['count', wanted.count, found.count],
    ['summary', wanted.summary, found.summary],
  ]
}

function unequal(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons
    .filter(([, expected, actual]) => expected !== undefined && expected !== null && expected !== actual)
    .map(([name, expected, actual]) => `${name}: expected ${String(expected)}, but it is ${String(actual)}`)
}

function lengthOf(ms: number | null): string | null {
  return ms === null ? null : exactText(ms)
}

/** Exact to the millisecond: two lengths of time have the same text only if they are equal. */
function exactText(ms: number): string {
  return ms % 1000 === 0 || ms < 60_000 ? durationText(ms) : `${ms / 1000}s`
}

function sinceText(iso: string | null, beginMs: number): string | null {
  return iso === null ? null : exactText(Date.parse(iso) - beginMs)
}

function described(incident: Incident, beginMs: number): string {
  const key = Object.entries(incident.key).map(([name, value]) => `${name} ${value}`)
  return [incident.outcome, ...key, `at ${sinceText(incident.opened_at, beginMs)}`, incident.state].join(', ')
}
