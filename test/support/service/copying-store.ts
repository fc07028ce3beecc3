import { memoryShardStore } from '../../../src/adapters/memory/shard-store.ts'
import type { ShardStore } from '../../../src/app/ports.ts'
import { stateFromJson, stateToJson } from '../../../src/core/state-json.ts'

/** A store in memory that keeps copies, as one outside the process would: several owners may hold what they loaded. */
export function copyingStore(): ShardStore {
  const store = memoryShardStore()
  const copied = <T extends Parameters<ShardStore['save']>[1]>(stored: T) => ({
    ...stored,
    state: stateFromJson(JSON.parse(JSON.stringify(stateToJson(stored.state)))),
  })
  return {
    load: async shard => {
      const stored = await store.load(shard)
      return stored === null ? null : copied(stored)
    },
    save: (shard, built) => store.save(shard, copied(built)),
  }
}
