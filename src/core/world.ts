import type { Changes } from './changes.ts'
import type { Heap } from './heap.ts'
import type { Incident } from './incident.ts'
import type { KnownRules } from './known-rules.ts'
import type { Cause, Life } from './life.ts'
import type { Layout, Line, LineTimes, Match } from './match.ts'
import type { Reason } from './reason.ts'
import type { Rule, Severity } from './rule.ts'
import type { Window } from './window.ts'

/** One published revision, with what its place in the output follows from. */
export interface Output {
  /** Axis time of the cause, but never below the frontier before the step: the output never goes back. */
  readonly axis: number
  /** The rule's id, or that of its shadow: see `keptName`. */
  readonly rule: string
  readonly name: string
  /** The severity with which its outcome opens, whatever it has come to since. */
  readonly opensWith: Severity
  readonly incident: Incident
}

/** A match that waits for the frontier, with the input partition that it came from. */
export interface Held {
  readonly match: Match
  readonly topic: string
  readonly partition: number
  /** Whether rules have changed since it was tagged; left out if not. */
  spansChange?: boolean
}

/** Something that is due: a window or the life of an incident, at the time for which it was queued. */
export interface Deadline {
  readonly at: number
  readonly rule: string
  readonly window: Window | null
  readonly life: Life | null
}

export interface PartitionState {
  next: number
  promise: number
  /** Hash of the set of rules by which it was tagged up to `next`; left out where taggers do not say. */
  rules?: string
}

export interface FoldCounters {
  /** Matches below the frontier when they came. */
  late: number
  /** Frames that were skipped because one before them is missing. */
  gaps: number
  /** Matches that stood in the log already. */
  repeated: number
  /** Matches of keys that a rule could not follow, as it had as many windows as it may. */
  overBound: number
  /** Absences that were not declared, and incidents that ended, as their rule is another by now. */
  ruleChanged: number
  /** Pulled lines whose stamps are not believed. */
  stale: number
}

/** Everything that a fold knows: a function of the records that it was given. */
export interface ShardState {
  readonly layout: Layout
  readonly partitions: Map<string, PartitionState>
  generation: number
  sources: Record<string, number>
  frontier: number
  readonly held: Heap<Held>
  readonly windows: Map<string, Window>
  /** How many windows each rule has, and until when one that is full is not looked at again, on the axis. */
  readonly windowsOf: Map<string, { count: number; fullUntil: number }>
  readonly lives: Map<string, Life>
  readonly deadlines: Heap<Deadline>
  readonly counters: FoldCounters
}

/** What a reason leaves open: numbers in milliseconds, names, and lines beside that of the cause. */
export interface Facts {
  /** The events that the line is: with `applied`. */
  readonly events?: readonly string[]
  /** The events of which any one would end the wait. */
  readonly awaited?: readonly string[]
  /** The bound within which lines count. */
  readonly boundMs?: number
  readonly elapsedMs?: number
  /** How far the frontier had passed a line. */
  readonly lateMs?: number
  /** How many lines count within the bound, and how many are needed. */
  readonly count?: number
  readonly needed?: number
  /** An answer that came before the line that it answers. */
  readonly answer?: Line
  /** The answer that ended the outage in which the line lies. */
  readonly ended?: LineTimes
  /** Id, as a hash of bytes, of an incident that is not the life's own: that was met, that suppresses, that the opener names. */
  readonly incident?: string
}

/**
 * Told of each transition of a window or an incident, after it was published. Only watches.
 *
 * Where a window moves an incident, the window is told first, with the same line, or the same cause if it is a deadline.
 * What an incident's own timers do has a cause of which no window was told.
 */
export type Observer = (reason: Reason, window: Window | Life, cause: Cause, facts?: Facts) => void

/** What a step of the fold works in. */
export interface World {
  readonly state: ShardState
  /** Rules by the hash of their definition. */
  readonly definitions: ReadonlyMap<string, Rule>
  /** Sets of rules by their hashes; left out where there is one for ever. */
  readonly ruleSets?: ReadonlyMap<string, KnownRules>
  readonly outputs: Output[]
  /** The frontier before this step: what a late line causes takes its place there in the output. */
  readonly floorAxis: number
  readonly replay: boolean
  readonly observe: Observer | null
  /** Takes the names of what the step changes. */
  readonly changes?: Changes | undefined
}

export function ruleOf(
  world: Pick<World, 'definitions'>,
  kept: { readonly rule: string; readonly definition: string },
): Rule {
  const rule = world.definitions.get(kept.definition)
  if (rule === undefined) throw new Error(`rule ${kept.rule}: no definition with hash ${kept.definition} is known`)
  return rule
}
