import type { ShardStore, StoredShard } from '../../app/ports.ts'

/** The windows of shards in memory, as they are and not as copies: for one owner a shard, as long as the process lives. `kept` are those of shards from 0 on. */
export function memoryShardStore(kept: readonly StoredShard[] = []): ShardStore {
  const versions = new Map<number, string>()
  const shards = new Map(kept.entries())
  return {
    claim: async (shard, token) => {
      versions.set(shard, `${token}:0`)
      return shards.get(shard) ?? null
    },
    save: async (shard, { token, number, position, state }) => {
      const version = versions.get(shard)
      if (version === `${token}:${number}`) return 'stored'
      if (version !== `${token}:${number - 1}`) return 'refused'
      versions.set(shard, `${token}:${number}`)
      shards.set(shard, { position, state })
      return 'stored'
    },
  }
}
