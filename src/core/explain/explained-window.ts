import { elapsedMs } from '../distance.ts'
import type { Cause } from '../life.ts'
import type { Line } from '../match.ts'
import type { Reason } from '../reason.ts'
import type { OutcomeName, Severity } from '../rule.ts'
import type { Facts } from '../world.ts'
import { type Kept, keep, newKept } from './kept.ts'

/** A line that came to a window, with the events of the rule that it is. */
export interface ExplainedLine {
  readonly events: readonly string[]
  readonly line: Line
  /** How far the frontier had passed it when it came, in ms; 0 for a line in time. */
  lateMs: number
}

/** An incident as it was when a step was told. */
export interface StepIncident {
  /** As a hash of bytes. */
  readonly id: string
  readonly revision: number
  readonly outcome: OutcomeName
  readonly severity: Severity
}

/** What happened to a window, or to an incident because of it. */
export interface Step {
  readonly reason: Reason
  /** What people see as its time, in ms. */
  readonly atMs: number
  /** The line that caused it; null for a deadline. */
  readonly line: ExplainedLine | null
  readonly facts: Facts
  readonly incident: StepIncident | null
}

/** Consecutive revisions of one incident, from `first` to `last`. */
export interface Revisions {
  /** As a hash of bytes. */
  readonly id: string
  readonly first: number
  last: number
}

/** A line that the window waited for, but of another key. */
export interface OtherKeyLine extends ExplainedLine {
  readonly key: readonly string[]
  /** How long after the opener it came, in ms. */
  readonly elapsedMs: number
}

/** One window of a rule and key, from the line that began it to what ended it. */
export interface ExplainedWindow {
  /** Whether it led to an incident, or joined one. */
  hasIncident: boolean
  readonly key: readonly string[]
  readonly beganMs: number
  /** Null while it is open. */
  ended: Step | null
  readonly lines: Kept<ExplainedLine>
  readonly steps: Kept<Step>
  /** The revisions that were published because of it. */
  readonly revisions: Revisions[]
  /** Any one of these events would end the wait. */
  awaited: readonly string[]
  /** The bound by which it is judged, in ms; null if it has none. */
  boundMs: number | null
  /** The most lines that counted at one time, and how many were needed; 0 where nothing is counted. */
  most: number
  needed: number
  otherKeys: readonly OtherKeyLine[]
}

export function newExplainedWindow(key: readonly string[], beganMs: number): ExplainedWindow {
  return {
    hasIncident: false,
    key,
    beganMs,
    ended: null,
    lines: newKept(),
    steps: newKept(),
    revisions: [],
    awaited: [],
    boundMs: null,
    most: 0,
    needed: 0,
    otherKeys: [],
  }
}

/** Adds a line, but once: more than one thing may be told of it. */
export function addLine({ lines }: ExplainedWindow, line: ExplainedLine): void {
  if ((lines.last.at(-1) ?? lines.first.at(-1)) !== line) keep(lines, line)
}

/** Notes the bounds and counts of what was told. */
export function addFacts(explained: ExplainedWindow, { awaited, boundMs, count, needed }: Facts): void {
  explained.awaited = awaited ?? explained.awaited
  explained.boundMs = explained.boundMs ?? boundMs ?? null
  explained.most = Math.max(explained.most, count ?? 0)
  explained.needed = explained.needed || (needed ?? 0)
}

export function addRevision({ revisions }: ExplainedWindow, id: string, revision: number): void {
  const newest = revisions.at(-1)
  if (newest?.id === id && newest.last === revision - 1) newest.last = revision
  else revisions.push({ id, first: revision, last: revision })
}

/** A step of the window itself; the time from the line that began it to the line of the step is measured if it was not told. */
export function stepOf(
  { lines }: ExplainedWindow,
  told: Pick<Step, 'reason' | 'line' | 'facts'> & { readonly cause: Cause; readonly reorderMs: number },
): Step {
  const { reason, line, cause, reorderMs } = told
  const opener = lines.first[0]
  const measured =
    cause.line === null || opener === undefined ? {} : { elapsedMs: elapsedMs(opener.line, cause.line, reorderMs) }
  return { reason, atMs: cause.moment, line, facts: { ...measured, ...told.facts }, incident: null }
}
