import { describe, expect, it } from 'vitest'
import { recordsOf } from '../../src/app/record-run.ts'
import {
  type Agreements,
  FencedError,
  type GroupBatch,
  type GroupReader,
  type MatchAppender,
  RecordTooLargeError,
  type ShardPublisher,
  type TopicLookups,
} from '../../src/app/service-ports.ts'
import { WorldError } from '../../src/app/world-error.ts'
import type { Match } from '../../src/core/match.ts'
import { namedRecord, outgoing } from '../support/kafka/published.ts'
import { waitUntil } from '../support/wait-until.ts'

/** Where the ports of the service lead, and each port as a process has it. */
export interface PortsWorld {
  readonly lookups: TopicLookups
  /** Makes a topic of so many partitions, and gives its name. */
  topic(partitions: number): Promise<string>
  send(topic: string, partition: number, value: string): Promise<void>
  reader(group: string): GroupReader
  appender(topic: string): Promise<MatchAppender>
  /** Of shard 0, into a topic of two partitions. */
  publisher(topic: string): ShardPublisher
  /** Agreements of one process of those that share this topic. */
  agreements(topic: string): Promise<Agreements>
}

const WITHIN_MS = 40_000

/** What every set of ports promises to the loops. */
export function describeServicePorts(name: string, world: () => PortsWorld): void {
  /** Reads as one member until it has so many records, and says what it was handed. */
  async function read(topic: string, group: string, count: number, work: Work = async () => {}) {
    const batches: GroupBatch[] = []
    const dealt: Readonly<Record<string, readonly number[]>>[] = []
    const reader = world().reader(group)
    await reader.start([topic], {
      joined: assignment => void dealt.push(assignment),
      batch: async (batch, beat) => {
        batches.push(batch)
        await beat()
        await work(batch, reader)
      },
      skipped: () => {},
      ended: error => expect.unreachable(error.message),
    })
    const values = () =>
      batches.flatMap(({ records }) => [...recordsOf(records)].map(({ value }) => Buffer.from(value).toString()))
    await waitUntil('all is read', WITHIN_MS, () => values().length >= count)
    await reader.stop()
    return { batches, dealt: dealt.at(-1), values: values() }
  }

  describe.concurrent(`ports of the service ${name}`, () => {
    it('tell of topics how many partitions they have and what stands in each, and fail for one that is not there', async () => {
      const { lookups, send, topic } = world()
      const two = await topic(2)
      await send(two, 1, 'one')
      expect(await lookups.counts([two])).toEqual({ [two]: 2 })
      expect(await lookups.bounds(two)).toEqual([
        { begin: 0, end: 0 },
        { begin: 0, end: 1 },
      ])
      expect(await lookups.committed(two, two)).toEqual([null, null])
      await expect(lookups.counts(['topic-that-is-not-there'])).rejects.toThrow()
    })

    it('hand a partition out from its beginning, in its order, and behind a commit to the next member', async () => {
      const { lookups, send, topic } = world()
      const one = await topic(1)
      const values = ['0', '1', '2', '3', '4']
      for (const value of values) await send(one, 0, value)
      const first = await read(one, one, 5, (_, reader) => reader.commit(one, 0, 3))
      expect(first.values).toEqual(values)
      expect(first.dealt).toEqual({ [one]: [0] })
      for (const [i, { from, next, end, records, broken }] of first.batches.entries()) {
        expect(from).toBe(first.batches[i - 1]?.next ?? 0)
        expect([...recordsOf(records)].map(({ offset }) => offset)).toEqual(
          Array.from({ length: next - from }, (_, n) => from + n),
        )
        expect([end >= next, broken]).toEqual([true, []])
      }
      expect(await lookups.committed(one, one)).toEqual([3])
      expect((await read(one, one, 2)).values).toEqual(['3', '4'])
    })

    it('go on at an offset that is sought', async () => {
      const { send, topic } = world()
      const one = await topic(1)
      for (const value of ['0', '1', '2']) await send(one, 0, value)
      let isBack = false
      const { values } = await read(one, one, 5, async ({ next }, reader) => {
        if (isBack || next < 3) return
        isBack = true
        reader.seek(one, 0, 1)
      })
      expect(values).toEqual(['0', '1', '2', '1', '2'])
    })

    it('end a reader whose handler says that no waiting mends it', async () => {
      const { reader: readerOf, send, topic } = world()
      const one = await topic(1)
      await send(one, 0, '0')
      const { promise, resolve } = Promise.withResolvers<Error>()
      const reader = readerOf(one)
      const error = new WorldError('refused', 'nothing helps')
      const batch = async () => {
        throw error
      }
      await reader.start([one], { joined: () => {}, batch, skipped: () => {}, ended: resolve })
      expect(await promise).toBe(error)
      await reader.stop()
    })

    it('append to the log of each shard in order, and refuse what is too large', async () => {
      const { appender: appenderOf, topic } = world()
      const two = await topic(2)
      const appender = await appenderOf(two)
      const records = ['a', 'b', 'c'].map(namedRecord)
      for (const { record } of records) await appender.append(1, record)
      const { batches, values } = await read(two, two, 3)
      expect(values).toEqual(records.map(({ text }) => text))
      expect(new Set(batches.map(({ partition }) => partition))).toEqual(new Set([1]))
      const frame = { topic: 'lines', partition: 0, base: 0, stream: 's', from: 0, to: 1, promise: 0 }
      const matches = Array.from({ length: 5_000 }, () => ({}) as Match)
      const large = appender.append(0, { ...namedRecord('large').record, frames: [{ ...frame, matches }] })
      await expect(large).rejects.toThrow(RecordTooLargeError)
    })

    it('publish with a position, which whoever opens is told, and fence who opened before', async () => {
      const { publisher, topic } = world()
      const two = await topic(2)
      const [zombie, heir] = [publisher(two), publisher(two)]
      expect(await zombie.open()).toBe(0)
      await zombie.publish([outgoing(two, 0, 'one'), outgoing(two, 1, 'one')], 5)
      await zombie.publish([], 6)
      expect(await heir.open()).toBe(6)
      await expect(zombie.publish([outgoing(two, 0, 'late')], 7)).rejects.toThrow(FencedError)
      await heir.publish([outgoing(two, 0, 'two')], 8)
      expect(await heir.open()).toBe(8)
      await Promise.all([zombie.close(), heir.close()])
    })

    it('agree on the first value of each name, whoever settles', async () => {
      const { agreements, topic } = world()
      const one = await topic(1)
      const [mine, yours] = await Promise.all([agreements(one), agreements(one)])
      expect(mine.get('a')).toBeUndefined()
      const first = new Map(Object.entries({ a: 'mine', b: 'mine' }))
      await mine.settle(first)
      expect(['a', 'b', 'c'].map(mine.get)).toEqual(['mine', 'mine', undefined])
      const second = new Map(Object.entries({ b: 'yours', c: 'yours' }))
      await Promise.all([yours.settle(second), mine.settle(second)])
      await Promise.all([mine.refresh(), yours.refresh()])
      for (const { get } of [mine, yours]) expect(['a', 'b', 'c'].map(get)).toEqual(['mine', 'mine', 'yours'])
    })
  })
}

type Work = (batch: GroupBatch, reader: GroupReader) => Promise<void>
