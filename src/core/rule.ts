export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

export const PATTERN_KINDS = ['expectation', 'repeat', 'single'] as const
export type PatternKind = (typeof PATTERN_KINDS)[number]

export const OUTCOMES = ['met', 'missed', 'fired'] as const
export type OutcomeName = (typeof OUTCOMES)[number]

/** What the text of an event, or one of its fields, must say. All parts that are given must hold. */
export interface TextCondition {
  readonly contains?: string
  readonly all?: readonly string[]
  readonly any?: readonly string[]
  readonly none?: readonly string[]
  readonly equals?: string
  /** A linear-time regular expression (RE2 syntax). */
  readonly matches?: string
}

/** One way for a line to be the event: every part that is given must hold. */
export interface EventAlternative {
  /** Globs over `FACILITY-SEVERITY-MNEMONIC` or an event-log name; `*` stands for any run of characters. */
  readonly codes: readonly string[]
  readonly text: TextCondition | null
  /** Conditions on fields by name; `host` is a field too. */
  readonly fields: Readonly<Record<string, TextCondition>>
  /**
   * Regular expressions (RE2 syntax) whose named groups become fields of the line for this rule. One that is not found
   * takes nothing away: the line is the event all the same, without these fields. Left out, not empty, where there are none.
   */
  readonly extract?: readonly string[]
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
}

/** `count` of `event` in a sliding `withinMs`; over when fewer than `clear.below` stand in `clear.withinMs`. */
export interface Repeat {
  readonly kind: 'repeat'
  readonly event: string
  readonly count: number
  readonly withinMs: number
  readonly clear: { readonly below: number; readonly withinMs: number }
}

/** Each `event`. */
export interface Single {
  readonly kind: 'single'
  readonly event: string
}

export type Pattern = Expectation | Repeat | Single

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
  readonly labels: Readonly<Record<string, string>>
  readonly causes: readonly string[]
  readonly actions: readonly string[]
  readonly references: readonly Reference[]
}
