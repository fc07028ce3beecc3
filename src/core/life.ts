import type { Resolution } from './incident.ts'
import { momentOf } from './line-order.ts'
import type { Line } from './match.ts'
import type { OutcomeName, Severity } from './rule.ts'
import type { Excerpt } from './window.ts'

/**
 * An incident as a fold keeps it. Moments (`openedAt`, …) are what people see; axis times are what timers count from.
 * All in milliseconds.
 */
export interface IncidentState {
  readonly id: string
  revision: number
  state: 'open' | 'resolved'
  readonly outcome: OutcomeName
  severity: Severity
  /** How many steps of `escalate` were taken. */
  escalated: number
  /** The line that names it, and the one from which elapsed time counts. */
  readonly opener: Line
  readonly openerKey: readonly string[]
  readonly start: Line
  readonly openedAt: number
  readonly openedAxis: number
  updatedAt: number
  resolvedAxis: number
  resolution: Resolution | null
  readonly elapsedAtOpeningMs: number
  elapsedMs: number
  count: number
  readonly excerpt: Excerpt
  /** Name of the window → its key values, of all that are failing now. */
  readonly members: Map<string, readonly string[]>
  /** Axis time of the newest line, or of the newest opening; and from where quiet counts: the same by `dueFrom`. */
  newsAxis: number
  quietFrom: number
  /** Period of `update` in which news was last published; −1 before the first. */
  publishedPeriod: number
  /** News that waits for the end of that period. */
  waiting: boolean
}

/** The life of the incidents of one rule and group: the open one, or the last while `suppress` and `reopen` ask for it. */
export interface Life {
  readonly rule: string
  readonly definition: string
  readonly group: readonly string[]
  readonly name: string
  incident: IncidentState
  dueAt: number
  queuedAt: number
}

/** Where a revision comes from: a line, or a deadline. */
export interface Cause {
  /** Place on the axis of order. */
  readonly axis: number
  /** What people see as its time. */
  readonly moment: number
  readonly line: Line | null
}

export function lineCause(line: Line): Cause {
  return { axis: line.at, moment: momentOf(line), line }
}

export function deadlineCause(at: number): Cause {
  return { axis: at, moment: at, line: null }
}

/** What a window brings to an incident when it opens one or joins it. */
export interface Opening {
  readonly outcome: OutcomeName
  readonly id: string
  readonly opener: Line
  readonly start: Line
  readonly lines: Excerpt
  readonly count: number
  /** The greatest `dueFrom` of its lines: from here it is quiet. */
  readonly dueFrom: number
  readonly elapsedMs: number
  readonly cause: Cause
}
