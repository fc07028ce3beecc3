import type { Layout, Match, MatchRecord } from '../core/match.ts'
import { splitByShard } from '../core/shard.ts'

/** The input partition that a tagger reads, and how its frames are addressed. */
export interface TaggedPartition {
  readonly topic: string
  readonly partition: number
  /** Offset at which the partition begins, the same in every frame of it. */
  readonly base: number
  readonly stream: string
}

/** What a tagger read since its last frame: matches in order of offset, up to an offset, and the greatest arrival. */
export interface TaggedSpan {
  readonly matches: readonly Match[]
  readonly to: number
  /** Greatest arrival of all records below `to`, in ms; Infinity when nothing can follow. */
  readonly arrivedMs: number
}

/** Cuts what was read from one input partition into contiguous frames, one a shard. */
export class PartitionFramer {
  readonly #partition: TaggedPartition
  readonly #layout: Layout
  readonly #sources: Readonly<Record<string, number>>
  readonly #shards: number
  #next: number

  constructor(
    partition: TaggedPartition,
    to: { layout: Layout; sources: Readonly<Record<string, number>>; shards: number },
    from = partition.base,
  ) {
    this.#partition = partition
    this.#layout = to.layout
    this.#sources = to.sources
    this.#shards = to.shards
    this.#next = from
  }

  /** One record a shard, in the order of shards: also those without matches carry the promise. */
  frames(span: TaggedSpan): readonly MatchRecord[] {
    const { topic, partition, base, stream } = this.#partition
    const promise = span.arrivedMs - this.#layout.disorderMs - this.#layout.reorderMs
    const place = { topic, partition, base, stream, from: this.#next, to: span.to, promise }
    this.#next = span.to
    return splitByShard(span.matches, this.#shards).map(matches => ({
      generation: 0,
      partitions: this.#sources,
      frames: [{ ...place, matches }],
    }))
  }
}
