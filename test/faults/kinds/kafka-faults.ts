import { pause } from '../../support/service/bench-site.ts'
import type { Fault, FaultScene } from '../fault.ts'

const SIZE = { partitions: 3, shards: 4 }

/** Faults of the brokers. */
export const KAFKA_FAULTS: readonly Fault[] = [
  {
    name: 'kafka: the only broker killed, and started again',
    kafka: { own: true },
    ...{ ...SIZE, forMs: 60_000 },
    work: async ({ processes, kafka }) => {
      await Promise.all([processes.start(), processes.start()])
      for (let i = 0; i < 3; i++) {
        await pause(8_000)
        await kafka.restart(1)
      }
      return 3
    },
  },
  {
    name: 'kafka: away for a minute',
    kafka: { own: true },
    ...{ ...SIZE, forMs: 80_000 },
    work: async ({ processes, kafka }) => {
      const [first] = await Promise.all([processes.start(), processes.start()])
      await pause(5_000)
      kafka.freeze()
      await pause(60_000)
      const alive = await fetch(`${first!.httpUrl}/livez`)
      kafka.thaw()
      if (alive.status !== 200) throw new Error(`dead: ${await alive.text()}`)
      return 1
    },
  },
  {
    name: 'kafka: leaders of all topics moved to the other of two brokers, under load',
    kafka: { brokers: 2 },
    ...{ ...SIZE, forMs: 60_000 },
    work: async scene => {
      await Promise.all([scene.processes.start(), scene.processes.start()])
      for (let i = 0; i < 4; i++) {
        await pause(5_000)
        await moveLeaders(scene, i % 2 === 0 ? [2] : [1])
      }
      return 4
    },
  },
]

/** Gives every partition of the lines, of the matches and of the incidents to these brokers. */
async function moveLeaders({ site }: FaultScene, replicas: number[]): Promise<void> {
  const admin = site.kafka.admin()
  await admin.connect()
  const names = [site.lines, `${site.namespace}.matches-g1`, `${site.namespace}.incidents`]
  const { topics } = await admin.fetchTopicMetadata({ topics: names })
  await admin.alterPartitionReassignments({
    topics: topics.map(({ name, partitions }) => ({
      topic: name,
      partitionAssignment: partitions.map(({ partitionId }) => ({ partition: partitionId, replicas })),
    })),
  })
  await admin.disconnect()
}
