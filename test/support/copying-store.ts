import type { ShardStore } from '../../src/app/ports.ts'
import { changedParts, restText, stateOfParts } from '../../src/core/state-parts.ts'

interface Kept {
  version: string
  position: number
  rest: string
  readonly parts: Map<string, string>
}

/** A store in memory that keeps what was written, as one outside the process does: several owners may hold what they claimed. */
export function copyingStore(): ShardStore {
  const shards = new Map<number, Kept>()
  return {
    claim: async (shard, token) => {
      const kept = shards.get(shard) ?? { version: '', position: 0, rest: '', parts: new Map() }
      shards.set(shard, kept)
      kept.version = `${token}:0`
      if (kept.rest === '') return null
      return { position: kept.position, state: stateOfParts(kept.rest, kept.parts) }
    },
    save: async (shard, { token, number, position, state, changes }) => {
      const kept = shards.get(shard)
      if (kept?.version === `${token}:${number}`) return 'stored'
      if (kept?.version !== `${token}:${number - 1}`) return 'refused'
      for (const [name, text] of changedParts(state, changes)) {
        if (text === null) kept.parts.delete(name)
        else kept.parts.set(name, text)
      }
      kept.version = `${token}:${number}`
      kept.position = position
      kept.rest = restText(state)
      return 'stored'
    },
  }
}
