import type { Frame, Layout, Match } from '../core/match.ts'
import { shardOf } from '../core/shard.ts'
import { WorldError } from './world-error.ts'

/** An input partition as its tagger begins to read it. */
export interface InputStart {
  readonly topic: string
  readonly partition: number
  /** Where the partition begins, the same in every frame of it, whoever writes it. */
  readonly base: number
  /** From where it is read. */
  readonly from: number
  /** Random for each assignment and each rewind: names who wrote a frame. */
  readonly stream: string
}

/** What promises are made with, beside the layout of the folds. */
export interface Promising {
  readonly layout: Layout
  /** ε: how far the clocks of this machine and of the brokers may be apart, in ms. */
  readonly clockErrorMs: number
  readonly shards: number
}

/**
 * What a tagger knows of one input partition: how far it has read, what it has told which shard, and what it may promise.
 *
 * The rules of the protocol that it keeps: docs/protocol.md, 5 to 7 and 10.
 */
export class InputPartition {
  readonly start: InputStart
  readonly #promising: Promising
  #next: number
  #end: number
  #arrivedMs = Number.NEGATIVE_INFINITY
  #idleMs = Number.NEGATIVE_INFINITY
  /** By shard: matches that no frame holds yet, up to where frames go, and up to where they stand in the log. */
  readonly #shards: { matches: Match[]; sent: number; acknowledged: number; promised: number }[]

  constructor(start: InputStart, promising: Promising) {
    this.start = start
    this.#promising = promising
    this.#next = start.from
    this.#end = start.from
    this.#shards = Array.from({ length: promising.shards }, () => ({
      matches: [],
      sent: start.from,
      acknowledged: start.from,
      promised: Number.NEGATIVE_INFINITY,
    }))
  }

  /** Offset of the next record to be read. */
  get next(): number {
    return this.#next
  }

  /** End of the log when it was last asked for. */
  get end(): number {
    return Math.max(this.#end, this.#next)
  }

  /** What every shard was promised. */
  get promiseMs(): number {
    return Math.min(...this.#shards.map(({ promised }) => promised))
  }

  /** Takes the matches of one record, and what its arrival says of those that follow. Records come in their order. */
  take(offset: number, arrivalMs: number, matches: readonly Match[]): void {
    if (offset < this.#next) return
    this.#next = offset + 1
    if (arrivalMs > this.#arrivedMs) this.#arrivedMs = arrivalMs
    const { shards } = this.#promising
    for (const match of matches) this.#shards[shardOf(match.rule, match.group, shards)]!.matches.push(match)
  }

  /** Offsets below this hold no records for readers: control records of transactions, or what was compacted away. */
  skipTo(offset: number): void {
    if (offset > this.#next) this.#next = offset
  }

  /**
   * The end of the log, asked for at `askedMs`, was `end`. If all below it is read, whatever comes later arrives later than
   * that.
   */
  proveIdle(askedMs: number, end: number): void {
    this.#end = end
    if (end > this.#next) return
    this.#idleMs = Math.max(this.#idleMs, askedMs - this.#promising.clockErrorMs)
  }

  /**
   * The frame for a shard, or null if it would say nothing new. `countedMs` is when the number of partitions was asked for
   * that goes with it: no promise is made beyond it, as a partition may have been added since.
   */
  frame(shard: number, countedMs: number): Frame | null {
    const told = this.#shards[shard]!
    const promise = this.#promise(countedMs)
    if (told.matches.length === 0 && told.sent === this.#next && !(promise > told.promised)) return null
    const { topic, partition, base, stream } = this.start
    const place = { topic, partition, base, stream, from: told.sent, to: this.#next, promise }
    const frame = { ...place, matches: told.matches }
    told.matches = []
    told.sent = this.#next
    told.promised = Math.max(told.promised, promise)
    return frame
  }

  /** How many matches no frame holds yet. */
  get waiting(): number {
    return this.#shards.reduce((sum, { matches }) => sum + matches.length, 0)
  }

  /** Whether a shard waits for matches. */
  hasMatches(shard: number): boolean {
    return this.#shards[shard]!.matches.length > 0
  }

  #promise(countedMs: number): number {
    const { layout, clockErrorMs } = this.#promising
    const known = Math.max(this.#arrivedMs, this.#idleMs)
    return Math.min(known, countedMs - clockErrorMs) - layout.disorderMs - layout.reorderMs
  }

  /** The frame up to `to` stands in the shard's log. */
  acknowledge(shard: number, to: number): void {
    const told = this.#shards[shard]!
    told.acknowledged = Math.max(told.acknowledged, to)
  }

  /** Up to where every shard has what stands in this partition: a new tagger may begin here. */
  get committable(): number {
    return Math.min(...this.#shards.map(({ acknowledged }) => acknowledged))
  }
}

/** What is to be said of a partition that ends before the offset from which it is to be read. */
export function recreated({ topic, partition, from }: Omit<InputStart, 'base' | 'stream'>, end: number): WorldError {
  const message = `${topic}/${partition} ends at ${end}, but was read up to ${from}: the topic was made anew, or has lost records`
  return new WorldError('refused', message, {
    hint: 'lines of before and of now would be taken for each other: give the new topic another name, or choose another `namespace`',
  })
}
