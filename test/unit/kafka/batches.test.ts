import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c } from '../../../src/adapters/kafka/batches/crc32c.ts'
import { DecodedRun } from '../../../src/adapters/kafka/batches/decoded-run.ts'
import { fetchedBatches, MOST_UNPACKED_BYTES } from '../../../src/adapters/kafka/batches/fetched-batches.ts'
import { batchHeader, decodeBatch } from '../../../src/adapters/kafka/batches/record-batch.ts'
import { unpackSnappy } from '../../../src/adapters/kafka/batches/snappy.ts'
import { COMPRESSIONS } from '../../support/kafka/java-producer.ts'
import { BATCH, movedTo, repacked, sealed } from '../../support/kafka/sealed-batch.ts'

const require = createRequire(import.meta.url)

/** The log of a partition to which Kafka's own producer sent 60 lines: one batch. */
const batchOf = (name: string) => readFileSync(new URL(`../../fixtures/batches/${name}.bin`, import.meta.url))
const BATCHES = COMPRESSIONS.map(name => ({ name, batch: batchOf(name) }))
const PACKED = BATCHES.filter(({ name }) => name !== 'none')
const COUNT = 60

/** What a reader of one partition gets: values, and in their place the reasons for batches that it cannot read. */
function read(bytes: Buffer, mostBytes = MOST_UNPACKED_BYTES) {
  return fetchedBatches(bytes, mostBytes).map(({ run, from, to, next, broken }) => ({
    next,
    values: Array.from({ length: to - from }, (_, i) => String(run.at(from + i).value)),
    broken: broken && { from: broken.from, to: broken.to, reason: broken.reason, isWhole: broken.bytes.length },
  }))
}

const LINES = read(batchOf('none'))[0]!.values

