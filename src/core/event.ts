/** Where a line stood: topic (or path), partition, offset (of the record, or of the byte in the decompressed text) and, in a file, its line number from 1. */
export interface Origin {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly line?: number
}

/**
 * What the parser noticed about a line, as one closed list. A flag never rejects a line.
 *
 * `clock_unsynchronised` is the `*` before a stamp (the clock was never set), `clock_free` the `.`: it was synchronised and
 * has lost its servers. `boot_clock`: a stamp with `*` that shows the date at which devices start counting.
 */
export const FLAGS = [
  'missing_pri',
  'invalid_pri',
  'missing_time',
  'invalid_time',
  'uptime_stamp',
  'year_inferred',
  'year_assumed',
  'zone_assumed',
  'unknown_zone',
  'zone_inferred',
  'nonexistent_time',
  'ambiguous_time',
  'clock_unsynchronised',
  'clock_free',
  'boot_clock',
  'leap_second',
  'counter_unknown',
  'framing',
  'bom',
  'bad_utf8',
  'nul_bytes',
  'nested_code',
  'missing_code',
  'bad_envelope',
  'truncated',
  'empty',
] as const
export type Flag = (typeof FLAGS)[number]

/** The form in which a line arrived: what stands outside the device's own text. */
export const SHAPES = ['cisco', 'eventlog', 'rfc5424', 'rfc3164', 'relay', 'json', 'text', 'empty'] as const
export type Shape = (typeof SHAPES)[number]

/** A parsed line. Times are milliseconds since the epoch. */
export interface Event {
  readonly shape: Shape
  /** When the line reached us: LogAppendTime in Kafka; in a file the relay's time or the running maximum of stamps. */
  readonly arrival: number
  /** The device's own instant, or null where the line has none that is a time of day on a date. Not yet a matter of belief. */
  readonly time: number | null
  /** How coarse the stamp is: 999 for whole seconds, 0 for milliseconds. The true instant lies in [time, time + resolutionMs]. */
  readonly resolutionMs: number
  /** By how much a zone-less stamp was moved back because it stood beyond arrival; 0 for nearly all. */
  readonly shiftMs: number
  /** Offset from UTC in which the stamp was read, in minutes; null without a time. */
  readonly offsetMinutes: number | null
  /** What stands where a time should, if it gives none: a time since boot, the date of a clock that was never set, no date at all. */
  readonly stamp: string | null
  readonly clock: '' | '*' | '.'
  /** The device: lower case, no trailing dot; origin-id before the envelope's host. */
  readonly host: string | null
  /** The envelope's view of the sender, kept beside `host`. */
  readonly relayHost: string | null
  /** When the relay or shipper received the line, by its own word. */
  readonly relayTime: number | null
  readonly pri: number | null
  /** `FACILITY-SEVERITY-MNEMONIC` of the innermost code, or the event-log name. */
  readonly code: string | null
  readonly facility: string | null
  readonly severity: number | null
  readonly mnemonic: string | null
  readonly text: string
  /** `key="value"` pairs of an event-log line; of others what JSON and XML in the text say. */
  readonly fields: ReadonlyMap<string, string>
  /** The device's service sequence number, where the header allows to tell it from the counter. */
  readonly sequence: string | null
  readonly messageCount: string | null
  readonly process: string | null
  readonly node: string | null
  /** How often the message occurred beside this line, or instead of it, by its own words; 0 for most. */
  readonly repeats: number
  readonly flags: readonly Flag[]
}
