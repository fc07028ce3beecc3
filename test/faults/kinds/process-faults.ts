import { fileURLToPath } from 'node:url'
import { seededChance } from '../../support/seeded-random.ts'
import { pause } from '../../support/service/bench-site.ts'
import type { RunProcess } from '../../support/service/run-processes.ts'
import { FAIL_POINTS } from '../failpoints/points.ts'
import type { Fault, FaultScene } from '../fault.ts'

const FAIL_AT = fileURLToPath(new URL('../failpoints/fail-at.ts', import.meta.url))
/** Of the sites: what does not answer for so long is a member no more. */
const SESSION_MS = 6_000

/** Faults of the processes themselves. */
export const PROCESS_FAULTS: readonly Fault[] = [
  ...[1, 4, 12].flatMap(partitions =>
    [1, 4, 12].flatMap(shards =>
      [1, 3].map(
        (count): Fault => ({
          name: `none: ${partitions} partitions, ${shards} shards, ${count} ${count === 1 ? 'process' : 'processes'}`,
          ...{ partitions, shards, forMs: 8_000 },
          work: async ({ processes }) => {
            await Promise.all(Array.from({ length: count }, () => processes.start()))
            return 0
          },
        }),
      ),
    ),
  ),
  {
    name: 'processes: killed at any time (kill -9), one of three',
    ...{ partitions: 4, shards: 4, forMs: 100_000 },
    work: async ({ processes }) => {
      const chance = seededChance(9)
      const running = await Promise.all([processes.start(), processes.start(), processes.start()])
      for (let killed = 0; killed < 30; killed++) {
        await pause(chance.between(300, 3_000))
        const victim = chance.between(0, 2)
        await running[victim]!.kill()
        running[victim] = await processes.start()
      }
      return 30
    },
  },
  {
    name: 'processes: replaced one by one (SIGTERM)',
    ...{ partitions: 4, shards: 4, forMs: 40_000 },
    work: async ({ processes }) => {
      const running: RunProcess[] = await Promise.all([processes.start(), processes.start(), processes.start()])
      for (let i = 0; i < 6; i++) {
        running.push(await processes.start())
        await asked(running.shift()!)
        await pause(1_000)
      }
      return 6
    },
  },
  {
    name: 'processes: one, three, one, every few seconds',
    ...{ partitions: 4, shards: 12, forMs: 60_000 },
    work: async ({ processes }) => {
      await processes.start()
      for (let i = 0; i < 4; i++) {
        const more = await Promise.all([processes.start(), processes.start()])
        await pause(4_000)
        await Promise.all(more.map(asked))
        await pause(4_000)
      }
      return 8
    },
  },
  {
    name: 'processes: frozen (SIGSTOP) beyond the session, then let go on, one of two',
    ...{ partitions: 4, shards: 4, forMs: 80_000 },
    work: async ({ processes }) => {
      const running = await Promise.all([processes.start(), processes.start()])
      for (let i = 0; i < 4; i++) {
        await pause(4_000)
        const victim = running[i % 2]!
        victim.signal('SIGSTOP')
        await pause(SESSION_MS + 5_000)
        victim.signal('SIGCONT')
      }
      return 4
    },
  },
  ...Object.keys(FAIL_POINTS).map(
    (point): Fault => ({
      name: `killed: ${point}`,
      ...{ partitions: 2, shards: 3, forMs: 45_000 },
      work: scene => killedAt(scene, point, 4),
    }),
  ),
]

/** Lets processes run that kill themselves there, one after the other, beside nobody; then one that does not. */
async function killedAt({ processes }: FaultScene, point: string, times: number): Promise<number> {
  for (let i = 0; i < times; i++) {
    const env = { SEQUOR_TEST_FAIL_AT: point, SEQUOR_TEST_FAIL_AFTER: String(3 + 4 * i) }
    const doomed = await processes.launch([], { options: ['--import', FAIL_AT], env })
    const end = await Promise.race([doomed.ended, pause(60_000)])
    if (end !== 'SIGKILL') throw new Error(`it does not come to that point: ${end}\n${doomed.output()}`)
  }
  await processes.start()
  return times
}

async function asked(process: RunProcess): Promise<void> {
  process.signal('SIGTERM')
  const code = await process.ended
  if (code !== 0) throw new Error(`ended with ${code}:\n${process.output()}`)
}
