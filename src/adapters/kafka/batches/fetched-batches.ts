import type { BrokenBatch } from '../../../app/dead-letter.ts'
import {
  type BatchHeader,
  batchHeader,
  type DecodedRecord,
  decodeBatch,
  HEADER_BYTES,
  UNCOUNTED_BYTES,
} from './record-batch.ts'
import { BrokenBatchError } from './unpacked.ts'

/** What a batch may unpack to, about, unless a configuration says otherwise. */
export const MOST_UNPACKED_BYTES = 64 * 1024 * 1024

/** A batch as it was fetched: its records, or why there are none. */
export interface FetchedBatch {
  readonly header: BatchHeader
  readonly records: readonly DecodedRecord[]
  /** Behind its last offset, where a record may stand no more. */
  readonly next: number
  readonly broken: BrokenBatch | null
}

/**
 * The batches of what was fetched of one partition. A batch that is cut at the end is left out, as brokers cut there; the next
 * fetch begins with it. So it is with those behind the one that makes all of them unpack to more than `mostBytes`: a fetch of
 * many batches, each just below the bound, would take many times that.
 */
export function fetchedBatches(bytes: Buffer, mostBytes: number): readonly FetchedBatch[] {
  const batches: FetchedBatch[] = []
  let tookBytes = 0
  for (let at = 0; at + HEADER_BYTES <= bytes.length && tookBytes <= mostBytes; ) {
    const end = endOf(bytes, at)
    if (end > bytes.length) break
    const batch = bytes.subarray(at, end)
    const header = batchHeader(batch)
    try {
      const decoded = decodeBatch(batch, header, mostBytes)
      tookBytes += decoded.tookBytes
      const next = header.firstOffset + header.lastOffsetDelta + 1
      batches.push({ header, records: decoded.records, next, broken: null })
    } catch (error) {
      if (!(error instanceof BrokenBatchError)) throw error
      const next = nextBehind(header, bytes.subarray(end))
      batches.push({ header, records: [], next, broken: brokenBatch(batch, header, next, error) })
    }
    at = end
  }
  return batches
}

function endOf(bytes: Buffer, at: number): number {
  const length = bytes.readInt32BE(at + 8)
  // Nothing says where the next batch begins; nor does the broker know, which goes by the same number.
  if (length < HEADER_BYTES - UNCOUNTED_BYTES)
    throw new Error(`the batch at offset ${bytes.readBigInt64BE(at)} has a length of ${length} bytes, which none has`)
  return at + UNCOUNTED_BYTES + length
}

/**
 * The offset to go on at, behind a batch whose header may be wrong too. Never beyond the batch that follows it; where none
 * does, the less of what two fields say. So it errs towards reading a batch again, never towards passing over good records.
 */
function nextBehind({ firstOffset, lastOffsetDelta, count }: BatchHeader, rest: Buffer): number {
  const least = firstOffset + 1
  if (rest.length >= 8) return Math.max(least, Number(rest.readBigInt64BE(0)))
  return Math.max(least, firstOffset + Math.min(lastOffsetDelta + 1, count))
}

function brokenBatch(
  bytes: Buffer,
  { firstOffset: from, lastTimestampMs: timestampMs }: BatchHeader,
  to: number,
  { reason, message: error }: BrokenBatchError,
): BrokenBatch {
  return { from, to, timestampMs, reason, error, bytes }
}
