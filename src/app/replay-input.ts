import type { ByteSource } from './ports.ts'
import type { TaggedSpan } from './tagger.ts'

/** One input partition of a replay: a file of lines, or of records. */
export interface ReplayInput {
  readonly source: ByteSource
  /** Offset behind everything that was read. */
  readonly to: number
  /** Up to when it is known to be complete, in ms: the greatest arrival, noise included; NaN before the first. */
  readonly endMs: number
  /** Tags what comes next; null at the end. Fails if the source cannot be read on. */
  next(): Promise<TaggedSpan | null>
}
