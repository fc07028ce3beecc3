import { type Changes, newChanges } from '../core/changes.ts'
import { type FoldContext, fold, type Gap, newShardState } from '../core/fold.ts'
import { isOfShadow } from '../core/kept-name.ts'
import type { Layout, MatchRecord } from '../core/match.ts'
import type { Output, ShardState } from '../core/world.ts'
import type { Definitions } from './definitions.ts'
import { type IncidentTopics, outgoingOf } from './outgoing.ts'
import type { RewindRequests, ShardStore } from './ports.ts'
import {
  type Clock,
  FencedError,
  type OutgoingRecord,
  RecordTooLargeError,
  type ShardPublisher,
} from './service-ports.ts'
import type { OwnerCounters } from './service-status.ts'
import { WorldError } from './world-error.ts'

const LONGEST_PAUSE_MS = 5_000
const NEVER = new AbortController().signal

export function newOwnerCounters(): OwnerCounters {
  return { records: 0, incidents: 0, shadowIncidents: 0, rebuilds: 0, unknownOutcomes: 0, unreadable: 0 }
}

export interface OwnerPorts {
  readonly store: ShardStore
  readonly publisher: ShardPublisher
  readonly rewinds: RewindRequests
  readonly clock: Clock
}

export interface OwnerOptions {
  readonly shard: number
  /** Random for each claim. */
  readonly token: string
  readonly layout: Layout
  readonly definitions: Definitions
  readonly topics: IncidentTopics
  /** `ce_source` of what is published. */
  readonly source: string
  /** At least so often what was folded is stored, in ms. */
  readonly storeEveryMs: number
  /** At least so often the published position is written again, in ms: Kafka forgets one that nobody writes for seven days. */
  readonly cursorEveryMs: number
}

/** A record of the matches log of a shard; null for one that cannot be read. */
export interface ShardRecord {
  readonly offset: number
  readonly record: MatchRecord | null
}

/** Another owner has taken the shard over: what this one knows of it is of no use any more. */
export class TakenOverError extends Error {}

/**
 * Owns one shard: folds its log, publishes what it finds, and only then stores the windows.
 *
 * A crash anywhere repeats work from the stored position; what lies below the published position is not published again.
 * The rules of the protocol that it keeps: docs/protocol.md, 19 to 25.
 */
export class ShardOwner {
  readonly #ports: OwnerPorts
  readonly #options: OwnerOptions
  #state: ShardState
  #position = 0
  #saves = 0
  #changes: Changes = newChanges()
  #published = 0
  #storedMs = 0
  #publishedMs = 0
  #isStored = true
  #isClosed = false
  /** The gaps for which taggers are asked to read again, by partition. */
  readonly #gaps = new Map<string, Gap>()
  readonly #context: Omit<FoldContext, 'changes'>
  /** Whether it is built from a log whose beginning is gone. */
  #isCut = false
  readonly counters: OwnerCounters = newOwnerCounters()

