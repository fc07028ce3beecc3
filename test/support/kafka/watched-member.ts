import type { Kafka } from 'kafkajs'
import { type GroupOptions, groupReader } from '../../../src/adapters/kafka/group-reader.ts'
import type { GroupBatch, GroupReader } from '../../../src/app/service-ports.ts'
import { waitUntil } from '../wait-until.ts'

/** What a member was told, in its order. */
export type Told =
  | { readonly kind: 'joined'; readonly partitions: readonly number[] }
  | { readonly kind: 'batch'; readonly partition: number; readonly from: number; readonly next: number }
  | { readonly kind: 'skipped'; readonly partition: number; readonly next: number }
  /** Its consumer died and is replaced, or it has ended for good. */
  | { readonly kind: 'died' | 'ended'; readonly error: string }

export interface WatchedMember {
  readonly reader: GroupReader
  readonly told: readonly Told[]
  /** Waits until it was told that. */
  heard<K extends Told['kind']>(kind: K, isIt?: (told: Told & { kind: K }) => boolean): Promise<Told & { kind: K }>
}

export type Handle = (batch: GroupBatch, beat: () => Promise<void>, reader: GroupReader) => Promise<void>

export const READING: Omit<GroupOptions, 'group'> = {
  ...{ sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 20_000, heartbeatIntervalMs: 100 },
  ...{ partitionBytes: 200_000, fetchBytes: 1_000_000, maxWaitMs: 100 },
}

/** Starts a member of a group that reads one topic by our own reader. */
export async function startMember(
  kafka: Kafka,
  { topic, group, ...options }: { readonly topic: string } & Pick<GroupOptions, 'group'> & Partial<GroupOptions>,
  handle: Handle = async () => {},
): Promise<WatchedMember> {
  const told: Told[] = []
  const reader = groupReader(kafka, { ...READING, ...options, group }, ({ message }) => {
    told.push({ kind: 'died', error: message })
  })
  await reader.start([topic], {
    joined: assignment => void told.push({ kind: 'joined', partitions: assignment[topic] ?? [] }),
    batch: async (batch, beat) => {
      const { partition, from, next } = batch
      told.push({ kind: 'batch', partition, from, next })
      await handle(batch, beat, reader)
    },
    skipped: (_, partition, next) => void told.push({ kind: 'skipped', partition, next }),
    ended: ({ message }) => void told.push({ kind: 'ended', error: message }),
  })
  return {
    ...{ reader, told },
    heard: (kind, isIt = () => true) =>
      waitUntil(`${group} hears ${kind}`, 40_000, () => {
        type Wanted = Told & { kind: typeof kind }
        return told.find((one): one is Wanted => one.kind === kind && isIt(one as Wanted))
      }),
  }
}
