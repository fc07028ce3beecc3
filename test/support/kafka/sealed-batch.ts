import { crc32c } from '../../../src/adapters/kafka/batches/crc32c.ts'

/** Where the parts of a batch stand that tests change. */
export const BATCH = {
  firstOffset: 0,
  checksum: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  count: 57,
  records: 61,
} as const

/** A copy of a batch with something changed, and a checksum that is right for what it is then. */
export function sealed(batch: Uint8Array, change: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(batch)
  change(copy)
  copy.writeUInt32BE(crc32c(copy.subarray(BATCH.attributes)), BATCH.checksum)
  return copy
}

/** The batch at another place of its partition: that is not under the checksum. */
export function movedTo(batch: Uint8Array, firstOffset: number): Buffer {
  const copy = Buffer.from(batch)
  copy.writeBigInt64BE(BigInt(firstOffset), BATCH.firstOffset)
  return copy
}

/** The batch with other packed records. */
export function repacked(batch: Uint8Array, codec: number, count: number, packed: Uint8Array): Buffer {
  const longer = Buffer.concat([batch.subarray(0, BATCH.records), packed])
  return sealed(longer, bytes => {
    bytes.writeInt32BE(longer.length - 12, 8)
    bytes.writeInt16BE((bytes.readInt16BE(BATCH.attributes) & ~7) | codec, BATCH.attributes)
    bytes.writeInt32BE(count - 1, BATCH.lastOffsetDelta)
    bytes.writeInt32BE(count, BATCH.count)
  })
}
