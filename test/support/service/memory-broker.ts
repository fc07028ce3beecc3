import { memoryDeadLetters } from '../../../src/adapters/memory/dead-letters.ts'
import type { BrokenBatch, DeadLetter } from '../../../src/app/dead-letter.ts'
import { recordsOf, sliceOf } from '../../../src/app/record-run.ts'
import type { LineRecord } from '../../../src/app/record-tagger.ts'
import {
  type DeadLetters,
  FencedError,
  type GroupBatch,
  type GroupHandlers,
  type GroupReader,
  type MatchAppender,
  type OutgoingRecord,
  RecordTooLargeError,
  type ShardPublisher,
  type TopicLookups,
} from '../../../src/app/service-ports.ts'
import { matchRecordJson } from '../../../src/core/match-json.ts'
import type { Chance } from '../seeded-random.ts'
import { pause } from './bench-site.ts'

/** What an appender does wrong, beside failing. */
export interface AppenderFaults {
  /** How often it says that a record stands there though it does not. */
  readonly lies: number
  /** How often what it wrote cannot be read. */
  readonly damages: number
  /** A record of more is too large. */
  readonly mostMatches: number
}

interface Topic {
  readonly partitions: LineRecord[][]
}

/** Topics in memory, with readers, appenders and publishers over them. One reader a group at a time; the newest has all. */
export class MemoryBroker {
  /** Hears of every commit before it counts. */
  committing: (group: string, topic: string, partition: number, offset: number) => void = () => {}
  readonly #broken = new Set<LineRecord>()
  readonly #topics = new Map<string, Topic>()
  readonly #committed = new Map<string, number>()
  readonly #owners = new Map<number, object>()
  readonly published: string[] = []
  readonly #letters = memoryDeadLetters()

  create(topic: string, partitions: number): void {
    this.#topics.set(topic, { partitions: Array.from({ length: partitions }, () => []) })
  }

  /** Gives the offset. */
  append(topic: string, partition: number, value: string): number {
    const log = this.#topics.get(topic)!.partitions[partition]!
    log.push({ offset: log.length, timestampMs: Date.now(), key: null, value: new TextEncoder().encode(value) })
    return log.length - 1
  }

  /** From now on the newest record of a partition cannot be read. */
  damageLast(topic: string, partition: number): void {
    const last = this.#topics.get(topic)!.partitions[partition]!.at(-1)
    if (last !== undefined) this.#broken.add(last)
  }

  /** Its records that can be read, and those that cannot as batches. */
  #parted(log: readonly LineRecord[]): Pick<GroupBatch, 'records' | 'broken'> {
    const broken = log
      .filter(record => this.#broken.has(record))
      .map(({ offset, value }): BrokenBatch => {
        const told = { reason: 'checksum_mismatch', error: 'damaged', timestampMs: Number.MAX_SAFE_INTEGER } as const
        return { from: offset, to: offset + 1, bytes: value, ...told }
      })
    return { records: [sliceOf(log.filter(record => !this.#broken.has(record)))], broken }
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

  records(topic: string) {
    return this.#topics.get(topic)!.partitions.map((log, partition) => {
      const { records, broken } = this.#parted(log)
      return { topic, partition, records: [...recordsOf(records)], broken }
    })
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
            const batch = log.slice(from, from + batchSize())
            if (!running || batch.length === 0) continue
            const next = from + batch.length
            positions.set(name, next)
            const place = { topic, partition, from, next, end: log.length }
            await handlers.batch({ ...place, ...this.#parted(batch) }, async () => {})
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
        this.committing(group, topic, partition, offset)
        this.#committed.set(`${group} ${topic}/${partition}`, offset)
      },
      stop: async () => {
        running = false
        await done
      },
    }
  }

  get letters(): readonly DeadLetter[] {
    return this.#letters.letters
  }

  /** Writes dead letters; fails now and then before or after it wrote. */
  deadLetters(chance: Chance): DeadLetters {
    return {
      write: async letter => {
        if (chance.happens(0.2)) throw new Error('the broker is away')
        await this.#letters.write(letter)
        if (chance.happens(0.1)) throw new Error('the answer was lost')
      },
    }
  }

  /** An appender that now and then fails before or after it wrote. */
  appender(topic: string, chance: Chance, { lies, damages, mostMatches }: AppenderFaults): MatchAppender {
    return {
      append: async (shard, record) => {
        const matches = record.frames.reduce((sum, frame) => sum + frame.matches.length, 0)
        if (matches > mostMatches) throw new RecordTooLargeError(`${matches} matches`)
        if (chance.happens(lies)) return
        if (chance.happens(0.05)) throw new Error('the broker is away')
        this.append(topic, shard, matchRecordJson(record))
        if (chance.happens(damages)) this.damageLast(topic, shard)
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
