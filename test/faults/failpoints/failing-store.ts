import * as store from '../../../src/adapters/redis/shard-store.ts'
import type { ShardStore } from '../../../src/app/ports.ts'
import { reach } from './points.ts'

export function redisShardStore(...asked: Parameters<typeof store.redisShardStore>): ShardStore {
  const kept = store.redisShardStore(...asked)
  return {
    claim: (shard, token) => kept.claim(shard, token),
    save: async (shard, checkpoint) => {
      reach('before the windows are stored')
      const answer = await kept.save(shard, checkpoint)
      reach('after the windows are stored')
      return answer
    },
  }
}
