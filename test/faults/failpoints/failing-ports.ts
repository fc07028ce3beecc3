import type { Health, Loop } from '../../../src/app/health.ts'
import type { GroupReader, MatchAppender, ShardPublisher } from '../../../src/app/service-ports.ts'
import * as ports from '../../../src/app/watched-ports.ts'
import { reach } from './points.ts'

export const { watchedLookups, watchedDeadLetters } = ports

export function watchedReader(reader: GroupReader, health: Health, loop: Loop): GroupReader {
  const watched = ports.watchedReader(reader, health, loop)
  return {
    start: (topics, handlers) => watched.start(topics, handlers),
    seek: (topic, partition, offset) => watched.seek(topic, partition, offset),
    commit: (topic, partition, offset) => {
      if (loop === 'tag') reach('after the appends, before the commit')
      return watched.commit(topic, partition, offset)
    },
    stop: () => watched.stop(),
  }
}

export function watchedAppender(appender: MatchAppender, health: Health): MatchAppender {
  const watched = ports.watchedAppender(appender, health)
  return {
    append: async (shard, record) => {
      reach('before an append')
      await watched.append(shard, record)
      if (shard === 0) reach('between two shards')
    },
  }
}

export function watchedPublisher(publisher: ShardPublisher, health: Health): ShardPublisher {
  const watched = ports.watchedPublisher(publisher, health)
  return {
    open: () => watched.open(),
    publish: (records, next) => {
      reach('before a transaction')
      return watched.publish(records, next)
    },
    close: () => watched.close(),
  }
}
