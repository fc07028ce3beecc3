import type { MatchRecord } from '../core/match.ts'
import { recordsOf } from './record-run.ts'
import type { GroupBatch, GroupReader, TopicLookups } from './service-ports.ts'
import type { OwnerCounters, ShardStatus } from './service-status.ts'
import { newOwnerCounters, type ShardOwner, type ShardRecord, TakenOverError } from './shard-owner.ts'
import { WorldError } from './world-error.ts'

export interface CorrelatePorts {
  readonly reader: GroupReader
  readonly lookups: TopicLookups
  /** Takes a shard over; `begin` is where its log begins. */
  readonly claim: (shard: number, begin: number) => Promise<ShardOwner>
  /** Reads a record of the matches topic, null for what is none. */
  readonly recordOf: (value: Uint8Array) => MatchRecord | null
}

/** Owns the shards that this process was given: folds what taggers append, and publishes incidents. */
export class CorrelateLoop {
  readonly #ports: CorrelatePorts
  readonly #topic: string
  readonly #owners = new Map<number, ShardOwner>()
  /** End of the log of each shard, as it was last read. */
  readonly #ends = new Map<number, number>()
  /** What owners counted that have ended. */
  readonly #past = newOwnerCounters()
  #fences = 0

  constructor(ports: CorrelatePorts, topic: string) {
    this.#ports = ports
    this.#topic = topic
  }

  /** What it owns, how far its logs are folded, and up to when they are complete. */
  status(): readonly ShardStatus[] {
    return [...this.#owners].map(([shard, { position, state }]) => ({
      ...{ shard, position, frontierMs: state.frontier },
      end: Math.max(position, this.#ends.get(shard) ?? position),
      windows: state.windows.size,
      lives: state.lives.size,
      ...state.counters,
    }))
  }

  /** What all owners of this process have counted, those that have ended too; `fences`: how often another took over. */
  get counters(): OwnerCounters & { readonly fences: number } {
    const sum = { ...this.#past, fences: this.#fences }
    for (const { counters } of this.#owners.values()) add(sum, counters)
    return sum
  }

  async start(ended: (error: Error) => void): Promise<void> {
    await this.#ports.reader.start([this.#topic], {
      joined: assignment => this.#joined(assignment[this.#topic] ?? []),
      batch: (batch, beat) => this.#batch(batch, beat),
      skipped: () => {},
      ended,
    })
  }

  /** Leaves the group, with all that was folded stored. */
  async stop(): Promise<void> {
    await this.#ports.reader.stop()
    for (const owner of this.#owners.values()) {
      await owner.store().catch(() => {})
      await owner.close()
    }
    for (const shard of this.#owners.keys()) this.#forget(shard)
  }

  #joined(shards: readonly number[]): void {
    for (const shard of this.#owners.keys()) {
      if (shards.includes(shard)) continue
      // Whoever has it by now fences this one; nothing that it would still do counts.
      this.#forget(shard)
        ?.close()
        .catch(() => {})
    }
  }

  async #batch(batch: GroupBatch, beat: () => Promise<void>): Promise<void> {
    const shard = batch.partition
    this.#ends.set(shard, batch.end)
    // A member that was put out of the group must not take a shard over from its successor.
    if (!this.#owners.has(shard)) await beat()
    let owner = this.#owners.get(shard)
    try {
      owner ??= await this.#claim(shard)
      if (batch.from > owner.position) {
        const bounds = await this.#ports.lookups.bounds(this.#topic)
        if ((bounds[shard]?.begin ?? 0) > owner.position) throw logIsCut(this.#topic, shard, owner.position)
        return this.#ports.reader.seek(this.#topic, shard, owner.position)
      }
      await owner.take(this.#recordsOf(batch))
      await beat()
      await this.#ports.reader.commit(this.#topic, shard, owner.position)
    } catch (error) {
      // What it folded and did not publish is in no log: whoever owns the shard next folds it again from what is stored.
      if (owner !== undefined && this.#owners.get(shard) === owner) this.#forget(shard)
      await owner?.close()
      if (!(error instanceof TakenOverError)) throw error
      this.#fences++
    }
  }

  #forget(shard: number): ShardOwner | undefined {
    const owner = this.#owners.get(shard)
    this.#owners.delete(shard)
    if (owner !== undefined) add(this.#past, owner.counters)
    return owner
  }

  /** What cannot be read leaves a gap, and taggers say it again. */
  #recordsOf({ records, broken }: GroupBatch): readonly ShardRecord[] {
    const read = Array.from(recordsOf(records), ({ offset, value }) => ({
      offset,
      record: this.#ports.recordOf(value),
    }))
    if (broken.length === 0) return read
    const unread = broken.map(({ to }) => ({ offset: to - 1, record: null }))
    return [...read, ...unread].sort((one, other) => one.offset - other.offset)
  }

  async #claim(shard: number): Promise<ShardOwner> {
    const bounds = await this.#ports.lookups.bounds(this.#topic)
    const owner = await this.#ports.claim(shard, bounds[shard]?.begin ?? 0)
    this.#owners.set(shard, owner)
    return owner
  }
}

function add(sum: OwnerCounters, counters: OwnerCounters): void {
  for (const [name, count] of Object.entries(counters)) sum[name as keyof OwnerCounters] += count
}

function logIsCut(topic: string, shard: number, position: number): WorldError {
  const message = `${topic}/${shard} does not hold offset ${position} any more, up to which the windows of the shard are stored`
  return new WorldError('refused', message, {
    hint: 'this stood still for longer than the retention of the topic. Delete the windows of the shard from Redis to begin with what the topic still holds',
  })
}
