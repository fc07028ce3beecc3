import type { Origin } from './event.ts'
import { DAY_MS } from './syslog/civil.ts'

/** A line as a window keeps it: its times, what proves it a duplicate, and what an incident shows of it. */
export interface Line {
  /** Place on the axis of order: believed ? max(time, arrival − R) : arrival. */
  readonly at: number
  readonly arrival: number
  /** The device's instant if it is believed, else null. */
  readonly time: number | null
  /** The device's instant as it was read, believed or not; null without a stamp. */
  readonly stampMs: number | null
  readonly resolutionMs: number
  readonly shiftMs: number
  /** From here a bound of T ends at `dueFrom` + T: believed ? max(arrival, time) + resolutionMs : arrival + ahead. */
  readonly dueFrom: number
  /** Hash of host, code, text, the device's stamp and the service sequence: equal for the same line delivered twice. */
  readonly identity: string
  /** Whether an equal identity proves a duplicate: `always`, only `near` in arrival (a stamp that is not believed), or `never`. */
  readonly proof: 'always' | 'near' | 'never'
  readonly host: string | null
  readonly code: string | null
  readonly text: string
  /** The line's own fields: those that summaries show, and the first of the others. */
  readonly fields: Readonly<Record<string, string>>
  /** What the rule extracted from its text; left out where it extracted nothing. */
  readonly extracted?: Readonly<Record<string, string>>
  readonly origin: Origin
}

/** What distance and order are measured by. */
export type LineTimes = Pick<Line, 'at' | 'arrival' | 'time' | 'stampMs' | 'resolutionMs' | 'shiftMs' | 'origin'>

/** An event that fits event definitions of a rule, with that rule's key. At most one per line, rule and key. */
export interface Match {
  /** The rule's id, or that of its shadow: see `keptName`. */
  readonly rule: string
  /** Hash of the rule's definition. */
  readonly definition: string
  /** Values of the rule's key fields, in its order. */
  readonly key: readonly string[]
  /** Values of the rule's group fields, in its order. */
  readonly group: readonly string[]
  /** Names of the event definitions that it fits. */
  readonly events: readonly string[]
  /** What the pattern asks of this line beside its being an event: the value that is counted, or the bound. Left out if nothing. */
  readonly value?: string
  /** Offset within the input partition. */
  readonly offset: number
  /** Which of several messages of that record, from 0; left out for the first. */
  readonly part?: number
  readonly line: Line
}

/**
 * What TAG appends for one input partition: the matches at offsets [from, to), and its promise: no record from `to`
 * on has a sort key below `promise`. Offsets are exclusive at the end.
 */
export interface Frame {
  readonly topic: string
  readonly partition: number
  /** Random per assignment or rewind; names the tagger that wrote it. */
  readonly stream: string
  /** Where this input partition begins, the same in every frame of it. */
  readonly base: number
  readonly from: number
  readonly to: number
  readonly promise: number
  readonly matches: readonly Match[]
}

/** One record of the matches topic: one vector of frames, and the input partitions that a frontier must wait for. */
export interface MatchRecord {
  readonly generation: number
  /** Partition count by topic. */
  readonly partitions: Readonly<Record<string, number>>
  /** Hash of the set of rules by which the frames were tagged; left out where there is one for ever. */
  readonly rules?: string
  readonly frames: readonly Frame[]
}

/** The constants of a deployment on which every fold and tagger must agree. All in milliseconds. */
export interface Layout {
  /** R: how far transport may have swapped lines of one device. */
  readonly reorderMs: number
  /** λ: disorder of arrivals within one input partition. */
  readonly disorderMs: number
  /** How old a stamp may be at arrival to be believed. */
  readonly beliefMs: number
  /** How far a stamp may stand beyond arrival to be believed. */
  readonly aheadMs: number
}

export const DEFAULT_LAYOUT: Layout = { reorderMs: 5_000, disorderMs: 0, beliefMs: 7 * DAY_MS, aheadMs: 5_000 }
