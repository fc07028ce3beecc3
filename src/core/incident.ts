import type { Origin } from './event.ts'
import type { OutcomeName, Reference, Severity } from './rule.ts'

export const ACTIONS = ['opened', 'updated', 'resolved', 'reopened'] as const
export type Action = (typeof ACTIONS)[number]

export const RESOLUTIONS = [
  'recovered',
  'quiet',
  'below_threshold',
  'late_evidence',
  'expired',
  'rule_changed',
] as const
export type Resolution = (typeof RESOLUTIONS)[number]

/** A line of an incident. `time` is the device's if its clock is believed, else the arrival; `clock` says which. ISO 8601, UTC. */
export interface IncidentEvent {
  readonly time: string
  readonly clock: 'device' | 'arrival'
  readonly host: string | null
  readonly code: string | null
  readonly text: string
  readonly origin: Origin
  /** What the rule extracted from the text; left out where it extracted nothing. */
  readonly fields?: Readonly<Record<string, string>> | undefined
}

/**
 * One revision of an incident, as it is published. Keys stand in this order. Changes are additive within v1.
 *
 * `elapsed_ms` is how long the fault has lasted at this revision, on the clock by which it was judged.
 */
export interface Incident {
  readonly id: string
  readonly revision: number
  readonly action: Action
  readonly state: 'open' | 'resolved'
  readonly severity: Severity
  readonly rule: { readonly id: string; readonly title: string; readonly hash: string }
  readonly outcome: OutcomeName
  readonly summary: string
  /** The group's values by field. */
  readonly key: Readonly<Record<string, string>>
  readonly dedup_key: string
  readonly opened_at: string
  readonly updated_at: string
  readonly resolved_at: string | null
  readonly resolution: Resolution | null
  readonly elapsed_ms: number
  readonly count: number
  /** Only with a `group` of its own: the keys that are failing now (at `resolved`: that were, at the last). */
  readonly members?: readonly Readonly<Record<string, string>>[] | undefined
  /** The first and the last few lines, in order of time. */
  readonly events: readonly IncidentEvent[]
  /** How many lines between them were left out. */
  readonly events_omitted: number
  readonly causes: readonly string[]
  readonly actions: readonly string[]
  readonly references: readonly Reference[]
  readonly labels: Readonly<Record<string, string>>
  readonly replay: boolean
  /** Only of a shadow rule: what would be an incident, if it were not one. */
  readonly shadow?: true | undefined
}
