import type { ArrivalClock } from '../core/arrival.ts'
import type { Event } from '../core/event.ts'
import type { Layout, Match } from '../core/match.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { showClockOf } from '../core/show-clock.ts'
import { unflaggedEventOf } from '../core/syslog/event-of.ts'
import type { Scan } from '../core/syslog/scan.ts'
import { type TagObserver, tagEvent } from '../core/tag.ts'
import type { LineDesk } from './line-desk.ts'
import { type FileHints, LineReader, type ReaderPosition, type ReadLine } from './line-reader.ts'
import type { ByteSource } from './ports.ts'
import type { TaggedSpan } from './tagger.ts'

export interface FileTagging extends FileHints {
  readonly rules: RuleSet
  readonly layout: Layout
  /** Host of lines that name none. */
  readonly host: string
  /** The name of a device by each other name of it. */
  readonly aliases: ReadonlyMap<string, string>
  readonly partition: number
  readonly observe?: TagObserver | undefined
  /** How much is read at once; a mebibyte if left out. */
  readonly chunkBytes?: number | undefined
  /** Shared with other files that are read in turn. */
  readonly desk?: LineDesk
  /** Of what the file is the continuation: the clock, and the offset in the partition at which it begins. */
  readonly before?: { readonly clock: ArrivalClock; readonly offset: number } | undefined
}

/** How far a tagger is. Plain data. */
export interface TaggerPosition {
  readonly base: number
  readonly counters: FileCounters
  readonly shownAtMs: number | null
  readonly reader: ReaderPosition
}

export interface FileCounters {
  /** Lines in which no code was found. */
  withoutCode: number
  matches: number
  missingKey: number
}

/**
 * Tags the lines of a file: arrival, code, and for the few that a rule wants the event.
 *
 * A line that no rule wants never becomes a string.
 */
export class FileTagger {
  readonly reader: LineReader
  readonly counters: FileCounters = { withoutCode: 0, matches: 0, missingKey: 0 }
  /** The latest clock of a `show` preamble, in ms; null without any. */
  shownAtMs: number | null = null
  readonly #options: FileTagging
  /** Offset in the partition of the file's first byte. */
  #base: number
  #matches: Match[] = []

  constructor(source: ByteSource, options: FileTagging) {
    const { rules, before, desk, chunkBytes } = options
    this.#options = options
    this.#base = before?.offset ?? 0
    this.reader = new LineReader(source, options, {
      filter: rules.filter,
      ...(desk === undefined ? {} : { desk }),
      ...(chunkBytes === undefined ? {} : { chunkBytes }),
      ...(before === undefined ? {} : { clock: before.clock }),
    })
  }

  get position(): TaggerPosition {
    const { shownAtMs } = this
    return { base: this.#base, counters: { ...this.counters }, shownAtMs, reader: this.reader.position }
  }

  /** Goes on where another tagger of the same file was; at its beginning for null. */
  async resume(position: TaggerPosition | null): Promise<void> {
    if (position === null) return
    this.#base = position.base
    Object.assign(this.counters, position.counters)
    this.shownAtMs = position.shownAtMs
    await this.reader.resume(position.reader)
  }

  /** Tags the next chunk; null when the file is read to its end. Fails if it cannot be read on. */
  async next(): Promise<TaggedSpan | null> {
    this.#matches = []
    const to = await this.reader.next(this.#tag)
    return to === null ? null : { matches: this.#matches, to: this.#base + to, arrivedMs: this.reader.clock.now }
  }

  readonly #tag = (line: ReadLine): void => {
    const { scan } = line
    if (scan.codeStart < 0) this.#noteCodeless(scan)
    if (this.#options.rules.filter.wants(scan.bytes, scan)) this.#tagWanted(line)
  }

  #noteCodeless(scan: Scan): void {
    this.counters.withoutCode++
    this.shownAtMs = showClockOf(scan.bytes, scan.start, scan.end) ?? this.shownAtMs
  }

  #tagWanted({ scan, arrivalMs, offset, line }: ReadLine): void {
    const { rules, layout, zones, host, aliases, partition, observe } = this.#options
    const event: Event = unflaggedEventOf(scan, { arrivalMs, aheadMs: layout.aheadMs, zones, host, aliases })
    const origin = { topic: this.reader.source.name, partition, offset: String(offset), line }
    const tagged = { event, origin, offset: this.#base + offset }
    const matches = tagEvent(rules, tagged, layout, this.counters)
    for (const match of matches) this.#matches.push(match)
    observe?.(tagged, matches)
  }
}
