import { corrupt, Unpacked } from './unpacked.ts'

const MAGIC = 0x184d2204
const VERSION_MASK = 0xc0
const VERSION_1 = 0x40
const HAS_BLOCK_CHECKSUM = 0x10
const HAS_CONTENT_SIZE = 0x08
const HAS_DICTIONARY = 0x01
const IS_PLAIN = 0x80000000

/**
 * Unpacks one LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), as Kafka's producers write them.
 *
 * Checksums of blocks and of the content are passed over: the batch has one over all.
 *
 * @throws BrokenBatchError
 */
export function unpackLz4(bytes: Buffer, mostBytes: number): Buffer {
  const flags = flagsOf(bytes)
  const checksumBytes = flags & HAS_BLOCK_CHECKSUM ? 4 : 0
  const out = new Unpacked(mostBytes, 4 * bytes.length)
  for (let at = 7 + (flags & HAS_CONTENT_SIZE ? 8 : 0); at + 4 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at)
    if (size === 0) return out.bytes
    const from = at + 4
    const to = from + (size & ~IS_PLAIN)
    if (to > bytes.length) throw corrupt('ends within a block of an LZ4 frame')
    if (size & IS_PLAIN) out.copy(bytes, from, to)
    else unpackBlock(bytes.subarray(from, to), out)
    at = to + checksumBytes
  }
  throw corrupt('ends within an LZ4 frame')
}

function flagsOf(bytes: Buffer): number {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== MAGIC) throw corrupt('is no LZ4 frame')
  const flags = bytes[4]!
  if ((flags & VERSION_MASK) !== VERSION_1) throw corrupt('is an LZ4 frame of a version that is not known')
  if (flags & HAS_DICTIONARY) throw corrupt('is an LZ4 frame that needs a dictionary')
  return flags
}

/** A block: literals and repetitions in turn, the last without a repetition. */
function unpackBlock(block: Uint8Array, out: Unpacked): void {
  let at = 0
  /** A length of 15 goes on in further bytes, until one is not 255. */
  const lengthFrom = (nibble: number): number => {
    if (nibble < 15) return nibble
    let length = nibble
    for (let byte = 255; byte === 255; length += byte) {
      if (at >= block.length) throw corrupt('ends within a length')
      byte = block[at++]!
    }
    return length
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = lengthFrom(token >> 4)
    out.copy(block, at, at + literals)
    at += literals
    if (at === block.length) return
    if (at + 2 > block.length) throw corrupt('ends within a reference')
    const distance = block[at]! | (block[at + 1]! << 8)
    at += 2
    out.repeat(distance, lengthFrom(token & 15) + 4)
  }
}
