import { expect, it } from 'vitest'
import { memoryDeadLetters } from '../../src/adapters/memory/dead-letters.ts'
import { memoryRewindRequests } from '../../src/adapters/memory/rewind-requests.ts'
import type { GroupHandlers } from '../../src/app/service-ports.ts'
import { TagLoop } from '../../src/app/tag-loop.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'

/** A loop that has read three of seventeen lines of two partitions, of which two are committed; the clock of which is moved from barrier to barrier. */
async function reading() {
  const seeks: [partition: number, offset: number][] = []
  let handlers!: GroupHandlers
  let barrier = Promise.withResolvers<void>()
  const bounds = [
    { begin: 0, end: 17 },
    { begin: 0, end: 17 },
  ]
  const loop = new TagLoop(
    {
      reader: {
        start: async (_, told) => {
          handlers = told
        },
        seek: (_, partition, offset) => void seeks.push([partition, offset]),
        commit: async () => {},
        stop: async () => barrier.resolve(),
      },
      appender: { append: async () => {} },
      lookups: {
        counts: async () => ({ lines: 2 }),
        bounds: async () => bounds,
        since: async () => [],
        committed: async () => [2, 2],
      },
      clock: { nowMs: () => 0, wait: () => barrier.promise },
      ...{ rewinds: memoryRewindRequests(), deadLetters: memoryDeadLetters() },
    },
    {
      ...{ layout: DEFAULT_LAYOUT, shards: 1, clockErrorMs: 0, topics: ['lines'], generation: 0, rules: '' },
      ...{ barrierMs: 1_000, sliceMs: 50, recordBytes: 1e6, matchBytes: 1e6, deadLetterBytes: 1e5 },
      ...{ group: 'tag', newStream: () => 's', baseOf: () => 0, tag: () => [] },
    },
  )
  await loop.start(() => {})
  handlers.joined({ lines: [0, 1] })
  const records = [{ offset: 2, timestampMs: 0, key: null, value: new Uint8Array() }]
  for (const partition of [0, 1]) {
    const batch = { topic: 'lines', partition, from: 2, next: 3, end: 17, records, broken: [] }
    await handlers.batch(batch, async () => {})
  }
  const nextBarrier = async () => {
    barrier.resolve()
    barrier = Promise.withResolvers()
    await new Promise(setImmediate)
  }
  return { loop, handlers, seeks, bounds, nextBarrier }
}

it('a tagger goes on where it was in a partition that it had lost unawares and has again, though others have committed more', async () => {
  const { loop, handlers, seeks } = await reading()
  handlers.joined({ lines: [1] })
  expect(seeks).toEqual([[1, 3]])
  await loop.stop()
})

it('a tagger goes over what is deleted of a partition of which nothing is left to be read, and counts it as lost', async () => {
  const { loop, bounds, nextBarrier } = await reading()
  bounds[1] = { begin: 17, end: 17 }
  await nextBarrier()
  expect(loop.status().map(({ next }) => next)).toEqual([3, 17])
  expect(loop.counters.lost).toBe(14)
  await loop.stop()
})

it('a tagger begins a silent partition where the group has committed, and has its reader begin there too', async () => {
  const { loop, handlers, seeks, nextBarrier } = await reading()
  handlers.joined({ lines: [] })
  handlers.joined({ lines: [0] })
  await nextBarrier()
  expect(loop.status().map(({ next }) => next)).toEqual([2])
  expect(seeks).toEqual([[0, 2]])
  await loop.stop()
})
