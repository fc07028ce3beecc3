import { corrupt, tooLarge, Unpacked } from './unpacked.ts'

/** What the stream of Java's library begins with; two numbers of versions follow, then blocks with their lengths before them. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_BYTES = XERIAL.length + 8

/**
 * Unpacks Snappy as producers write it: one block (librdkafka), or blocks in the frame of Java's library.
 * The format: https://github.com/google/snappy/blob/main/format_description.txt
 *
 * @throws BrokenBatchError
 */
export function unpackSnappy(bytes: Buffer, mostBytes: number): Buffer {
  const out = new Unpacked(mostBytes, 4 * bytes.length)
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) {
    unpackBlock(bytes, out, mostBytes)
    return out.bytes
  }
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw corrupt('ends within the length of a Snappy block')
    const from = at + 4
    at = from + bytes.readUInt32BE(at)
    if (at > bytes.length) throw corrupt('ends within a Snappy block')
    unpackBlock(bytes.subarray(from, at), out, mostBytes)
  }
  return out.bytes
}

function unpackBlock(block: Uint8Array, out: Unpacked, mostBytes: number): void {
  let at = 0
  const littleEndian = (bytes: number): number => {
    if (at + bytes > block.length) throw corrupt('ends within a Snappy element')
    let value = 0
    for (let i = 0; i < bytes; i++) value += block[at++]! * 2 ** (8 * i)
    return value
  }
  const expected = lengthOf(() => littleEndian(1))
  const begin = out.length
  if (begin + expected > mostBytes) throw tooLarge(mostBytes)
  while (at < block.length) {
    const tag = block[at++]!
    const high = tag >> 2
    if ((tag & 3) === 0) {
      const length = (high < 60 ? high : littleEndian(high - 59)) + 1
      out.copy(block, at, at + length)
      at += length
    } else if ((tag & 3) === 1) {
      const distance = ((high >> 3) << 8) | littleEndian(1)
      out.repeat(distance, (high & 7) + 4)
    } else out.repeat(littleEndian((tag & 3) === 2 ? 2 : 4), high + 1)
    if (out.length - begin > expected) throw corrupt('is longer than the Snappy block says')
  }
  if (out.length - begin !== expected) throw corrupt('is shorter than the Snappy block says')
}

/** Seven bits a byte, the lowest first. */
function lengthOf(next: () => number): number {
  let length = 0
  for (let i = 0; i < 5; i++) {
    const byte = next()
    length += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return length
  }
  throw corrupt('begins with no length of a Snappy block')
}
