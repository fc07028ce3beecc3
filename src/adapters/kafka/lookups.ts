import { setTimeout as wait } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import type { TopicLookups } from '../../app/service-ports.ts'

export interface OpenLookups extends TopicLookups {
  readonly close: () => Promise<void>
}

/** Connects a client of its own for asking. */
export async function openLookups(kafka: Kafka): Promise<OpenLookups> {
  const admin = kafka.admin()
  await admin.connect()
  return { ...topicLookups(admin), close: () => admin.disconnect() }
}

/** Asks a connected admin client. */
export function topicLookups(admin: Admin): TopicLookups {
  return {
    counts: async topics => {
      const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] })
      return Object.fromEntries(found.map(({ name, partitions }) => [name, partitions.length]))
    },
    bounds: async topic => {
      const offsets = await again(() => admin.fetchTopicOffsets(topic))
      const bounds: { begin: number; end: number }[] = []
      for (const { partition, low, high } of offsets) bounds[partition] = { begin: Number(low), end: Number(high) }
      return bounds
    },
    committed: async (group, topic) => {
      const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
      const committed: (number | null)[] = []
      for (const { partition, offset } of found?.partitions ?? []) committed[partition] = asOffset(offset)
      return committed
    },
  }
}

/** kafkajs 2.2.4 stumbles over the answer of a broker that is not ready (`low.pop(...)`): asked again it is right. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left--) {
    try {
      return await ask()
    } catch (error) {
      if (left === 0) throw error
      await wait(100)
    }
  }
}

/** Kafka answers −1 for nothing. */
function asOffset(offset: string): number | null {
  const value = Number(offset)
  return value < 0 ? null : value
}
