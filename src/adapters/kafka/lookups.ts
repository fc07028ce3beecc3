import { setTimeout as wait } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import type { TopicLookups } from '../../app/service-ports.ts'
import { refusalOf, type Tried } from './refusals.ts'

export interface OpenLookups extends TopicLookups {
  readonly close: () => Promise<void>
}

/** Connects a client of its own for asking. */
export async function openLookups(kafka: Kafka): Promise<OpenLookups> {
  const admin = kafka.admin()
  await admin.connect()
  return { ...topicLookups(admin), close: () => admin.disconnect() }
}

/**
 * Asks a connected admin client, one question at a time, and takes no answer that leaves a partition out.
 *
 * kafkajs 2.2.4 looks partitions up in metadata that another question may be fetching anew: then it answers with none of them
 * (`fetchOffsets`), or fails (`fetchTopicOffsets`: `low.pop(...)`). Taken for "nothing is committed", that would publish
 * incidents twice.
 */
export function topicLookups(admin: Admin): TopicLookups {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(ask: () => Promise<T>, tried: Tried): Promise<T> => {
    const asked = last.then(() => again(ask, tried))
    last = asked.catch(() => {})
    return asked
  }
  const counts = async (topics: readonly string[]): Promise<Record<string, number>> => {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] })
    return Object.fromEntries(found.map(({ name, partitions }) => [name, partitions.length]))
  }
  const whole = async <T>(topic: string, answer: T[]): Promise<T[]> => {
    const { [topic]: count } = await counts([topic])
    const isWhole = count !== undefined && answer.length === count && !answer.includes(undefined as T)
    if (!isWhole) throw new Error(`${topic}: the answer leaves partitions out`)
    return answer
  }
  return {
    counts: topics => inTurn(() => counts(topics), asksAbout(topics.join(', '))),
    bounds: topic =>
      inTurn(async () => {
        const bounds: { begin: number; end: number }[] = []
        for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
          bounds[partition] = { begin: Number(low), end: Number(high) }
        return whole(topic, bounds)
      }, asksAbout(topic)),
    since: (topic, atMs) =>
      inTurn(async () => {
        const offsets: number[] = []
        for (const { partition, offset } of await admin.fetchTopicOffsetsByTimestamp(topic, atMs))
          offsets[partition] = Number(offset)
        return whole(topic, offsets)
      }, asksAbout(topic)),
    committed: (group, topic) =>
      inTurn(
        async () => {
          const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
          const committed: (number | null)[] = []
          for (const { partition, offset } of found?.partitions ?? []) committed[partition] = asOffset(offset)
          return whole(topic, committed)
        },
        { ...asksAbout(topic), GROUP: `read as group ${group}` },
      ),
  }
}

function asksAbout(topics: string): Tried {
  return { TOPIC: `ask about topic ${topics}` }
}

const ATTEMPTS = 10
const PAUSE_MS = 100

async function again<T>(ask: () => Promise<T>, tried: Tried): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await ask()
    } catch (error) {
      const refusal = refusalOf(error, tried)
      if (refusal !== null) throw refusal
      if (left === 0) throw error
      await wait(PAUSE_MS)
    }
  }
}

/** Kafka answers −1 for nothing. */
function asOffset(offset: string): number | null {
  const value = Number(offset)
  return value < 0 ? null : value
}