  private constructor(ports: OwnerPorts, options: OwnerOptions) {
    this.#ports = ports
    this.#options = options
    this.#context = {
      definitions: options.definitions.rules,
      ruleSets: options.definitions.sets,
      ...{ replay: false, observe: null },
      gap: gap => this.#gaps.set(`${gap.topic}/${gap.partition}`, gap),
    }
    this.#state = newShardState(options.layout)
  }

  /** Takes the shard over. `begin` is where its log begins: from there it is folded if nothing is stored. */
  static async claim(ports: OwnerPorts, options: OwnerOptions, begin: number): Promise<ShardOwner> {
    const owner = new ShardOwner(ports, options)
    // In this order: between the two nobody else can publish any more.
    const published = await ports.publisher.open()
    const stored = await ports.store.claim(options.shard, options.token)
    if (stored === 'refused') throw new TakenOverError(`shard ${options.shard} was claimed by another owner`)
    owner.#state = stored?.state ?? newShardState(options.layout)
    await options.definitions.learnState(owner.#state)
    owner.#position = stored?.position ?? begin
    owner.#published = Math.max(published, stored?.position ?? 0)
    if (stored === null && published > 0) {
      owner.counters.rebuilds++
      owner.#isCut = begin > 0
    }
    owner.#storedMs = ports.clock.nowMs()
    owner.#publishedMs = owner.#storedMs
    return owner
  }

  /** Offset of the next record that it takes. */
  get position(): number {
    return this.#position
  }

  get state(): ShardState {
    return this.#state
  }

  /** Folds records, in their order, without a gap; those below its position it knows already. Publishes, then stores. */
  async take(records: readonly ShardRecord[]): Promise<void> {
    const outputs: Output[] = []
    for (const { offset, record } of records) {
      if (offset < this.#position) continue
      this.counters.records++
      if (record === null) this.counters.unreadable++
      if (record !== null) for (const output of await this.#fold(offset, record)) outputs.push(output)
      this.#position = offset + 1
      this.#isStored = false
    }
    await this.#askForGaps()
    const nowMs = this.#ports.clock.nowMs()
    if (outputs.length > 0 || nowMs - this.#publishedMs >= this.#options.cursorEveryMs) {
      await this.#publish(outputs)
      await this.store()
    } else if (nowMs - this.#storedMs >= this.#options.storeEveryMs) await this.store()
  }

  /** Gives what is not published yet. */
  async #fold(offset: number, record: MatchRecord): Promise<readonly Output[]> {
    const isPublished = offset < this.#published
    await this.#options.definitions.learnRecord(record)
    // What the log has lost cannot be asked for: its lines would be found again, and published twice.
    const acceptGaps = this.#isCut ? (isPublished ? 'all' : 'first') : 'none'
    const context = { ...this.#context, changes: this.#changes, acceptGaps } as const
    const found = fold(this.#state, record, context)
    return isPublished ? [] : found
  }

  /** Asks again with each look: a request may have been lost with where it stood. */
  async #askForGaps(): Promise<void> {
    const { rewinds } = this.#ports
    for (const [name, gap] of this.#gaps) {
      const next = this.#state.partitions.get(name)?.next ?? Number.NEGATIVE_INFINITY
      const { shard } = this.#options
      if (next <= gap.offset) await rewinds.request({ ...gap, shard })
      else {
        this.#gaps.delete(name)
        await rewinds.withdraw({ shard, topic: gap.topic, partition: gap.partition }, next)
      }
    }
  }

  /** Publishes once, whatever the answer says: after an error it asks whether that was published. */
  async #publish(outputs: readonly Output[]): Promise<void> {
    // Who builds windows again stands below what is published, and must not take that back.
    const next = Math.max(this.#position, this.#published)
    const records = outgoingOf(outputs, this.#options.topics, this.#options.source)
    for (let failures = 0; !(await this.#isPublishedNow(records, next, failures)); failures++);
    this.#published = next
    this.#publishedMs = this.#ports.clock.nowMs()
    const shadows = outputs.filter(({ rule }) => isOfShadow(rule)).length
    this.counters.incidents += outputs.length - shadows
    this.counters.shadowIncidents += shadows
  }

  /** One attempt, and what became of it. After the first failure it takes its time. */
  async #isPublishedNow(records: readonly OutgoingRecord[], next: number, failures: number): Promise<boolean> {
    const { publisher, clock } = this.#ports
    if (failures > 1) await clock.wait(Math.min(50 * 2 ** failures, LONGEST_PAUSE_MS), NEVER)
    try {
      await publisher.publish(records, next)
      return true
    } catch (error) {
      this.#endAt(error)
    }
    this.counters.unknownOutcomes++
    const published = await publisher.open()
    if (published >= next) return true
    // This has taken the shard back from one who published a part of it meanwhile, or Kafka has forgotten the position: what is
    // published only the windows tell.
    if (published !== this.#published)
      throw new TakenOverError(
        `shard ${this.#options.shard} is published to ${published}, and was to ${this.#published}`,
      )
    return false
  }

  /** Throws where publishing again is of no use, or somebody else's affair. */
  #endAt(error: unknown): void {
    if (error instanceof WorldError) throw error
    if (error instanceof RecordTooLargeError) throw tooLarge(error)
    if (error instanceof FencedError) throw new TakenOverError(error.message, { cause: error })
    // To open would take the shard back from whoever has it by now.
    if (this.#isClosed) throw new TakenOverError(`shard ${this.#options.shard} was given away`, { cause: error })
  }

  /** Stores what is not stored. */
  async store(): Promise<void> {
    if (this.#isStored) return
    this.#saves++
    const built = { token: this.#options.token, number: this.#saves, position: this.#position, state: this.#state }
    const answer = await this.#ports.store.save(this.#options.shard, { ...built, changes: this.#changes })
    if (answer === 'refused') throw new TakenOverError(`shard ${this.#options.shard} was stored by another owner`)
    this.#changes = newChanges()
    this.#storedMs = this.#ports.clock.nowMs()
    this.#isStored = true
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#ports.publisher.close()
  }
}

function tooLarge(cause: RecordTooLargeError): WorldError {
  return new WorldError('refused', `an incident is larger than its topic takes: ${cause.message}`, {
    cause,
    hint: 'raise `max.message.bytes` of the incident topics and of NAMESPACE.incidents.state, or give the rule a finer `group`: each member of an incident stands in it',
  })
}
