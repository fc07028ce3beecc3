import type { Rewinds } from '../../app/service-ports.ts'
import type { Gap } from '../../core/fold.ts'

/** Requests of shards to taggers of the same process. */
export function memoryRewinds(): Rewinds {
  const asked = new Map<string, Gap>()
  return {
    ask: async (shard, gap) => {
      asked.set(`${shard} ${gap.topic}/${gap.partition}`, gap)
    },
    withdraw: async (shard, topic, partition) => {
      asked.delete(`${shard} ${topic}/${partition}`)
    },
    asked: async () => [...asked.values()],
  }
}
