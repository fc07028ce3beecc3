import { createRequire } from 'node:module'
import { crc32c } from './crc32c.ts'

interface Checksum {
  (bytes: Buffer): number
  isOurs?: boolean
}

const CHECKSUM = 'kafkajs/src/protocol/recordBatch/crc32C'

/**
 * Has kafkajs 2.2.4 compute the checksum of each batch that it sends by ours, which takes eight bytes a step where its own takes
 * one. What has sent already in this process keeps the slower one.
 */
export function writeChecksums(): void {
  const require = createRequire(import.meta.url)
  const known = require(CHECKSUM) as Checksum
  if (known.isOurs) return
  const ours: Checksum = bytes => crc32c(bytes)
  ours.isOurs = true
  require.cache[require.resolve(CHECKSUM)]!.exports = ours
}
