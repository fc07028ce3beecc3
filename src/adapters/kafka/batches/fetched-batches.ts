import type { BrokenBatch } from '../../../app/dead-letter.ts'
import { DecodedRun } from './decoded-run.ts'
import {
  type BatchHeader,
  batchHeader,
  type DecodedBatch,
  decodeBatch,
  HEADER_BYTES,
  isIntact,
  UNCOUNTED_BYTES,
} from './record-batch.ts'
import { BrokenBatchError } from './unpacked.ts'

/** What a batch may unpack to, about, unless a configuration says otherwise. */
export const MOST_UNPACKED_BYTES = 64 * 1024 * 1024

/** A batch as it was fetched: its records, or why there are none. */
export interface FetchedBatch {
  readonly header: BatchHeader
  /** Its records are run[from, to): batches that are not packed share a run. */
  readonly run: DecodedRun
  readonly from: number
  readonly to: number
  /** Behind its last offset, where a record may stand no more. */
  readonly next: number
  readonly broken: BrokenBatch | null
}

/**
 * The batches of what was fetched of one partition. A batch that is cut at the end is left out, as brokers cut there; the next
 * fetch begins with it. So it is with those behind
 *
 * - the one that makes all of them unpack to more than `mostBytes`: many batches, each just below the bound, would take many
 *   times that;
 * - a broken one, if it is not sure where they begin. One whose length cannot be true, or goes beyond all that was fetched, is
 *   left too, each time anew: then its partition stands still, and the broker, which goes by the same length, does not get
 *   past it either.
 */
export function fetchedBatches(bytes: Buffer, mostBytes: number): readonly FetchedBatch[] {
  const batches: FetchedBatch[] = []
  const plain = new DecodedRun(bytes)
  let tookBytes = 0
  for (let at = 0, batch = batchAt(bytes, at); batch !== null && tookBytes <= mostBytes; batch = batchAt(bytes, at)) {
    const header = batchHeader(batch)
    const decoded = decodedOrError(plain, at, header, mostBytes)
    at += batch.length
    if (!(decoded instanceof BrokenBatchError)) {
      tookBytes += decoded.tookBytes
      const { run, from, to } = decoded
      batches.push({ header, run, from, to, next: nextSaidBy(header), broken: null })
      continue
    }
    const isSure = decoded.reason !== 'checksum_mismatch'
    const behind = isSure ? null : intactAt(bytes, at)
    const next = isSure ? nextSaidBy(header) : nextBehind(header, behind)
    batches.push({ header, run: plain, from: 0, to: 0, next, broken: brokenBatch(batch, header, next, decoded) })
    if (!isSure && behind === null) break
  }
  return batches
}

function decodedOrError(
  plain: DecodedRun,
  at: number,
  header: BatchHeader,
  mostBytes: number,
): DecodedBatch | BrokenBatchError {
  try {
    return decodeBatch(plain, at, header, mostBytes)
  } catch (error) {
    if (error instanceof BrokenBatchError) return error
    throw error
  }
}

/** The bytes of the batch that begins there, null if it is not there as a whole. */
function batchAt(bytes: Buffer, at: number): Buffer | null {
  if (at + HEADER_BYTES > bytes.length) return null
  const length = UNCOUNTED_BYTES + bytes.readInt32BE(at + UNCOUNTED_BYTES - 4)
  return length < HEADER_BYTES || at + length > bytes.length ? null : bytes.subarray(at, at + length)
}

function intactAt(bytes: Buffer, at: number): BatchHeader | null {
  const batch = batchAt(bytes, at)
  if (batch === null) return null
  const header = batchHeader(batch)
  return isIntact(batch, header) ? header : null
}

function nextSaidBy({ firstOffset, lastOffsetDelta }: BatchHeader): number {
  return firstOffset + Math.max(0, lastOffsetDelta) + 1
}

/**
 * The offset to go on at, behind a batch whose header may be as wrong as the rest: where the next batch begins, if that is as it
 * was written; else what the header says, if two of its fields agree on it. Else it errs towards reading the batch again.
 */
function nextBehind(header: BatchHeader, behind: BatchHeader | null): number {
  const { firstOffset, lastOffsetDelta, count } = header
  if (behind !== null) return Math.max(firstOffset + 1, behind.firstOffset)
  return lastOffsetDelta + 1 === count ? nextSaidBy(header) : firstOffset + 1
}

function brokenBatch(
  bytes: Buffer,
  { firstOffset: from, lastTimestampMs: timestampMs }: BatchHeader,
  to: number,
  { reason, message: error }: BrokenBatchError,
): BrokenBatch {
  return { from, to, timestampMs, reason, error, bytes }
}
