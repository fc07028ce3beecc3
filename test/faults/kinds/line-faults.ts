import kafkajs, { type CompressionTypes as Compression } from 'kafkajs'
import { parseMetrics } from '../../support/parse-metrics.ts'
import { pause, type Site } from '../../support/service/bench-site.ts'
import type { RunProcess } from '../../support/service/run-processes.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { Fault } from '../fault.ts'

const { CompressionTypes } = kafkajs
const LOAD_MS = 20_000

const BEHIND_MS = 600_000

/** How far each partition of a process is behind the clock. */
async function holdBackSeconds({ httpUrl }: RunProcess): Promise<readonly number[]> {
  const metrics = parseMetrics(await (await fetch(`${httpUrl}/metrics`)).text(), 'prometheus')
  return metrics.get('sequor_input_hold_back_seconds')?.samples.map(({ value }) => value) ?? []
}

interface Poison {
  readonly record: Parameters<Site['sendRecord']>[1]
  readonly compression?: Compression
}

/** How often each is sent; the last is more than is unpacked. */
const POISONINGS = 3
const POISON: readonly Poison[] = [
  { record: { value: Buffer.alloc(1_000) } },
  { record: { value: Buffer.alloc(1_000, 0xff) } },
  {
    record: {
      value: Buffer.concat([Buffer.from('<189>1: host-1: '), Buffer.alloc(200, 0xc3), Buffer.from('%TEST-5-')]),
    },
  },
  { record: { value: null } },
  { record: { value: Buffer.alloc(10_000_000, 'x') } },
  { record: { value: Buffer.alloc(8_000_000, '\n') } },
  { record: { value: '%'.repeat(500_000) } },
  { record: { value: 'x', headers: { __proto__x: 'y', ['n'.repeat(30_000)]: Buffer.alloc(200_000, 0xff) } } },
  { record: { value: Buffer.alloc(200_000_000, 'x') }, compression: CompressionTypes.GZIP },
]

/** What happens to the lines. All of them are also late by up to 150 ms, and one in ten comes twice. */
export const LINE_FAULTS: readonly Fault[] = [
  {
    name: 'lines: all of them twice, the second time a while later',
    ...{ partitions: 3, shards: 4, forMs: LOAD_MS },
    work: async ({ site, processes }) => {
      await Promise.all([processes.start(), processes.start()])
      await pause(LOAD_MS + 1_000)
      const lines = await site.readLines()
      for (const { partition, value } of lines) await site.send(partition, [value.toString()])
      return lines.length
    },
  },
  {
    name: 'lines: 95 of 100 in one partition of twelve',
    ...{ partitions: 12, shards: 4, forMs: LOAD_MS },
    share: (chance, partitions) => (chance.happens(0.95) ? 0 : chance.between(1, partitions - 1)),
    work: async ({ processes }) => {
      await Promise.all([processes.start(), processes.start()])
      return 1
    },
  },
  {
    name: 'lines: none in all partitions but one',
    ...{ partitions: 4, shards: 4, forMs: LOAD_MS },
    share: () => 2,
    work: async ({ processes }) => {
      await Promise.all([processes.start(), processes.start()])
      return 1
    },
  },
  {
    name: 'lines: of one partition of four ten minutes behind the others',
    ...{ partitions: 4, shards: 4, forMs: LOAD_MS },
    history: ({ site }) => site.sendHistory(BEHIND_MS, 4, { seed: 4, more: 60_000 }),
    work: async ({ processes }) => {
      // One answer brings little, so that the partition stays behind for a while.
      const slow = ['limits.fetchPartition=16kB']
      const all = await Promise.all([processes.start(slow), processes.start(slow)])
      await waitUntil('one partition alone is five minutes behind', LOAD_MS, async () => {
        const behind = (await Promise.all(all.map(holdBackSeconds))).flat().toSorted((a, b) => b - a)
        return behind.length === 4 && behind[0]! > 300 && behind[1]! < 60
      })
      return 1
    },
  },
  {
    name: 'lines: among records that nobody can read, in no more memory than usual',
    ...{ partitions: 4, shards: 4, forMs: LOAD_MS, mostBytes: 400_000_000, unread: POISONINGS },
    work: async ({ site, processes }) => {
      await Promise.all([processes.start(), processes.start()])
      let sent = 0
      for (let round = 0; round < POISONINGS; round++)
        for (const { record, compression } of POISON) {
          await site.sendRecord(sent++ % 4, record, compression)
          await pause(300)
        }
      return sent
    },
  },
]
