import { pause } from '../../support/service/bench-site.ts'
import type { Fault } from '../fault.ts'

const LOAD_MS = 20_000

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
]
