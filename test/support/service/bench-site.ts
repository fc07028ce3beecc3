import { randomUUID } from 'node:crypto'
import kafkajs, { type Admin, type Kafka, type Message, type Producer } from 'kafkajs'
import { statedPartition } from '../../../src/adapters/kafka/append.ts'
import { kafkaClient } from '../../../src/adapters/kafka/client.ts'
import { topicLookups } from '../../../src/adapters/kafka/lookups.ts'
import { memoryRewindRequests } from '../../../src/adapters/memory/rewind-requests.ts'
import { Health } from '../../../src/app/health.ts'
import type { RewindRequests, ShardStore } from '../../../src/app/ports.ts'
import { type Service, startService, steadyClock } from '../../../src/cli/wire-service.ts'
import type { Layout } from '../../../src/core/match.ts'
import type { RuleSet } from '../../../src/core/rule-set.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'
import { readTopics, type TopicRecord } from '../kafka/read-topics.ts'
import { runSequor } from '../run-sequor.ts'
import { type Chance, seededChance } from '../seeded-random.ts'
import { waitUntil } from '../wait-until.ts'

const { CompressionTypes, ConfigResourceTypes } = kafkajs

const HISTORY_BATCH = 20
const MOST_RECORD_BYTES = 12_000_000
/** Larger records than the product looks at. */
const LINES_TOPIC = { 'message.timestamp.type': 'LogAppendTime', 'max.message.bytes': String(MOST_RECORD_BYTES) }
const NO_BOUND_MS = '9223372036854775807'
/** For a history, which comes with its times. */
const KEEPING_TIMES = {
  'message.timestamp.type': 'CreateTime',
  'message.timestamp.before.max.ms': NO_BOUND_MS,
  'message.timestamp.after.max.ms': NO_BOUND_MS,
}
const entriesOf = (config: Readonly<Record<string, string>>) =>
  Object.entries(config).map(([name, value]) => ({ name, value }))

/** Short, so that a run takes seconds. */
export const SHORT: Layout = { reorderMs: 200, disorderMs: 100, beliefMs: 7 * 86_400_000, aheadMs: 5_000 }
/** How often a line is sent before the run fails. */
const ATTEMPTS = 20
const CLOCK_ERROR_MS = 20
const BARRIER_MS = 50
/** Behind the last line everything is over after so long: windows of at most 2 s, and the quiet behind them. */
const LAST_TIMER_MS = 5_000

/** What the services of a site take; what is left out is as the configuration has it. */
export interface SiteBounds {
  readonly unpackedBytes?: number
  readonly recordBytes?: number
  readonly deadLetterBytes?: number
}

/** To which of so many partitions the next line goes. */
export type PartitionShare = (chance: Chance, partitions: number) => number

const evenly: PartitionShare = (chance, partitions) => chance.between(0, partitions - 1)

/** Topics of its own on a broker, lines that are sent to them, and services that read them. */
export class Site {
  readonly namespace = `t-${randomUUID()}`
  readonly lines = `lines-${this.namespace}`
  readonly kafka: Kafka
  readonly told: string[] = []
  readonly #brokers: readonly string[]
  readonly #shards: number
  readonly #rules: RuleSet
  readonly #bounds: SiteBounds
  #admin: Admin | null = null
  #producer: Producer | null = null
  #sent = 0

  constructor(brokers: readonly string[], rules: RuleSet, shards: number, bounds: SiteBounds = {}) {
    this.#brokers = brokers
    this.#rules = rules
    this.#shards = shards
    this.#bounds = bounds
    const { unpackedBytes } = bounds
    this.kafka = kafkaClient({ brokers: [...brokers], clientId: 'sequor-test', unpackedBytes }, (level, message) => {
      if (level === 'error') this.told.push(message)
    })
  }

