export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

export const PATTERN_KINDS = ['expectation', 'sequence', 'repeat', 'distinct', 'all', 'heartbeat', 'single'] as const
export type PatternKind = (typeof PATTERN_KINDS)[number]

export const OUTCOMES = ['met', 'missed', 'fired'] as const
export type OutcomeName = (typeof OUTCOMES)[number]

/** What the text of an event, or one of its fields, must say. All parts that are given must hold. Absent parts are left out. */
export interface TextCondition {
  readonly contains?: string
  readonly all?: readonly string[]
  readonly any?: readonly string[]
  readonly none?: readonly string[]
  readonly equals?: string
  /** A linear-time regular expression (RE2 syntax). */
  readonly matches?: string
  /** Bounds of a number, as decimal text: of any length, compared digit by digit. What is no decimal number does not fit. */
  readonly lt?: string
  readonly lte?: string
  readonly gt?: string
  readonly gte?: string
  /** Upper and lower case are the same in every part. */
  readonly ignoreCase?: true
}

/** Spans of the local week, in minutes from Monday 00:00; the end is exclusive. None passes the end of Sunday. */
export type WeekSpans = readonly (readonly [from: number, to: number])[]

/** Local times of the week. Both parts must hold if both are given. */
export interface WeekTimes {
  /** `UTC`, an offset such as `+02:00`, or a name of the IANA database. */
  readonly zone: string
  readonly inside?: WeekSpans
  readonly outside?: WeekSpans
}

/** A description of lines: every part that is given must hold. Optional parts are left out, not empty, where there are none. */
export interface LineDescription {
  /**
   * Globs over `FACILITY-SEVERITY-MNEMONIC` or an event-log name; `*` stands for any run of characters. None: lines of
   * any code, and lines without one.
   */
  readonly codes: readonly string[]
  readonly text: TextCondition | null
  /** Conditions on fields by name; `host`, `process` and `node` are fields too. A line without the field does not fit. */
  readonly fields: Readonly<Record<string, TextCondition>>
  /** Severities of the code, 0 to 7, least first. A line whose code has none does not fit. */
  readonly severities?: readonly number[]
  /** When the line was written: by its own time if that is believed, else by its arrival. */
  readonly when?: WeekTimes
}

/** One way for a line to be the event. */
export interface EventAlternative extends LineDescription {
  /** A line that one of these describes is not the event. They see what `extract` found. */
  readonly not?: readonly LineDescription[]
  /**
   * Regular expressions (RE2 syntax) whose named groups become fields of the line for this rule. One that is not found
   * takes nothing away: the line is the event all the same, without these fields. Left out, not empty, where there are none.
   */
  readonly extract?: readonly string[]
  /** Fields with the same value on each such line, for this rule; what `extract` finds stands before them. Left out where there are none. */
  readonly set?: Readonly<Record<string, string>>
  /** Fields of the rule's key that such a line has under another name: by the key's name. Left out where there are none. */
  readonly keyFrom?: Readonly<Record<string, string>>
}

export interface EventDefinition {
  readonly name: string
  readonly anyOf: readonly EventAlternative[]
}

/** After `after`, `expect` within `withinMs` (inclusive): `met`, else `missed`. */
export interface Expectation {
  readonly kind: 'expectation'
  readonly after: string
  readonly expect: string
  readonly withinMs: number
  /** A bound that the line itself says; `withinMs` is then the one of a line that says none. Left out where there is none. */
  readonly withinFrom?: FieldBound
}

/** A bound that stands in a field of a line: so many units, and a margin; at most `mostMs`. */
export interface FieldBound {
  readonly field: string
  readonly unitMs: number
  /** The greater of the two is added. */
  readonly margin: { readonly leastMs: number; readonly percent: number }
  readonly mostMs: number
}

/** A step of a sequence: so many of an event, one after the other, with none of `not` since the step before. */
export interface SequenceStep {
  readonly event: string
  readonly times: number
  readonly not: readonly string[]
}

export const CONTIGUITIES = ['relaxed', 'strict'] as const
export const AFTER_MATCH = ['skip_past_last', 'skip_to_next'] as const

/** The steps, one after the other, from the first line to the last within `withinMs` (inclusive). */
export interface Sequence {
  readonly kind: 'sequence'
  readonly steps: readonly SequenceStep[]
  /** Events that must not follow the last step within `withinMs` of the first line: then it is an absence. */
  readonly notAfter: readonly string[]
  readonly withinMs: number
  /** Events that end what has begun. */
  readonly until: readonly string[]
  /** `strict`: no other line that is an event of the rule stands between. */
  readonly contiguity: (typeof CONTIGUITIES)[number]
  /** Which runs go on after a match: none, or those that began after its first line. */
  readonly afterMatch: (typeof AFTER_MATCH)[number]
}

