import type { TaggedSpan } from './tagger.ts'

export interface InputPlace {
  readonly topic: string
  readonly partition: number
  readonly base: number
}

/** One input partition of a replay: files of lines, records, or a partition of a topic. */
export interface ReplayInput {
  readonly name: string
  /** Where its frames stand, and the offset at which it begins. */
  readonly place: InputPlace
  /** Offset behind everything that was read. */
  readonly to: number
  /** Up to when it is known to be complete, in ms: the greatest arrival, noise included; NaN before the first. */
  readonly endMs: number
  /** Tags what comes next; null at the end. Fails if the source cannot be read on. */
  next(): Promise<TaggedSpan | null>
  close(): Promise<void>
}
