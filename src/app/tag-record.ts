import type { Match } from '../core/match.ts'
import { splitByShard } from '../core/shard.ts'
import type { RecordFault } from './dead-letter.ts'
import type { LineRecord } from './record-tagger.ts'

/** The matches of a record, or why there are none to be had. */
export type Tagged = { readonly matches: readonly Match[] } | TagFault

export interface TagFault {
  readonly reason: RecordFault
  readonly error: string
}

export interface TagBounds {
  /** The longest value that is looked at. */
  readonly recordBytes: number
  /** The most that the matches of one record may take for one shard: they stand in one frame. */
  readonly matchBytes: number
  readonly shards: number
}

/** Tags a record, and throws nothing: what is wrong with one must not stop those behind it. */
export function tagRecord(record: LineRecord, tag: () => readonly Match[], bounds: TagBounds): Tagged {
  const { length } = record.value
  if (length > bounds.recordBytes)
    return { reason: 'record_too_large', error: `${length} bytes, more than ${bounds.recordBytes} (limits.record)` }
  try {
    const matches = tag()
    const bytes = mayBeLarge(matches.length, length, bounds) ? largestShare(matches, bounds.shards) : 0
    if (bytes <= bounds.matchBytes) return { matches }
    const error = `${matches.length} matches take ${bytes} bytes of one shard, more than ${bounds.matchBytes}`
    return { reason: 'record_too_large', error }
  } catch (error) {
    return { reason: 'tag_failed', error: String(error) }
  }
}

/** A match as JSON is no longer than this: its text may stand there several times, and a byte of it as six. */
function mayBeLarge(matches: number, valueBytes: number, { matchBytes }: TagBounds): boolean {
  return matches * (2_000 + 48 * valueBytes) > matchBytes
}

function largestShare(matches: readonly Match[], shards: number): number {
  const encoder = new TextEncoder()
  const sizes = splitByShard(matches, shards).map(share => encoder.encode(JSON.stringify(share)).length)
  return Math.max(...sizes)
}
