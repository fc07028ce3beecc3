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
      const offsets = await admin.fetchTopicOffsets(topic)
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

/** Kafka answers −1 for nothing. */
function asOffset(offset: string): number | null {
  const value = Number(offset)
  return value < 0 ? null : value
}
