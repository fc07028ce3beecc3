import type { RewindRequests } from '../../app/ports.ts'
import { namespaceKeys } from './keys.ts'
import type { RedisLink } from './link.ts'
import { runScript, scriptOf } from './script.ts'

const WITHDRAW = scriptOf('withdraw-rewind')

/** Requests of all shards in one hash: `SHARD PARTITION TOPIC` → `STREAM OFFSET`. */
export function redisRewindRequests(link: RedisLink, namespace: string): RewindRequests {
  const { rewinds } = namespaceKeys(namespace)
  return {
    request: async ({ offset, stream, ...place }) => {
      await link.ask('request of a rewind', client => client.hset(rewinds, nameOf(place), `${stream} ${offset}`))
    },
    all: async () => {
      const found = await link.ask('look for rewinds', client => client.hgetall(rewinds))
      return Object.entries(found).map(([name, value]) => {
        const [shard, partition, topic] = name.split(' ')
        const [stream, offset] = value.split(' ')
        return {
          ...{ shard: Number(shard), topic: topic!, partition: Number(partition) },
          ...{ stream: stream!, offset: Number(offset) },
        }
      })
    },
    withdraw: async (place, next) => {
      await link.ask('withdrawal of a rewind', client => runScript(client, WITHDRAW, [rewinds], [nameOf(place), next]))
    },
  }
}

/** Topics and streams are names without blanks. */
function nameOf({ shard, topic, partition }: Parameters<RewindRequests['withdraw']>[0]): string {
  return `${shard} ${partition} ${topic}`
}
