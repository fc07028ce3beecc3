import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Kafka } from 'kafkajs'
import type { BrokenBatch } from '../../app/dead-letter.ts'
import { recordsOf } from '../../app/record-run.ts'
import type { Agreements, TopicLookups } from '../../app/service-ports.ts'
import { WorldError } from '../../app/world-error.ts'
import { appendTo, statedPartition } from './append.ts'
import { RETRY } from './client.ts'
import { groupReader } from './group-reader.ts'
import { orRefusal } from './refusals.ts'

export interface ControlTopic extends Agreements {
  readonly close: () => Promise<void>
}

const SETTLE_ATTEMPTS = 20

/**
 * Agreements in a compacted topic of one partition, of which every process reads all.
 *
 * Who writes does so in a transaction of one transactional id, and reads to the end after he has taken it over: so whoever
 * wrote before is either read, or fenced. `tell` hears of brokers that are away.
 */
export async function openControlTopic(
  kafka: Kafka,
  names: { readonly topic: string; readonly group: string; readonly transactionalId: string },
  lookups: TopicLookups,
  tell: (error: Error) => void,
): Promise<ControlTopic> {
  const { topic } = names
  const values = new Map<string, string>()
  const reading = {
    // Of its own: every process reads all.
    group: `${names.group}-${randomUUID()}`,
    ...{ sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000, heartbeatIntervalMs: 3_000 },
    ...{ partitionBytes: 1 << 20, fetchBytes: 1 << 20, maxWaitMs: 500 },
  }
  let position = 0
  let failure: Error | null = null
  let moved = Promise.withResolvers<void>()
  const wake = () => {
    moved.resolve()
    moved = Promise.withResolvers()
  }
  const reader = groupReader(kafka, reading, tell)
  await reader.start([topic], {
    joined: assignment => {
      if (assignment[topic] !== undefined) reader.seek(topic, 0, position)
    },
    batch: async ({ records, next, broken: [unread] }, beat) => {
      if (unread !== undefined) throw unreadable(topic, unread)
      for (const { key, value } of recordsOf(records)) {
        if (key !== null) values.set(Buffer.from(key).toString(), Buffer.from(value).toString())
      }
      position = Math.max(position, next)
      wake()
      await beat()
    },
    skipped: (_, __, next) => {
      position = Math.max(position, next)
      wake()
    },
    ended: error => {
      failure = error
      wake()
    },
  })

  const refresh = async (): Promise<void> => {
    const [bounds] = await lookups.bounds(topic)
    if (bounds === undefined || bounds.begin >= bounds.end) return
    while (position < bounds.end) {
      if (failure !== null) throw failure
      await moved.promise
    }
  }

  const settleOnce = async (wanted: ReadonlyMap<string, string>): Promise<void> => {
    const producer = kafka.producer({
      transactionalId: names.transactionalId,
      ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
      createPartitioner: statedPartition,
      retry: RETRY,
    })
    try {
      await producer.connect()
      const transaction = await producer.transaction()
      await refresh()
      const messages = [...wanted].filter(([name]) => !values.has(name)).map(([name, value]) => ({ key: name, value }))
      if (messages.length === 0) return await transaction.abort()
      await appendTo(transaction, { topic, partition: 0, messages })
      await transaction.commit()
    } catch (error) {
      throw orRefusal(error, { TRANSACTIONAL_ID: `write as transactional id ${names.transactionalId}` })
    } finally {
      await producer.disconnect().catch(() => {})
    }
  }

  return {
    get: name => values.get(name),
    refresh,
    settle: async wanted => {
      for (let left = SETTLE_ATTEMPTS; ; left--) {
        if ([...wanted.keys()].every(name => values.has(name))) return
        try {
          // A commit is confirmed before readers see it, but not before the next one takes over: then it is read.
          await settleOnce(wanted)
        } catch (error) {
          // Another process has taken over meanwhile, or the brokers are away.
          if (left === 0 || error instanceof WorldError) throw error
          await wait(randomInt(50, 500))
        }
      }
    },
    close: () => reader.stop(),
  }
}

function unreadable(topic: string, { from, error }: BrokenBatch): WorldError {
  const message = `${topic}/0, offset ${from}: ${error}`
  return new WorldError('refused', message, {
    hint: 'what all processes have agreed on stands there. Restore the partition from another replica of it, or choose another `namespace`',
  })
}
