import type { RewindRequest, RewindRequests } from '../../app/ports.ts'

/** Requests of shards to taggers of the same process. */
export function memoryRewindRequests(): RewindRequests {
  const requests = new Map<string, RewindRequest>()
  const nameOf = ({ shard, topic, partition }: Pick<RewindRequest, 'shard' | 'topic' | 'partition'>) =>
    `${shard} ${topic}/${partition}`
  return {
    request: async request => {
      requests.set(nameOf(request), request)
    },
    all: async () => [...requests.values()],
    withdraw: async (input, next) => {
      const known = requests.get(nameOf(input))
      if (known !== undefined && known.offset < next) requests.delete(nameOf(input))
    },
  }
}
