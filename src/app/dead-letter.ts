import type { LineRecord } from './record-tagger.ts'

/** Why a batch of records cannot be read. */
export const BATCH_FAULTS = [
  'checksum_mismatch',
  'unknown_codec',
  'too_large_when_decompressed',
  'undecodable_batch',
] as const
export type BatchFault = (typeof BATCH_FAULTS)[number]

/** Why one record cannot be handled: it is too large, or the tagger throws, which is a fault of ours. */
export const RECORD_FAULTS = ['record_too_large', 'tag_failed'] as const
export type RecordFault = (typeof RECORD_FAULTS)[number]

/** Why the ticket of a revision cannot be made: it is none, the system refuses it, or fails on it and on no other. */
export const DELIVERY_FAULTS = ['not_an_incident', 'ticket_refused', 'ticket_failed'] as const
export type DeliveryFault = (typeof DELIVERY_FAULTS)[number]

export const DEAD_LETTER_REASONS = [...BATCH_FAULTS, ...RECORD_FAULTS, ...DELIVERY_FAULTS] as const
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number]

/** Records of a partition that cannot be read, as they were stored together. */
export interface BrokenBatch {
  /** Offsets [from, to) are those of its records. */
  readonly from: number
  readonly to: number
  /** What its header says of the newest record, in ms. It may be anything. */
  readonly timestampMs: number
  readonly reason: BatchFault
  /** In words. */
  readonly error: string
  /** As they came, header and all. */
  readonly bytes: Uint8Array
}

/** What could not be handled: where it stood, why, and its bytes. */
export interface DeadLetter {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Behind the last record of a batch; null for a single record. */
  readonly to: number | null
  readonly timestampMs: number
  readonly reason: DeadLetterReason
  readonly error: string
  /** Of a single record, null where it has none. */
  readonly key: Uint8Array | null
  /** The record's value, or the whole batch: as much as is kept. */
  readonly value: Uint8Array
  /** How long that was. */
  readonly bytes: number
}

interface Place {
  readonly topic: string
  readonly partition: number
}

export function letterOfBatch({ topic, partition }: Place, broken: BrokenBatch, mostBytes: number): DeadLetter {
  const { from, to, timestampMs, reason, error, bytes } = broken
  const place = { topic, partition, offset: from, to }
  return { ...place, timestampMs, reason, error, key: null, value: bytes.subarray(0, mostBytes), bytes: bytes.length }
}

export function letterOfRecord(
  { topic, partition }: Place,
  { offset, timestampMs, key, value }: LineRecord,
  { reason, error }: { readonly reason: RecordFault | DeliveryFault; readonly error: string },
  mostBytes: number,
): DeadLetter {
  const place = { topic, partition, offset, to: null }
  return { ...place, timestampMs, reason, error, key, value: value.subarray(0, mostBytes), bytes: value.length }
}

/** More of a key than this, and of the words more than that, is not kept: a letter must always fit. */
const MOST_KEY_BYTES = 65_536
const MOST_ERROR_LENGTH = 1_000

/** A letter as a record of the dead-letter topic. */
export function deadLetterRecord(letter: DeadLetter) {
  const { topic, partition, offset, to, timestampMs, reason, error, key, value, bytes } = letter
  const headers: Record<string, string | Uint8Array> = {
    'sequor.topic': topic,
    'sequor.partition': String(partition),
    'sequor.offset': String(offset),
    ...(to === null ? {} : { 'sequor.offset.to': String(to) }),
    'sequor.timestamp': String(timestampMs),
    'sequor.reason': reason,
    'sequor.error': error.slice(0, MOST_ERROR_LENGTH),
    ...(key === null ? {} : { 'sequor.key': key.subarray(0, MOST_KEY_BYTES) }),
    'sequor.bytes': String(bytes),
  }
  return { key: `${topic}/${partition}`, value, headers }
}