  /** Makes the topic of the lines, which belongs to shippers. */
  async createLines(partitions: number): Promise<void> {
    this.#admin = this.kafka.admin()
    await this.#admin.connect()
    await this.#admin.createTopics({
      // Asked for below: where others are created at the same time the broker says that it does not know these.
      waitForLeaders: false,
      topics: [
        {
          ...{ topic: this.lines, numPartitions: partitions, replicationFactor: 1 },
          configEntries: entriesOf(LINES_TOPIC),
        },
      ],
    })
    const lookups = topicLookups(this.#admin)
    await waitUntil('the topic is there', 20_000, () =>
      lookups.counts([this.lines]).then(
        () => true,
        () => false,
      ),
    )
    this.#producer = this.kafka.producer({ createPartitioner: statedPartition, allowAutoTopicCreation: false })
    await this.#producer.connect()
  }

  async create(partitions: number): Promise<void> {
    await this.createLines(partitions)
    const created = await runSequor(['topics', 'create', ...this.flags()])
    if (created.code !== 0) throw new Error(created.stderr)
  }

  /** What the commands of the product are told: our settings, and these of `NAME=VALUE` in their place. */
  flags(sets: readonly string[] = []): readonly string[] {
    const { reorderMs, disorderMs, aheadMs } = SHORT
    const layout = {
      shards: String(this.#shards),
      ...{ reorder: `${reorderMs}ms`, disorder: `${disorderMs}ms`, ahead: `${aheadMs}ms` },
      ...{ clockError: `${CLOCK_ERROR_MS}ms`, barrier: `${BARRIER_MS}ms` },
    }
    const settings = {
      namespace: this.namespace,
      'lines.topics': this.lines,
      'kafka.brokers': this.#brokers.join(','),
      'kafka.sessionTimeout': '6s',
      'redis.host': '127.0.0.1',
      'incidents.partitions': '3',
      start: 'earliest',
      ...Object.fromEntries(Object.entries(layout).map(([name, value]) => [`layout.${name}`, value])),
      ...Object.fromEntries(sets.map(set => set.split(/=(.*)/s).slice(0, 2))),
    }
    return Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  }

  /** Starts the service in this process. */
  start(store: ShardStore, more: { kafka?: Kafka; rewinds?: RewindRequests; health?: Health } = {}): Promise<Service> {
    const { kafka = this.kafka, rewinds = memoryRewindRequests(), health = new Health(steadyClock) } = more
    return startService(kafka, { store, rewinds }, this.#rules, {
      health,
      namespace: this.namespace,
      linesTopics: [this.lines],
      layout: { ...SHORT, shards: this.#shards, clockErrorMs: CLOCK_ERROR_MS },
      ...{ barrierMs: BARRIER_MS, sliceMs: 250, fetchPartitionBytes: 512 * 1024, fetchBytes: 4 * 1024 * 1024 },
      ...{ recordBytes: 8_000_000, deadLetterBytes: 256_000, ...this.#bounds },
      ...{ start: { kind: 'earliest' }, routing: { topicBy: 'none' } },
      sessionTimeoutMs: 6_000,
      zones: UTC,
      site: { zones: [], abbreviations: [] },
      aliases: new Map(),
      keyIsHost: false,
      tell: error => this.told.push(error.message),
    })
  }

  /** Sends one line now. */
  async sendLine(partition: number, host: string, code: string): Promise<void> {
    const value = `<189>${this.#sent++}: ${host}: ${stampOf(new Date())}: %TEST-5-${code}: x`
    await this.#producer!.send({ topic: this.lines, acks: -1, messages: [{ value, partition }] })
  }

  /** Sends lines of a few hosts for so long, to any partition: as they happen, some late, some twice. */
  async sendLines(forMs: number, partitions: number, seed: number, share: PartitionShare = evenly): Promise<void> {
    const chance = seededChance(seed)
    for (const endMs = Date.now() + forMs; Date.now() < endMs; await pause(chance.between(5, 60))) {
      const code = chance.pick(['A', 'A', 'B', 'B', 'C', 'NOISE'])
      const at = new Date(Date.now() - chance.pick([0, 0, 0, chance.between(0, 150)]))
      const value = this.line(chance.between(1, 6), code, at)
      const copies = chance.happens(0.1) ? 2 : 1
      for (let copy = 0; copy < copies; copy++) {
        const messages = [{ value, partition: share(chance, partitions) }]
        await this.#insist(messages)
      }
    }
  }

  /**
   * What a topic holds that nobody has read for so long: lines as `sendLines` sends them, now and then a few, with their times; and in
   * partition 0 many more, of a code that no rule wants.
   */
  async sendHistory(forMs: number, partitions: number, { seed, more }: { seed: number; more: number }): Promise<void> {
    const chance = seededChance(seed)
    const messages: { value: string; partition: number; timestamp: string }[] = []
    const endMs = Date.now()
    const add = (partition: number, code: string, atMs: number, text: string) => {
      const value = this.line(
        chance.between(1, 6),
        code,
        new Date(atMs - chance.pick([0, 0, 0, chance.between(0, 150)])),
      )
      messages.push({ value: value + text, partition, timestamp: String(atMs) })
    }
    for (
      let atMs = endMs - forMs;
      atMs < endMs;
      atMs += chance.happens(0.1) ? chance.between(0, 6_000) : chance.between(5, 60)
    )
      add(chance.between(0, partitions - 1), chance.pick(['A', 'A', 'B', 'B', 'C']), atMs, '')
    for (let i = 0; i < more; i++) add(0, 'NOISE', endMs - forMs + Math.floor((i * forMs) / more), '.'.repeat(500))
    messages.sort((a, b) => Number(a.timestamp) - Number(b.timestamp))
    await this.#configure(KEEPING_TIMES)
    // In small batches, as a broker gives no less than one at a time.
    for (let from = 0; from < messages.length; from += HISTORY_BATCH)
      await this.#producer!.send({ topic: this.lines, acks: -1, messages: messages.slice(from, from + HISTORY_BATCH) })
    await this.#configure(LINES_TOPIC)
  }

  async #configure(config: Readonly<Record<string, string>>): Promise<void> {
    const resource = { type: ConfigResourceTypes.TOPIC, name: this.lines, configEntries: entriesOf(config) }
    await this.#admin!.alterConfigs({ validateOnly: false, resources: [resource] })
  }

  /** Again while brokers are away. What was written all the same then stands there twice. */
  async #insist(messages: { value: string; partition: number }[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#producer!.send({ topic: this.lines, acks: -1, messages })
        return
      } catch (error) {
        if (attempt === ATTEMPTS) throw error
        await pause(500)
      }
    }
  }

  line(host: number, code: string, at: Date): string {
    return `<189>${this.#sent++}: host-${host}: ${stampOf(at)}: %TEST-5-${code}: x`
  }

  /** Sends records as one batch. */
  async send(partition: number, values: readonly string[], compression = CompressionTypes.None): Promise<void> {
    const messages = values.map(value => ({ value, key: 'a-key', partition }))
    await this.#producer!.send({ topic: this.lines, acks: -1, messages, compression })
  }

  /** Sends a record as it is. */
  async sendRecord(
    partition: number,
    record: Omit<Message, 'partition'>,
    compression = CompressionTypes.None,
  ): Promise<void> {
    await this.#producer!.send({ topic: this.lines, acks: -1, messages: [{ ...record, partition }], compression })
  }

  /** All lines that were sent, as they stand in the topic, but for so many that cannot be read. */
  async readLines(unread = 0): Promise<readonly TopicRecord[]> {
    const bounds = await topicLookups(this.#admin!).bounds(this.lines)
    const all = bounds.reduce((sum, { end }) => sum + end, 0) - unread
    return readTopics(this.kafka, { topics: [this.lines], withinMs: 30_000, isAll: read => read.length >= all })
  }

  /** Waits until nothing is left to be decided and gives every record of the incident topic that a reader of committed ones sees. */
  async readIncidents(lastLineMs: number, expected: number): Promise<readonly TopicRecord[]> {
    await waitUntil('everything is decided', 60_000, () => Date.now() > lastLineMs + LAST_TIMER_MS)
    await this.#caughtUp()
    const topics = [`${this.namespace}.incidents`]
    return readTopics(this.kafka, { topics, withinMs: 20_000, isAll: read => read.length >= expected })
  }

  /** Until the published position of every shard follows the log and no more incidents come. */
  async #caughtUp(): Promise<void> {
    const lookups = topicLookups(this.#admin!)
    let before = -1
    await waitUntil('no more incidents come', 60_000, async () => {
      const bounds = await lookups.bounds(`${this.namespace}.incidents`)
      const now = bounds.reduce((sum, { end }) => sum + end, 0)
      const isQuiet = now === before
      before = now
      await pause(1_500)
      return isQuiet
    })
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect()
    await this.#admin?.disconnect()
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function stampOf(date: Date): string {
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 23)}`
}

export function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
