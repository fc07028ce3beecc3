import type { Flag } from '../core/event.ts'
import type { Layout, Match } from '../core/match.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { eventOf } from '../core/syslog/event-of.ts'
import type { PlainRecords } from '../core/syslog/plain-records.ts'
import { newScan, type Scan, scanLine, scanNext } from '../core/syslog/scan.ts'
import { splitRecord } from '../core/syslog/split-record.ts'
import type { Zones } from '../core/syslog/zones.ts'
import { tagEvent } from '../core/tag.ts'
import type { RecordRun } from './record-run.ts'

const NEWLINE = 0x0a

/** A record of a lines topic. */
export interface LineRecord {
  readonly offset: number
  /** LogAppendTime, in ms. */
  readonly timestampMs: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

export interface RecordTagging {
  readonly rules: RuleSet
  readonly layout: Layout
  readonly zones: Zones
  readonly aliases: ReadonlyMap<string, string>
  /** Whether a record's key names the device of lines that do not. */
  readonly keyIsHost: boolean
  /** Tells by their bytes of records that no rule wants; null if each is to be looked at in full. */
  readonly plain: PlainRecords | null
}

export interface RecordCounters {
  records: number
  lines: number
  matches: number
  missingKey: number
  /** Lines that may be an event of a rule, and were read whole. */
  judged: number
  /** Those of them whose device's time is an hour or more behind their arrival. */
  staleTime: number
}

/** So far behind its arrival no line is that is sent when it is written. */
const STALE_MS = 3_600_000

/** Tags the records of one input partition. A pure function of the record and the rules: nothing is kept between two. */
export class RecordTagger {
  readonly counters: RecordCounters = { records: 0, lines: 0, matches: 0, missingKey: 0, judged: 0, staleTime: 0 }
  /** What is doubtful about the lines that were read whole: how many of each. */
  readonly flags: Partial<Record<Flag, number>> = {}
  #options: RecordTagging
  readonly place: { readonly topic: string; readonly partition: number }
  readonly #scan: Scan = newScan()

  constructor(place: { readonly topic: string; readonly partition: number }, options: RecordTagging) {
    this.place = place
    this.#options = options
  }

  /** Tags by other rules from the next record on. */
  use(found: Pick<RecordTagging, 'rules' | 'plain'>): void {
    this.#options = { ...this.#options, ...found }
  }

  /** Whether a record has no matches for sure; then it is counted. */
  passes({ bytes, valueFrom, valueTo }: RecordRun, index: number): boolean {
    const passes = this.#options.plain?.passes(bytes, valueFrom[index]!, valueTo[index]!) ?? false
    if (passes) {
      this.counters.records++
      this.counters.lines++
    }
    return passes
  }

  /** The matches of all messages of a record, in their order. */
  tag(record: LineRecord): readonly Match[] {
    this.counters.records++
    const matches: Match[] = []
    let part = 0
    const ranges = splitRecord(record.value, this.#scan)
    // One line was scanned in full just now, to tell that it is one.
    let isScanned = ranges.length === 1 && record.value.length > 0 && !record.value.includes(NEWLINE)
    for (const [from, to] of ranges) {
      if (!isScanned) scanLine(record.value, from, to, this.#scan)
      isScanned = false
      do {
        for (const match of this.#matchesOf(record)) matches.push(part === 0 ? match : { ...match, part })
        this.counters.lines++
        part++
      } while (scanNext(this.#scan))
    }
    return matches
  }

  #matchesOf({ offset, timestampMs: arrivalMs, key }: LineRecord): readonly Match[] {
    const { rules, layout, zones, aliases, keyIsHost } = this.#options
    const scan = this.#scan
    if (!rules.filter.wants(scan.bytes, scan)) return []
    const host = keyIsHost && key !== null ? new TextDecoder().decode(key) : null
    const event = eventOf(scan, { arrivalMs, aheadMs: layout.aheadMs, zones, host, aliases })
    this.counters.judged++
    for (const flag of event.flags) this.flags[flag] = (this.flags[flag] ?? 0) + 1
    if (event.time !== null && event.clock !== '*' && event.time <= arrivalMs - STALE_MS) this.counters.staleTime++
    const origin = { ...this.place, offset: String(offset) }
    return tagEvent(rules, { event, origin, offset }, layout, this.counters)
  }
}
