import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { batchHeader, isIntact } from '../../../src/adapters/kafka/batches/record-batch.ts'
import { writeChecksums } from '../../../src/adapters/kafka/batches/write-checksums.ts'

const require = createRequire(import.meta.url)

it('has kafkajs send batches with the checksums that it computes itself', async () => {
  const theirs = require('kafkajs/src/protocol/recordBatch/crc32C')
  writeChecksums()
  writeChecksums()
  const ours = require('kafkajs/src/protocol/recordBatch/crc32C')
  expect(ours).not.toBe(theirs)
  const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0')
  const Record = require('kafkajs/src/protocol/recordBatch/record/v0')
  const records = ['one', 'two', 'three'].map((value, offsetDelta) => Record({ value, offsetDelta, timestampDelta: 0 }))
  const { buffer } = await RecordBatch({ records, firstTimestamp: 1, maxTimestamp: 1, lastOffsetDelta: 2 })
  const header = batchHeader(buffer)
  expect(isIntact(buffer, header)).toBe(true)
  expect(header.checksum).toBe(theirs(buffer.subarray(21)))
})
