import { setTimeout as wait } from 'node:timers/promises'
import type { Consumer, Kafka, KafkaJSError } from 'kafkajs'
import type { GroupHandlers, GroupReader } from '../../app/service-ports.ts'
import { WorldError } from '../../app/world-error.ts'
import { worldErrorOf } from './admin-errors.ts'
import { RETRY } from './client.ts'
import { fetchedOf } from './fetched.ts'
import { refusalOf } from './refusals.ts'

export interface GroupOptions {
  readonly group: string
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly heartbeatIntervalMs: number
  /** Most bytes that one fetch brings, of one partition and in all. */
  readonly partitionBytes: number
  readonly fetchBytes: number
  readonly maxWaitMs: number
}

/** After these a member has no say any more until it has joined again. */
const STALE = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'NOT_COORDINATOR_FOR_GROUP', 'UNKNOWN_MEMBER_ID']

/** What no waiting mends: the process must end, and a person look. */
const FATAL = /SASL|UNSUPPORTED|INVALID_GROUP_ID|UNKNOWN_TOPIC_OR_PARTITION/
const LONGEST_WAIT_MS = 5_000

/**
 * Reads topics as a member of a group, by kafkajs 2.2.4 and around its faults.
 *
 * Where its behaviour is not what its documentation says, the number of the issue stands beside the cure. A consumer that has
 * died is replaced by a new one, which joins anew and is told to begin where the caller stands: while the brokers are away
 * this waits. `tell` hears of it.
 */
export function groupReader(kafka: Kafka, options: GroupOptions, tell: (error: Error) => void): GroupReader {
  return new Member(() => newConsumer(kafka, options), tell, options.group)
}

function newConsumer(kafka: Kafka, options: GroupOptions): Consumer {
  return kafka.consumer({
    groupId: options.group,
    sessionTimeout: options.sessionTimeoutMs,
    rebalanceTimeout: options.rebalanceTimeoutMs,
    heartbeatInterval: options.heartbeatIntervalMs,
    maxBytesPerPartition: options.partitionBytes,
    maxBytes: options.fetchBytes,
    maxWaitTimeInMs: options.maxWaitMs,
    allowAutoTopicCreation: false,
    // One that starts itself anew hides that it did.
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
}

class Member implements GroupReader {
  readonly #create: () => Consumer
  readonly #tell: (error: Error) => void
  readonly #group: string
  #consumer: Consumer | null = null
  #isStopping = false
  #assigned = new Set<string>()
  /** Put out of the group, or about to be: batches that were fetched before must not be handed out (#1527). */
  #isStale = false
  #waitMs = 100

  constructor(create: () => Consumer, tell: (error: Error) => void, group: string) {
    this.#create = create
    this.#tell = tell
    this.#group = group
  }

  async start(topics: readonly string[], handlers: GroupHandlers): Promise<void> {
    const consumer = this.#create()
    this.#consumer = consumer
    handlers.joining?.()
    consumer.on('consumer.rebalancing', () => handlers.joining?.())
    consumer.on('consumer.fetch', () => handlers.polled?.())
    consumer.on('consumer.group_join', ({ payload }) => {
      const assignment = payload.memberAssignment
      this.#assigned = new Set(Object.entries(assignment).flatMap(([topic, all]) => all.map(p => `${topic}/${p}`)))
      this.#isStale = false
      this.#waitMs = 100
      handlers.joined(assignment)
    })
    // A fetch that brought control records only never comes as a batch, and moves on by itself.
    consumer.on('consumer.end_batch_process', ({ payload }) => {
      const { topic, partition, batchSize, lastOffset } = payload
      if (batchSize === 0 && this.#assigned.has(`${topic}/${partition}`)) {
        handlers.skipped(topic, partition, Number(lastOffset) + 1)
      }
    })
    consumer.on('consumer.crash', ({ payload }) => void this.#died(consumer, payload.error, topics, handlers))
    try {
      await consumer.connect()
      // Whatever was committed decides; without that the log is read from its beginning, and seeking is the caller's (#1119).
      await consumer.subscribe({ topics: [...topics], fromBeginning: true })
      await this.#run(consumer, handlers)
    } catch (error) {
      await this.#died(consumer, error as Error, topics, handlers)
    }
  }

  #run(consumer: Consumer, handlers: GroupHandlers): Promise<void> {
    return consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: async ({ batch, heartbeat, resolveOffset, isStale }) => {
        if (this.#isStale || this.#isStopping || isStale()) return
        if (!this.#assigned.has(`${batch.topic}/${batch.partition}`)) return
        // A heartbeat of its own between two batches tells nobody what the group has answered: the same answer comes to this.
        await this.#beat(heartbeat)
        try {
          await handlers.batch(fetchedOf(batch), () => this.#beat(heartbeat))
        } catch (error) {
          if (!(error instanceof WorldError)) throw error
          this.#isStopping = true
          return handlers.ended(error)
        }
        // It throws where a new assignment is empty (#1366).
        if (!this.#isStale && !isStale()) attempt(() => resolveOffset(batch.lastOffset()))
      },
    })
  }

  /** Replaces a consumer that died, unless nothing can help it. */
  async #died(consumer: Consumer, error: Error, topics: readonly string[], handlers: GroupHandlers): Promise<void> {
    if (this.#isStopping || this.#consumer !== consumer) return
    this.#consumer = null
    this.#assigned.clear()
    const refusal = refusalOf(error, {
      TOPIC: `read topic ${topics.join(', ')}`,
      GROUP: `read as group ${this.#group}`,
    })
    if (refusal !== null) return handlers.ended(refusal)
    if (FATAL.test(`${(error as { type?: string }).type ?? ''} ${error.message}`))
      return handlers.ended(worldErrorOf(error, ['Kafka']) as Error)
    this.#tell(error)
    handlers.joined({})
    handlers.joining?.()
    await consumer.disconnect().catch(() => {})
    await wait(this.#waitMs)
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS)
    if (!this.#isStopping) await this.start(topics, handlers)
  }

  async #beat(heartbeat: () => Promise<void>): Promise<void> {
    try {
      await heartbeat()
    } catch (error) {
      if (STALE.includes((error as KafkaJSError & { type?: string }).type ?? '')) this.#isStale = true
      throw error
    }
  }

  seek(topic: string, partition: number, offset: number): void {
    if (this.#assigned.has(`${topic}/${partition}`)) this.#consumer?.seek({ topic, partition, offset: String(offset) })
  }

  async commit(topic: string, partition: number, offset: number): Promise<void> {
    if (this.#isStale || !this.#assigned.has(`${topic}/${partition}`)) return
    await this.#consumer?.commitOffsets([{ topic, partition, offset: String(offset) }]).catch(() => {})
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#consumer?.disconnect()
  }
}

function attempt(action: () => void): void {
  try {
    action()
  } catch {
    // The partition is somebody else's by now.
  }
}
