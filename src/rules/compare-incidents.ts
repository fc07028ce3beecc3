import { durationText } from '../core/duration.ts'
import type { Incident, IncidentEvent } from '../core/incident.ts'
import { instantOf, type Moment } from './moment.ts'
import type { ExpectedIncident, ExpectedRevision } from './test-schema.ts'

/** One field in which what came is not what a test expects. Null on either side: there is none. */
export interface Difference {
  /** From 1, in the order of opening. Null where it concerns the number of incidents. */
  readonly incident: number | null
  /** From 1; null where it concerns the last one, or their number. */
  readonly revision: number | null
  readonly field: string
  readonly expected: string | null
  readonly actual: string | null
}

/** One thing that is compared: its name, what a test expects (null for nothing) and what there is. */
type Comparison = readonly [field: string, expected: string | null, actual: string | null]

/**
 * The differences between the incidents that a test expects and those that there are, in order of opening, each by its
 * last revision. Empty if there are none. What a test leaves out is not compared; what it does not list must not be.
 * Where their numbers differ nothing else is compared: which is which cannot be told.
 */
export function compareIncidents(
  expected: readonly ExpectedIncident[],
  found: readonly (readonly Incident[])[],
  beginMs: number,
): readonly Difference[] {
  if (expected.length !== found.length) {
    const numbers = { expected: String(expected.length), actual: String(found.length) }
    return [{ incident: null, revision: null, field: 'number', ...numbers }]
  }
  return expected.flatMap((wanted, index) => {
    const place = { incident: index + 1, revision: null }
    const revisions = found[index]!
    const last = revisions.at(-1)!
    const fields = unequal([
      ['outcome', wanted.outcome, last.outcome],
      ...seenComparisons(wanted, last),
      ['at', momentText(wanted.at, beginMs), sinceText(last.opened_at, beginMs)],
      ['resolved_at', momentText(wanted.resolvedAt, beginMs), sinceText(last.resolved_at, beginMs)],
      ...Object.entries(wanted.key).map(([name, value]): Comparison => [name, value, last.key[name] ?? null]),
    ])
    const differences = fields.map((each): Difference => ({ ...place, ...each }))
    const wantedRevisions = wanted.revisions ?? []
    if (wantedRevisions.length === 0) return differences
    return [...differences, ...compareRevisions(wantedRevisions, revisions, { ...place, beginMs })]
  })
}

function compareRevisions(
  wanted: readonly ExpectedRevision[],
  found: readonly Incident[],
  { incident, beginMs }: { incident: number; beginMs: number },
): readonly Difference[] {
  if (wanted.length !== found.length) {
    const [expected, actual] = [wanted, found].map(revisions => revisions.map(({ action }) => action).join(', '))
    return [{ incident, revision: null, field: 'revisions', expected: expected!, actual: actual! }]
  }
  return wanted.flatMap((revision, index) => {
    const one = found[index]!
    const fields = unequal([
      ['action', revision.action, one.action],
      ...seenComparisons(revision, one),
      ['at', momentText(revision.at, beginMs), sinceText(one.updated_at, beginMs)],
    ])
    return fields.map((each): Difference => ({ incident, revision: index + 1, ...each }))
  })
}

/** What is compared of a revision, whichever it is. */
type Seen = Omit<ExpectedRevision, 'action' | 'at'>

function seenComparisons(wanted: Seen, found: Incident): readonly Comparison[] {
  return [
    ['severity', wanted.severity ?? null, found.severity],
    ['state', wanted.state ?? null, found.state],
    ['resolution', wanted.resolution ?? null, found.resolution],
    ['elapsed', wanted.elapsedMs === null ? null : exactText(wanted.elapsedMs), exactText(found.elapsed_ms)],
    ['count', wanted.count === undefined ? null : String(wanted.count), String(found.count)],
    ['summary', wanted.summary ?? null, found.summary],
    ['members', ...listed(wanted.members, found.members ?? [], memberText)],
    ['events', ...listed(wanted.events, found.events, eventText)],
  ]
}

/** Two lists as JSON, each item told as far as the test speaks of it. */
function listed<W, F>(
  wanted: readonly W[] | undefined,
  found: readonly F[],
  text: (item: F | W, asked: W | undefined) => string,
): [string | null, string] {
  const texts = (items: readonly (F | W)[]) => JSON.stringify(items.map((item, index) => text(item, wanted?.[index])))
  return [wanted === undefined ? null : texts(wanted), texts(found)]
}

type Member = Readonly<Record<string, string>>

function memberText(member: Member, asked: Member | undefined): string {
  const names = Object.keys(asked ?? member)
  return names.map(name => `${name} ${member[name] ?? 'none'}`).join(', ')
}

/** What the test says of the event where that is true; else its code, else its text. */
function eventText(event: IncidentEvent | string, asked: string | undefined): string {
  if (typeof event === 'string') return event
  const { code, text } = event
  return asked !== undefined && (code === asked || text.includes(asked)) ? asked : (code ?? text)
}

function unequal(comparisons: readonly Comparison[]): readonly Pick<Difference, 'field' | 'expected' | 'actual'>[] {
  return comparisons
    .filter(([, expected, actual]) => expected !== null && expected !== actual)
    .map(([field, expected, actual]) => ({ field, expected, actual }))
}

/** An incident that a test expects, on one line. */
export function expectedText({ outcome, key, at, state }: ExpectedIncident, beginMs: number): string {
  const opened = at === null ? [] : [`at ${momentText(at, beginMs)}`]
  return [outcome, ...namedText(key), ...opened, ...(state === undefined ? [] : [state])].join(', ')
}

/** An incident that there was, on one line, by its last revision. */
export function foundText(revisions: readonly Incident[], beginMs: number): string {
  const { outcome, key, opened_at, resolved_at, resolution, state } = revisions.at(-1)!
  const end = resolved_at === null ? state : `${state} (${resolution}) at ${sinceText(resolved_at, beginMs)}`
  return [outcome, ...namedText(key), `at ${sinceText(opened_at, beginMs)}`, end].join(', ')
}

function namedText(key: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(key).map(([name, value]) => `${name} ${value}`)
}

function momentText(moment: Moment | null, beginMs: number): string | null {
  return moment === null ? null : exactText(instantOf(moment, beginMs) - beginMs)
}

function sinceText(iso: string | null, beginMs: number): string | null {
  return iso === null ? null : exactText(Date.parse(iso) - beginMs)
}

/** Exact to the millisecond: two lengths of time have the same text only if they are equal. */
export function exactText(ms: number): string {
  return ms % 1000 === 0 || ms < 60_000 ? durationText(ms) : `${ms / 1000}s`
}
