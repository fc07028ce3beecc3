import type { LineRecord } from '../../../src/app/record-tagger.ts'
import {
  FencedError,
  type GroupHandlers,
  type GroupReader,
  type MatchAppender,
  type OutgoingRecord,
  type ShardPublisher,
  type TopicLookups,
} from '../../../src/app/service-ports.ts'
import { matchRecordJson } from '../../../src/core/match-json.ts'
import type { Chance } from '../seeded-random.ts'
import { pause } from './bench-site.ts'

interface Topic {
  readonly partitions: LineRecord[][]
}

/** Topics in memory, with readers, appenders and publishers over them. One reader a group at a time; the newest has all. */
export class MemoryBroker {
  readonly #topics = new Map<string, Topic>()
  readonly #committed = new Map<string, number>()
  readonly #owners = new Map<number, object>()
  readonly published: string[] = []

  create(topic: string, partitions: number): void {
    this.#topics.set(topic, { partitions: Array.from({ length: partitions }, () => []) })
  }

  append(topic: string, partition: number, value: string): void {
    const log = this.#topics.get(topic)!.partitions[partition]!
    log.push({ offset: log.length, timestampMs: Date.now(), key: null, value: new TextEncoder().encode(value) })
  }

  readonly lookups: TopicLookups = {
    counts: async topics => Object.fromEntries(topics.map(name => [name, this.#topics.get(name)!.partitions.length])),
    bounds: async topic => this.#topics.get(topic)!.partitions.map(log => ({ begin: 0, end: log.length })),
    since: async () => {
      throw new Error('not asked')
    },
    committed: async (group, topic) =>
      this.#topics
        .get(topic)!
        .partitions.map((_, partition) => this.#committed.get(`${group} ${topic}/${partition}`) ?? null),
  }

  records(topic: string): { topic: string; partition: number; records: readonly LineRecord[] }[] {
    return this.#topics.get(topic)!.partitions.map((records, partition) => ({ topic, partition, records }))
  }

  reader(group: string, batchSize: () => number): GroupReader {
    const positions = new Map<string, number>()
    let running = true
    let done: Promise<void> = Promise.resolve()
    const loop = async (topics: readonly string[], handlers: GroupHandlers): Promise<void> => {
      while (running) {
        for (const topic of topics)
          for (const [partition, log] of this.#topics.get(topic)!.partitions.entries()) {
            const name = `${topic}/${partition}`
            const from = positions.get(name) ?? this.#committed.get(`${group} ${name}`) ?? 0
            const records = log.slice(from, from + batchSize())
            if (!running || records.length === 0) continue
            positions.set(name, from + records.length)
            await handlers.batch(
              { topic, partition, from, next: from + records.length, end: log.length, records, broken: [] },
              async () => {},
            )
          }
        await pause(2)
      }
    }
    return {
      start: async (topics, handlers) => {
        handlers.joined(Object.fromEntries(topics.map(name => [name, [...this.#topics.get(name)!.partitions.keys()]])))
        done = loop(topics, handlers).catch(error => handlers.ended(error))
      },
      seek: (topic, partition, offset) => positions.set(`${topic}/${partition}`, offset),
      commit: async (topic, partition, offset) => {
        this.#committed.set(`${group} ${topic}/${partition}`, offset)
      },
      stop: async () => {
        running = false
        await done
      },
    }
  }

  /** An appender that now and then fails before or after it wrote, and says of some records that they stand there though they do not. */
  appender(topic: string, chance: Chance, lies: number): MatchAppender {
    return {
      append: async (shard, record) => {
        if (chance.happens(lies)) return
        if (chance.happens(0.05)) throw new Error('the broker is away')
        this.append(topic, shard, matchRecordJson(record))
        if (chance.happens(0.05)) throw new Error('the answer was lost')
      },
    }
  }

  /** A publisher whose commits now and then fail before or after they count. */
  publisher(shard: number, chance: Chance): ShardPublisher {
    const cursor = `published/${shard}`
    let own: object | null = null
    return {
      open: async () => {
        own = {}
        this.#owners.set(shard, own)
        return this.#committed.get(cursor) ?? 0
      },
      publish: async (records: readonly OutgoingRecord[], next: number) => {
        if (this.#owners.get(shard) !== own) throw new FencedError(`shard ${shard}`)
        if (chance.happens(0.1)) throw new Error('the commit was not asked for')
        for (const { topic, value } of records) if (topic === 'incidents') this.published.push(value!)
        this.#committed.set(cursor, next)
        if (chance.happens(0.1)) throw new Error('the answer to the commit was lost')
      },
      close: async () => {},
    }
  }
}
