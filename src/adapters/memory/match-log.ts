import type { LoggedRecord, MatchLog } from '../../app/ports.ts'
import type { MatchRecord } from '../../core/match.ts'

interface ShardLog {
  first: number
  records: MatchRecord[]
}

/** The matches log in memory, for one reader a shard: what was read from beyond is dropped, so it stays small. */
export function memoryMatchLog(shards: number): MatchLog {
  const logs: ShardLog[] = Array.from({ length: shards }, () => ({ first: 0, records: [] }))
  return {
    shards,
    append: async (shard, record) => {
      logs[shard]!.records.push(record)
    },
    read: async (shard, from) => {
      const log = logs[shard]!
      log.records.splice(0, from - log.first)
      log.first = from
      return log.records.map((record, index): LoggedRecord => ({ offset: from + index, record }))
    },
  }
}
