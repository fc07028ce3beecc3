import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { unpackLz4 } from './lz4.ts'
import { unpackSnappy } from './snappy.ts'
import { BrokenBatchError, corrupt, tooLarge } from './unpacked.ts'

type Unpack = (bytes: Buffer, mostBytes: number) => Buffer

/** By Kafka's number of the codec. */
const CODECS: readonly (Unpack | undefined)[] = [
  bytes => bytes,
  byNode((bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength })),
  unpackSnappy,
  unpackLz4,
  byNode((bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength })),
]

/** @throws BrokenBatchError if the codec is not known, the bytes are not of it, or they unpack to more than that. */
export function unpack(codec: number, bytes: Buffer, mostBytes: number): Buffer {
  const unpackBy = CODECS[codec]
  if (unpackBy === undefined)
    throw new BrokenBatchError('unknown_codec', `is packed by codec ${codec}, which is not known`)
  return unpackBy(bytes, mostBytes)
}

function byNode(inflate: Unpack): Unpack {
  return (bytes, mostBytes) => {
    try {
      return inflate(bytes, mostBytes)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(mostBytes) : corrupt(message)
    }
  }
}
