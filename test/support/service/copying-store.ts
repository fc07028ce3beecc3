import { memoryShardStore } from '../../../src/adapters/memory/shard-store.ts'
import type { ShardStore } from '../../../src/app/ports.ts'
import { stateFromJson, stateToJson } from '../../../src/core/state-json.ts'
import type { ShardState } from '../../../src/core/world.ts'

/** A store in memory that keeps copies, as one outside the process would: several owners may hold what they loaded. */
export function copyingStore(): ShardStore {
  const store = memoryShardStore()
  return {
    claim: async (shard, token) => {
      const stored = await store.claim(shard, token)
      return stored === null || stored === 'refused' ? stored : { ...stored, state: copyOf(stored.state) }
    },
    save: (shard, checkpoint) => store.save(shard, { ...checkpoint, state: copyOf(checkpoint.state) }),
  }
}

function copyOf(state: ShardState): ShardState {
  return stateFromJson(JSON.parse(JSON.stringify(stateToJson(state))))
}