/** What a count of lines needs to raise, and to clear again. */
export interface Threshold {
  readonly count: number
  readonly withinMs: number
  readonly clear: { readonly below: number; readonly withinMs: number }
}

/** `count` of `event` in a sliding `withinMs`; over when fewer than `clear.below` stand in `clear.withinMs`. */
export interface Repeat extends Threshold {
  readonly kind: 'repeat'
  readonly event: string
}

/** The same of different values of a field. `until` takes the value of its line out. */
export interface Distinct extends Threshold {
  readonly kind: 'distinct'
  readonly event: string
  readonly field: string
  readonly until: readonly string[]
}

/** Each of the events, in any order, within `withinMs`. */
export interface All {
  readonly kind: 'all'
  readonly events: readonly string[]
  readonly withinMs: number
}

/** `event` again within `everyMs` + `graceMs` of the last: else `missed`. */
export interface Heartbeat {
  readonly kind: 'heartbeat'
  readonly event: string
  readonly everyMs: number
  readonly graceMs: number
}

/** Each `event`. */
export interface Single {
  readonly kind: 'single'
  readonly event: string
}

export type Pattern = Expectation | Sequence | Repeat | Distinct | All | Heartbeat | Single

/** What becomes of a window's end: an incident of this severity and summary, and how that incident goes on. */
export interface Outcome {
  readonly severity: Severity
  /** Logic-less template: `{host}`, `{elapsed}`, `{count}`, `{outcome}`, `{code}`, `{text}`, any field or key. */
  readonly summary: string
  readonly resolve: { readonly on: readonly string[]; readonly quietMs: number | null }
  readonly escalate: readonly { readonly afterMs: number; readonly severity: Severity }[]
}

export interface Reference {
  readonly title: string
  readonly url: string
}

export interface Bounds {
  /** Keys. One beyond them takes the place of those that were idle longest; if none is idle, it is not followed. */
  readonly windows: number
  /** Lines, and openers, that a key remembers, by which a later copy is known. Beyond them the oldest is forgotten. */
  readonly remembered: number
}

export const DEFAULT_BOUNDS: Bounds = { windows: 100_000, remembered: 1000 }

/** A rule as the folds take it: data, checked and with every default filled in. */
export interface Rule {
  readonly id: string
  readonly title: string
  /** Hash of everything that decides an incident, not of its texts. Names this definition for ever. */
  readonly hash: string
  /** Field names by which windows are kept. */
  readonly key: readonly string[]
  /** Field names by which incidents are kept: a subset of `key`, or the key itself. */
  readonly group: readonly string[]
  readonly events: readonly EventDefinition[]
  readonly pattern: Pattern
  readonly outcomes: Partial<Readonly<Record<OutcomeName, Outcome>>>
  /** For so long after `opened_at` a further opening of the group opens nothing; 0 for never. */
  readonly suppressMs: number
  /** At most one `updated` a period. */
  readonly updateEveryMs: number
  /** An opening within this of the resolution continues the incident; 0 for never. */
  readonly reopenMs: number
  /** Openings so soon after one of these events are held back, and come only if nothing ends them before. Left out where there is none. */
  readonly grace?: { readonly after: readonly string[]; readonly forMs: number }
  /** What a shard keeps of the rule at most. Left out for the defaults. */
  readonly bounds?: Bounds
  /** Its lines come in pulls of a log, long after they were written: absences are judged by their stamps. Left out if not. */
  readonly pulled?: true
  /** What it finds is told apart, and never as an incident. Left out if not. */
  readonly shadow?: true
  /** The same rule with other numbers, for some hosts: of those that fit the first counts. Left out where there is none. */
  readonly variants?: readonly RuleVariant[]
  readonly labels: Readonly<Record<string, string>>
  readonly causes: readonly string[]
  readonly actions: readonly string[]
  readonly references: readonly Reference[]
}

/**
 * A rule for hosts of its own. Id, events, key and group are those of the rule whose variant it is, numbers and hash its own.
 * The key holds `host`, so that each window is judged by one variant.
 */
export interface RuleVariant {
  /** Globs in lower case, of which one is enough. */
  readonly hosts: readonly string[]
  readonly rule: Rule
}
