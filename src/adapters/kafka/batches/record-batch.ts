import { crc32c } from './crc32c.ts'
import { DecodedRun } from './decoded-run.ts'
import { unpack } from './unpack.ts'
import { BrokenBatchError, corrupt, tooLarge } from './unpacked.ts'

/** Bytes before the records of a batch. */
export const HEADER_BYTES = 61
/** Of these, those that the length of a batch does not count: its first offset and the length itself. */
export const UNCOUNTED_BYTES = 12
const FORMAT_AT = 16
const FORMAT = 2
/** From here the checksum covers everything. */
const CHECKED_FROM = 21
const CODEC = 0x07
const IS_APPEND_TIME = 0x08
const IS_TRANSACTIONAL = 0x10
const IS_CONTROL = 0x20
/** What a record takes beside its bytes. Without it a batch of millions of empty records would be small. */
const RECORD_OVERHEAD_BYTES = 64

/** The head of a batch of format 2 (https://kafka.apache.org/documentation/#recordbatch), times in ms. */
export interface BatchHeader {
  /** Length of the whole batch. */
  readonly bytes: number
  readonly firstOffset: number
  readonly lastOffsetDelta: number
  readonly checksum: number
  readonly codec: number
  readonly isAppendTime: boolean
  readonly isTransactional: boolean
  readonly isControl: boolean
  readonly firstTimestampMs: number
  readonly lastTimestampMs: number
  readonly producerId: string
  readonly count: number
}

/** Reads a header from the bytes of a whole batch. */
export function batchHeader(bytes: Buffer): BatchHeader {
  const attributes = bytes.readInt16BE(CHECKED_FROM)
  return {
    bytes: bytes.length,
    firstOffset: Number(bytes.readBigInt64BE(0)),
    lastOffsetDelta: bytes.readInt32BE(23),
    checksum: bytes.readUInt32BE(17),
    codec: attributes & CODEC,
    isAppendTime: (attributes & IS_APPEND_TIME) !== 0,
    isTransactional: (attributes & IS_TRANSACTIONAL) !== 0,
    isControl: (attributes & IS_CONTROL) !== 0,
    firstTimestampMs: Number(bytes.readBigInt64BE(27)),
    lastTimestampMs: Number(bytes.readBigInt64BE(35)),
    producerId: String(bytes.readBigInt64BE(43)),
    count: bytes.readInt32BE(57),
  }
}

/** Where the records of a batch stand, and how much memory they take, about. */
export interface DecodedBatch {
  readonly run: DecodedRun
  readonly from: number
  readonly to: number
  readonly tookBytes: number
}

/**
 * Decodes the batch that is the bytes of `plain` from `at` on. Its records are added to `plain` if they are not packed, else
 * to a run of their own. Takes nothing that is not exactly as the format says.
 *
 * @throws BrokenBatchError
 */
export function decodeBatch(plain: DecodedRun, at: number, header: BatchHeader, mostBytes: number): DecodedBatch {
  const bytes = plain.bytes.subarray(at, at + header.bytes)
  if (!isIntact(bytes, header))
    throw new BrokenBatchError('checksum_mismatch', 'its bytes do not have the checksum that was stored with them')
  if (bytes[FORMAT_AT] !== FORMAT) throw corrupt(`is of format ${bytes[FORMAT_AT]}, not ${FORMAT}`)
  if (header.count < 0) throw corrupt('has fewer than no records')
  const overheadBytes = header.count * RECORD_OVERHEAD_BYTES
  if (overheadBytes > mostBytes) throw tooLarge(mostBytes)
  if (header.count === 0) return { run: plain, from: plain.length, to: plain.length, tookBytes: 0 }
  const unpacked = unpack(header.codec, bytes.subarray(HEADER_BYTES), mostBytes - overheadBytes)
  const run = header.codec === 0 ? plain : new DecodedRun(unpacked)
  const from = run.length
  if (run === plain) run.add(header, at + HEADER_BYTES, at + bytes.length)
  else run.add(header, 0, unpacked.length)
  return { run, from, to: run.length, tookBytes: overheadBytes + unpacked.length }
}

/** Whether a whole batch has the checksum that stands in its header. */
export function isIntact(bytes: Buffer, { checksum }: BatchHeader): boolean {
  return crc32c(bytes.subarray(CHECKED_FROM)) === checksum
}
