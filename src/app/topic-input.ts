import type { Match } from '../core/match.ts'
import type { FileFacts } from './log-set.ts'
import { type RecordRun, type RecordSlice, recordAt } from './record-run.ts'
import type { RecordTagger } from './record-tagger.ts'
import type { InputPlace, ReplayInput } from './replay-input.ts'
import type { GroupBatch, PartitionReader } from './service-ports.ts'
import { type TagBounds, tagRecord } from './tag-record.ts'
import type { TaggedSpan } from './tagger.ts'

export interface TopicInputOptions {
  readonly tagger: RecordTagger
  readonly bounds: TagBounds
  /** Told of what the service would bury: that nothing is made of these offsets, and why. */
  readonly unread: (name: string, from: number, error: string) => void
}

/** Offsets [from, to) of a partition. */
export interface OffsetRange {
  readonly from: number
  readonly to: number
}

/** A partition of a topic as the input of a replay: its records are tagged as the service tags them. */
export class TopicInput implements ReplayInput {
  readonly name: string
  readonly paths: readonly string[] = []
  readonly consumedBytes = () => 0
  readonly place: InputPlace
  to: number
  endMs = Number.NaN
  readonly #reader: PartitionReader
  readonly #options: TopicInputOptions
  readonly #end: number

  constructor(reader: PartitionReader, range: OffsetRange, options: TopicInputOptions) {
    const { topic, partition } = options.tagger.place
    this.name = `${topic}/${partition}`
    this.place = { topic, partition, base: range.from }
    this.to = range.from
    this.#end = range.to
    this.#reader = reader
    this.#options = options
  }

  get facts(): readonly FileFacts[] {
    const { lines: linesRead, matches, missingKey } = this.#options.tagger.counters
    const oddities = { linesCut: 0, refusedJumps: 0, withoutCode: 0, assumedYearMs: null }
    return [{ name: this.name, linesRead, matches, missingKey, ...oddities }]
  }

  async next(): Promise<TaggedSpan | null> {
    if (this.to >= this.#end) return null
    const { topic, partition } = this.place
    const batch = await this.#reader.fetch(topic, partition, this.to)
    const matches: Match[] = []
    for (const slice of batch.records) this.#take(slice, matches)
    this.#tellBroken(batch)
    this.to = Math.min(batch.next, this.#end)
    return { matches, to: this.to, arrivedMs: Number.isNaN(this.endMs) ? Number.NEGATIVE_INFINITY : this.endMs }
  }

  async close(): Promise<void> {}

  #take({ run, from, to }: RecordSlice, matches: Match[]): void {
    for (let index = from; index < to && run.offsets[index]! < this.#end; index++) {
      if (run.offsets[index]! < this.to) continue
      const arrivedMs = run.timestampsMs[index]!
      this.endMs = arrivedMs < this.endMs ? this.endMs : arrivedMs
      for (const match of this.#matchesOf(run, index)) matches.push(match)
    }
  }

  #matchesOf(run: RecordRun, index: number): readonly Match[] {
    const { tagger, bounds, unread } = this.#options
    const isSmall = run.valueTo[index]! - run.valueFrom[index]! <= bounds.recordBytes
    if (isSmall && tagger.passes(run, index)) return []
    const record = recordAt(run, index)
    const tagged = tagRecord(record, () => tagger.tag(record), bounds)
    if ('matches' in tagged) return tagged.matches
    unread(this.name, record.offset, tagged.error)
    return []
  }

  #tellBroken({ broken }: GroupBatch): void {
    for (const { from, to, error } of broken)
      if (to > this.to && from < this.#end) this.#options.unread(this.name, from, error)
  }
}
