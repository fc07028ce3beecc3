import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { brokenOf, readBatches, sliceOfMessage } from '../../../src/adapters/kafka/batches/read-batches.ts'
import { movedTo, repacked, sealed } from '../../support/kafka/sealed-batch.ts'

const require = createRequire(import.meta.url)
readBatches(50_000_000)
const { decode } = require('kafkajs/src/protocol/requests/fetch/v11/response')
const Batch = require('kafkajs/src/consumer/batch')
const LINES = readFileSync(new URL('../../fixtures/batches/lz4.bin', import.meta.url))

/** What kafkajs makes of an answer about one partition. */
async function batchOf(fetchedOffset: number, ...sets: Uint8Array[]) {
  const set = Buffer.concat(sets)
  const answer = Buffer.alloc(4 + 2 + 4 + 4 + 2 + 5 + 4 + 4 + 2 + 8 * 3 + 4 + 4 + 4)
  let at = 10
  at = answer.writeInt32BE(1, at)
  at = answer.writeInt16BE(5, at)
  at += answer.write('lines', at)
  at = answer.writeInt32BE(1, at)
  // Partition and error are 0.
  at += 6
  at = answer.writeBigInt64BE(1_000n, at)
  at = answer.writeBigInt64BE(1_000n, at)
  at = answer.writeBigInt64BE(0n, at)
  at = answer.writeInt32BE(-1, at)
  at = answer.writeInt32BE(-1, at)
  answer.writeInt32BE(set.length, at)
  const { responses } = await decode(Buffer.concat([answer, set]))
  return new Batch('lines', String(fetchedOffset), responses[0].partitions[0])
}

describe('kafkajs', () => {
  it('is of the version whose decoder is replaced', () => {
    expect(require('kafkajs/package.json').version).toBe('2.2.4')
  })

  it('hands on one message for a batch that cannot be read, in its place', async () => {
    const wrong = movedTo(LINES, 60)
    wrong[200]! ^= 1
    const { messages } = await batchOf(0, LINES, wrong, movedTo(LINES, 120))
    expect(messages.map(({ offset }: { offset: string }) => offset)).toEqual(['59', '119', '179'])
    expect(brokenOf(messages[1])).toMatchObject({ from: 60, to: 120, reason: 'checksum_mismatch' })
    expect(messages.filter((message: object) => brokenOf(message) !== null)).toHaveLength(1)
  })

  it('hands on one message for the records of a batch, also of some that lie before what was asked for', async () => {
    const { messages } = await batchOf(100, LINES, movedTo(LINES, 60))
    expect(messages).toHaveLength(1)
    const { run, from, to } = sliceOfMessage(messages[0])!
    expect(Array.from({ length: to - from }, (_, i) => run.at(from + i).offset)).toEqual(
      Array.from({ length: 60 }, (_, i) => 60 + i),
    )
  })

  it('hands on a message for each record of a transaction', async () => {
    const transactional = sealed(LINES, bytes => bytes.writeInt16BE(bytes.readInt16BE(21) | 0x10, 21))
    const { messages } = await batchOf(20, transactional)
    expect(messages).toHaveLength(40)
    expect(messages[0].offset).toBe('20')
    expect(messages.map(sliceOfMessage)).toEqual(messages.map(() => null))
  })

  it('hands on that message also where it was asked for the middle of the batch', async () => {
    const wrong = movedTo(LINES, 60)
    wrong[200]! ^= 1
    const batch = await batchOf(100, wrong)
    expect(batch.messages).toHaveLength(1)
    expect(batch.lastOffset()).toBe('119')
  })

  it('takes a batch of more records than its stack holds', async () => {
    const count = 400_000
    const records = Buffer.alloc(count * 10)
    let length = 0
    for (let delta = 0; delta < count; delta++) length += writeEmptyRecord(records, length, delta)
    const { messages } = await batchOf(0, repacked(LINES, 1, count, gzipSync(records.subarray(0, length))))
    expect(messages).toHaveLength(1)
    expect(messages[0].offset).toBe(String(count - 1))
    expect(sliceOfMessage(messages[0])).toMatchObject({ from: 0, to: count })
  })

  it('passes a batch that compaction has emptied', async () => {
    const empty = sealed(repacked(LINES, 0, 0, Buffer.alloc(0)), bytes => bytes.writeInt32BE(59, 23))
    const batch = await batchOf(0, empty)
    expect(batch.messages).toEqual([])
    expect(batch.isEmptyDueToFiltering()).toBe(true)
    expect(batch.lastOffset()).toBe('59')
  })
})

/** A record without key and value, and how many bytes it takes. */
function writeEmptyRecord(bytes: Buffer, at: number, delta: number): number {
  const written: number[] = [0, 0]
  let rest = 2 * delta
  for (; rest >= 128; rest = Math.floor(rest / 128)) written.push((rest & 127) | 128)
  written.push(rest, 1, 1, 0)
  bytes.set([2 * written.length, ...written], at)
  return written.length + 1
}
