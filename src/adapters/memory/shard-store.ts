import type { ShardStore, StoredShard } from '../../app/ports.ts'

/** The windows of shards in memory: they live as long as the process. */
export function memoryShardStore(): ShardStore {
  const shards = new Map<number, StoredShard>()
  return {
    load: async shard => shards.get(shard) ?? null,
    save: async (shard, built) => {
      const stored = shards.get(shard)?.version ?? 0
      if (built.version !== stored + 1) return 'refused'
      shards.set(shard, built)
      return 'stored'
    },
  }
}