describe('batches of Kafka', () => {
  it.each(BATCHES)('of $name, as Kafka’s own producer writes them, give their lines', ({ batch }) => {
    expect(LINES).toHaveLength(COUNT)
    expect(LINES[4]).toBe('<189>4: host-4: *Nov  3 10:00:04.000: %TEST-5-B: peer 192.0.2.4 says état état état état ')
    expect(read(batch)).toEqual([{ next: COUNT, values: LINES, broken: null }])
  })

  it('of Snappy without the frame of Java’s library give the same bytes', () => {
    const packed = batchOf('snappy').subarray(BATCH.records)
    expect(unpackSnappy(packed.subarray(20), 1e6)).toEqual(unpackSnappy(packed, 1e6))
  })

  it.each(PACKED)('of $name are read up to the bound of what they unpack to, not beyond', ({ batch }) => {
    const whole = decodeBatch(new DecodedRun(batch), 0, batchHeader(batch), 1e6).tookBytes
    expect(whole).toBeGreaterThan(5_000)
    expect(read(batch, whole)[0]).toMatchObject({ values: LINES })
    expect(read(batch, whole - 1)[0]).toMatchObject({ broken: { reason: 'too_large_when_decompressed' } })
  })

  it('of many records of few bytes are bounded by what they would take', () => {
    const count = 40_000
    const zeros = Buffer.alloc(7 * count)
    const reasons = [gzipSync(zeros), zeros].map((packed, codec) =>
      read(repacked(batchOf('none'), 1 - codec, count, packed), 1e6),
    )
    expect(reasons.flat().map(({ broken }) => broken?.reason)).toEqual(Array(2).fill('too_large_when_decompressed'))
  })

  it('behind the one that brings them over the bound are left for the next fetch', () => {
    const { batch } = PACKED[0]!
    const three = Buffer.concat([0, 60, 120].map(offset => movedTo(batch, offset)))
    expect(read(three, 15_000).map(({ next }) => next)).toEqual([60, 120])
  })

  it.each(BATCHES)(
    'of $name with any byte wrong are told with their offsets, and those around them read',
    ({ batch }) => {
      // The bytes before are the place in the log, and those behind them a number that only brokers read.
      const from = BATCH.checksum - 1
      fc.assert(
        fc.property(
          fc.integer({ min: from, max: batch.length - 1 }),
          fc.integer({ min: 1, max: 255 }),
          (at, change) => {
            const wrong = movedTo(batch, 60)
            wrong[at]! ^= change
            const [before, between, behind] = read(Buffer.concat([batch, wrong, movedTo(batch, 120)]))
            expect([before!.values, behind!.values]).toEqual([LINES, LINES])
            const reason = expect.stringMatching(/^(checksum_mismatch|undecodable_batch)$/)
            expect(between!.broken).toEqual({ from: 60, to: 120, reason, isWhole: batch.length })
          },
        ),
      )
    },
  )

  it.each(PACKED)('of $name that are packed wrong are told, or give what is no longer than the bound', ({ batch }) => {
    const reasons = new Set<string | undefined>()
    const places = fc.integer({ min: BATCH.records, max: batch.length - 1 })
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, isCut) => {
        const wrong = isCut
          ? repacked(batch, batch[BATCH.attributes + 1]! & 7, COUNT, batch.subarray(BATCH.records, at))
          : sealed(batch, bytes => {
              bytes[at]! ^= change
            })
        const [{ values, broken, next }] = read(wrong, 200_000) as [ReturnType<typeof read>[0]]
        reasons.add(broken?.reason)
        expect(next).toBe(COUNT)
        expect(values.length).toBe(broken === null ? COUNT : 0)
      }),
      { numRuns: 500 },
    )
    expect(reasons).toContain('undecodable_batch')
  })

  it.each([5, 6, 7])('of codec %i are told as unknown', codec => {
    const wrong = sealed(batchOf('gzip'), bytes => {
      bytes[BATCH.attributes + 1]! |= 7
      bytes[BATCH.attributes + 1]! &= codec | 0xf8
    })
    expect(read(wrong)).toEqual([
      { next: 60, values: [], broken: { from: 0, to: 60, reason: 'unknown_codec', isWhole: wrong.length } },
    ])
  })

  it.each([
    ['gzip', 1, (zeros: Buffer) => gzipSync(zeros)],
    ['zstd', 4, (zeros: Buffer) => zstdCompressSync(zeros)],
  ] as const)('of %s that unpack to far too much are told before they take the memory', (_, codec, pack) => {
    const bomb = repacked(batchOf('none'), codec, 1, pack(Buffer.alloc(300_000_000)))
    const before = process.memoryUsage().arrayBuffers
    expect(read(bomb, 1e6)[0]).toMatchObject({ broken: { reason: 'too_large_when_decompressed' } })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000)
  })

  it('that end a fetch go on where their two counts say, if they agree, else at their second offset', () => {
    const wrong = (delta: number, count: number) => {
      const bytes = Buffer.from(batchOf('gzip'))
      bytes.writeInt32BE(delta, BATCH.lastOffsetDelta)
      bytes.writeInt32BE(count, BATCH.count)
      bytes[bytes.length - 1]! ^= 1
      return read(bytes)[0]!.next
    }
    expect([wrong(59, 60), wrong(59, 9e8), wrong(9e8, 60), wrong(-1, 60), wrong(-6, -5)]).toEqual([60, 1, 1, 1, 1])
  })

  it('with a wrong length, and two wrong ones in a row, hide none behind them', () => {
    const three = Buffer.concat([0, 60, 120].map(offset => movedTo(batchOf('zstd'), offset)))
    const { length } = batchOf('zstd')
    for (const change of [-50, -1, 1, 50]) {
      const wrong = Buffer.from(three)
      wrong.writeInt32BE(length - 12 + change, 8)
      expect(read(wrong)).toMatchObject([{ next: 60, broken: { reason: 'checksum_mismatch' } }])
    }
    const two = Buffer.from(three)
    two[length - 1]! ^= 1
    two[2 * length - 1]! ^= 1
    expect(read(two)).toMatchObject([{ next: 60, broken: { reason: 'checksum_mismatch' } }])
    expect(read(two.subarray(length)).map(({ next }) => next)).toEqual([120, 180])
  })

  it('of a length that none has are left, and not read as something else', () => {
    for (const length of [-1, 0, 48, 1e9]) {
      const wrong = Buffer.concat([batchOf('none'), batchOf('none')])
      wrong.writeInt32BE(length, batchOf('none').length + 8)
      expect(read(wrong)).toHaveLength(1)
    }
  })

  it('that are cut at the end of a fetch are left for the next', () => {
    const two = Buffer.concat([batchOf('lz4'), movedTo(batchOf('lz4'), 60)])
    for (const cut of [1, 500, batchOf('lz4').length - 1]) expect(read(two.subarray(0, -cut))).toHaveLength(1)
  })

  it('give what kafkajs wrote into them', async () => {
    const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0')
    const Record = require('kafkajs/src/protocol/recordBatch/record/v0')
    const bytes = fc.option(fc.uint8Array({ maxLength: 200 }).map(value => Buffer.from(value)))
    const headers = fc.dictionary(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), { noNullPrototype: true })
    const record = fc.record({
      key: bytes,
      value: bytes,
      headers,
      timestampDelta: fc.integer({ min: -1e6, max: 1e12 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 300 }), fc.nat(1e12), async (all, firstOffset) => {
        const records = all.map((one, offsetDelta) => Record({ ...one, offsetDelta }))
        const facts = { firstOffset, firstTimestamp: 5_000, maxTimestamp: 9_000, lastOffsetDelta: all.length - 1 }
        const { buffer } = await RecordBatch({ ...facts, records })
        const [batch] = fetchedBatches(buffer, MOST_UNPACKED_BYTES)
        expect(batch!.run.offsets.map((_, i) => batch!.run.at(i))).toEqual(
          all.map(({ key, value, headers: named, timestampDelta }, i) => ({
            ...{ key, value, offset: firstOffset + i, timestampMs: 5_000 + timestampDelta },
            headers: Object.entries(named).map(([name, text]) => [name, Buffer.from(text)]),
          })),
        )
      }),
    )
  })

  it('have the checksum that kafkajs computes', () => {
    const theirs = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), bytes => crc32c(bytes) === theirs(Buffer.from(bytes))))
  })
})
