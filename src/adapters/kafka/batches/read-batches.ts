import { createRequire } from 'node:module'
import type { BrokenBatch } from '../../../app/dead-letter.ts'
import type { RecordSlice } from '../../../app/record-run.ts'
import type { DecodedRecord, DecodedRun } from './decoded-run.ts'
import { type FetchedBatch, fetchedBatches, MOST_UNPACKED_BYTES } from './fetched-batches.ts'
import type { BatchHeader } from './record-batch.ts'

/** A message as kafkajs 2.2.4 hands it on from where it decodes to where it makes its batches. */
interface Message {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | null | (Buffer | null)[]>>
  /** Not shown to readers, but passed. */
  readonly isControlRecord: boolean
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean }
  /** Ours: in the place of a batch that cannot be read. */
  readonly broken?: BrokenBatch
  /** Ours: in the place of all records of a batch. */
  readonly slice?: DecodedSlice
}

interface DecodedSlice extends RecordSlice {
  readonly run: DecodedRun
}

interface Decoder {
  readonly buffer: Buffer
  readonly offset: number
  readInt32(): number
  canReadBytes(length: number): boolean
  readBytes(length: number): Buffer
}

interface DecodeMessages {
  (decoder: Decoder): Promise<readonly Message[]>
  /** Of ours only. */
  mostBytes?: number
}

const DECODER = 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages'
const FORMAT_AT = 16

/**
 * Has kafkajs 2.2.4 read what it fetched by the decoder beside this file, in this whole process. The one that it comes with
 *
 * - fails a whole fetch, again and again, for one batch of one partition that it cannot decode;
 * - knows no codec but gzip, and no bound of what that unpacks to;
 * - looks at no checksum, and takes records for whole that are cut;
 * - overflows the stack at a batch of some hundred thousand records;
 * - does not get past a batch of which compaction has left no record.
 *
 * A batch comes as one message of its last offset, which stands for all of its records (see `sliceOfMessage`), or tells why
 * they cannot be read (see `brokenOf`). Those of transactions come as a message a record, by which kafkajs knows the ones that
 * were aborted. Sets of messages of before Kafka 0.11 are left to kafkajs.
 */
export function readBatches(mostBytes = MOST_UNPACKED_BYTES): void {
  const require = createRequire(import.meta.url)
  const name = require.resolve(DECODER)
  const isLoaded = require.cache[name] !== undefined
  const known = require(DECODER) as DecodeMessages
  if (known.mostBytes !== undefined) {
    known.mostBytes = mostBytes
    return
  }
  // Those who use it take it when the first answer comes, and keep it.
  if (isLoaded) throw new Error('kafkajs has fetched before it was told how to read batches')
  const ours: DecodeMessages = decoder => decodeMessages(decoder, known, ours.mostBytes!)
  ours.mostBytes = mostBytes
  require.cache[name]!.exports = ours
}

/** The batch in the place of which a message stands. */
export function brokenOf(message: object): BrokenBatch | null {
  return (message as Message).broken ?? null
}

/** The records for all of which a message stands; null if it is a single record itself. */
export function sliceOfMessage(message: object): DecodedSlice | null {
  return (message as Message).slice ?? null
}

async function decodeMessages(
  decoder: Decoder,
  theirs: DecodeMessages,
  mostBytes: number,
): Promise<readonly Message[]> {
  const { buffer, offset } = decoder
  const size = buffer.readInt32BE(offset)
  if (size > FORMAT_AT && buffer[offset + 4 + FORMAT_AT]! < 2) return theirs(decoder)
  decoder.readInt32()
  if (size <= 0 || !decoder.canReadBytes(size)) return []
  return fetchedBatches(decoder.readBytes(size), mostBytes).flatMap(messagesOf)
}

function messagesOf(batch: FetchedBatch): readonly Message[] {
  const { header, run, from, to, next, broken } = batch
  if (broken !== null) return [{ ...placeholder(header, next), isControlRecord: false, broken }]
  const end = from === to ? header.firstOffset : run.offsets[to - 1]! + 1
  if (header.isControl || header.isTransactional) {
    const messages: Message[] = []
    for (let index = from; index < to; index++) messages.push(messageOf(run.at(index), header))
    // What compaction took from the end is passed by what takes its place.
    return end < next ? [...messages, placeholder(header, next)] : messages
  }
  if (from === to) return [placeholder(header, next)]
  return [{ ...placeholder(header, next), isControlRecord: false, slice: { run, from, to } }]
}

function placeholder(header: BatchHeader, next: number): Message {
  const nothing = { timestampMs: header.lastTimestampMs, key: null, value: null, headers: [] }
  return { ...messageOf({ offset: next - 1, ...nothing }, header), isControlRecord: true }
}

function messageOf({ offset, timestampMs, key, value, headers }: DecodedRecord, header: BatchHeader): Message {
  return {
    offset: String(offset),
    timestamp: String(timestampMs),
    key,
    value,
    headers: headers.length === 0 ? {} : headersOf(headers),
    isControlRecord: header.isControl,
    batchContext: { producerId: header.producerId, inTransaction: header.isTransactional },
  }
}

/** By name; those that share one are a list. */
function headersOf(headers: DecodedRecord['headers']): Message['headers'] {
  const byName = Map.groupBy(headers, ([name]) => name)
  return Object.fromEntries(
    [...byName].map(([name, all]) => {
      const values = all.map(([, value]) => value)
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
}
