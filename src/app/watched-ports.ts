import type { Health, Loop } from './health.ts'
import {
  type DeadLetters,
  FencedError,
  type GroupReader,
  type MatchAppender,
  RecordTooLargeError,
  type ShardPublisher,
  type TopicLookups,
} from './service-ports.ts'

const COMMIT = 'the commit of a position'

/** The same reader; health hears of its polls and beats, when it joins, and when a commit waits. */
export function watchedReader(reader: GroupReader, health: Health, loop: Loop): GroupReader {
  return {
    start: (topics, handlers) =>
      reader.start(topics, {
        ...handlers,
        joining: () => health.joining(loop),
        polled: () => health.ticked(loop),
        batch: (batch, beat) =>
          handlers.batch(batch, async () => {
            await beat()
            health.ticked(loop)
          }),
      }),
    seek: (topic, partition, offset) => reader.seek(topic, partition, offset),
    commit: async (topic, partition, offset) => {
      health.asking('kafka', COMMIT)
      await reader.commit(topic, partition, offset)
      // Whether it failed nobody is told.
      health.over('kafka', COMMIT)
    },
    stop: () => reader.stop(),
  }
}

/** The same lookups; health hears when they wait. */
export function watchedLookups(lookups: TopicLookups, health: Health): TopicLookups {
  const asked = <T>(ask: () => Promise<T>) => watched(health, 'an answer about topics', ask)
  return {
    counts: topics => asked(() => lookups.counts(topics)),
    bounds: topic => asked(() => lookups.bounds(topic)),
    since: (topic, atMs) => asked(() => lookups.since(topic, atMs)),
    committed: (group, topic) => asked(() => lookups.committed(group, topic)),
  }
}

/** The same appender; health hears when it waits. */
export function watchedAppender(appender: MatchAppender, health: Health): MatchAppender {
  return { append: (shard, record) => watched(health, 'the matches topic', () => appender.append(shard, record)) }
}

/** The same topic of dead letters; health hears when it waits. */
export function watchedDeadLetters(deadLetters: DeadLetters, health: Health): DeadLetters {
  return { write: letter => watched(health, 'the topic of dead letters', () => deadLetters.write(letter)) }
}

/** The same publisher; health hears when it waits. */
export function watchedPublisher(publisher: ShardPublisher, health: Health): ShardPublisher {
  return {
    open: () => watched(health, 'a transaction', () => publisher.open()),
    publish: (records, next) => watched(health, 'a transaction', () => publisher.publish(records, next)),
    close: () => publisher.close(),
  }
}

/** To be fenced is an answer, and to be told that a record is too large. */
async function watched<T>(health: Health, call: string, ask: () => Promise<T>): Promise<T> {
  health.asking('kafka', call)
  try {
    const answer = await ask()
    health.answered('kafka', call)
    return answer
  } catch (error) {
    if (error instanceof FencedError || error instanceof RecordTooLargeError) health.answered('kafka', call)
    throw error
  }
}
