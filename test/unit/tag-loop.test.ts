import { expect, it } from 'vitest'
import { memoryRewindRequests } from '../../src/adapters/memory/rewind-requests.ts'
import type { GroupHandlers, GroupReader } from '../../src/app/service-ports.ts'
import { TagLoop } from '../../src/app/tag-loop.ts'
import { systemClock } from '../../src/cli/wire-service.ts'
import { seededChance } from '../support/seeded-random.ts'
import { SHORT } from '../support/service/bench-site.ts'
import { MemoryBroker } from '../support/service/memory-broker.ts'
import { waitUntil } from '../support/wait-until.ts'

it('goes on where it is in a partition that it had lost without knowing, whatever others have committed', async () => {
  const broker = new MemoryBroker()
  broker.create('lines', 1)
  broker.create('matches', 1)
  const sought: (readonly [string, number, number])[] = []
  let handlers: GroupHandlers | null = null
  const reader: GroupReader = {
    start: async (_, given) => {
      handlers = given
    },
    seek: (...place) => void sought.push(place),
    commit: async () => {},
    stop: async () => {},
  }
  const chance = seededChance(1)
  const faults = { lies: 0, damages: 0, mostMatches: 1_000 }
  const loop = new TagLoop(
    {
      ...{ reader, lookups: broker.lookups, clock: systemClock, rewinds: memoryRewindRequests() },
      ...{ appender: broker.appender('matches', chance, faults), deadLetters: broker.deadLetters(chance) },
    },
    {
      ...{ layout: SHORT, shards: 1, clockErrorMs: 1, topics: ['lines'], barrierMs: 5, sliceMs: 50 },
      ...{ recordBytes: 1e6, matchBytes: 1e6, deadLetterBytes: 1e5, rules: '', group: 'tag', generation: 0 },
      ...{ baseOf: () => 0, newStream: () => 'stream', taggerOf: () => ({ passes: () => false, tag: () => [] }) },
    },
  )
  await loop.start(error => {
    throw error
  })
  handlers!.joined({ lines: [0] })
  await waitUntil('it knows the partition', 5_000, async () => loop.status().length === 1)
  expect(sought).toEqual([])
  // Others have read on, and the group hands them to it again: the reader would begin behind what they have committed.
  handlers!.joined({ lines: [0] })
  expect(sought).toEqual([['lines', 0, 0]])
  handlers!.joined({})
  expect(loop.status()).toEqual([])
  await loop.stop()
})
