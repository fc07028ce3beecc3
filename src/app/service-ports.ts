import type { MatchRecord } from '../core/match.ts'
import type { BrokenBatch, DeadLetter } from './dead-letter.ts'
import type { RecordSlice } from './record-run.ts'

/** The time of this machine, in ms since the epoch. Decides when something is asked or told, never what. */
export interface Clock {
  nowMs(): number
  /** Resolves after so many ms, or at once when `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** What a reader of a group is given of one partition. */
export interface GroupBatch {
  readonly topic: string
  readonly partition: number
  /** The offset that was asked for, which may be below that of the first record. */
  readonly from: number
  /** Behind the last record. */
  readonly next: number
  /** End of the partition when this was read. */
  readonly end: number
  readonly records: readonly RecordSlice[]
  /** What cannot be read, between the records. */
  readonly broken: readonly BrokenBatch[]
}

export interface GroupHandlers {
  /** This reader is no member, and is about to become one: at the start, when the group is dealt anew, and at each attempt after a failure. */
  joining?(): void
  /** What this member reads from now on. Batches that were fetched before are not handed out any more. */
  joined(assignment: Readonly<Record<string, readonly number[]>>): void
  /** The brokers have answered, be it with nothing. */
  polled?(): void
  /** One at a time. Call `beat` at least every half second: it tells the group that this member lives, and fails if it was put out. A WorldError ends the reader. */
  batch(batch: GroupBatch, beat: () => Promise<void>): Promise<void>
  /** Offsets below `next` hold no records for readers. */
  skipped(topic: string, partition: number, next: number): void
  /** The reader is at its end, and will not come back. */
  ended(error: Error): void
}

/** A member of a group that reads topics. Its offsets are a hint where to begin, never a fence. */
export interface GroupReader {
  start(topics: readonly string[], handlers: GroupHandlers): Promise<void>
  /** Goes on from this offset. The partition must be assigned. */
  seek(topic: string, partition: number, offset: number): void
  /** Failures are told to nobody: the next commit says the same and more. */
  commit(topic: string, partition: number, offset: number): Promise<void>
  /** Leaves the group once the batch at hand is done. */
  stop(): Promise<void>
}

/** Reads partitions of topics by their offsets, as no member of any group. */
export interface PartitionReader {
  /** What stands at `offset` and behind it, where there is something. Fails if nothing comes, or if the log begins later. */
  fetch(topic: string, partition: number, offset: number): Promise<GroupBatch>
  close(): Promise<void>
}

/** What is asked of topics and groups. */
export interface TopicLookups {
  /** How many partitions each topic has. Fails for one that does not exist. */
  counts(topics: readonly string[]): Promise<Readonly<Record<string, number>>>
  /** Begin (inclusive) and end (exclusive) of each partition, as a reader of committed records sees them. */
  bounds(topic: string): Promise<readonly { readonly begin: number; readonly end: number }[]>
  /** Offset of the first record of each partition that arrived at `atMs` or later, its end if there is none. */
  since(topic: string, atMs: number): Promise<readonly number[]>
  /** What a group has committed for each partition of a topic, null for nothing. */
  committed(group: string, topic: string): Promise<readonly (number | null)[]>
}

/** What all processes of a namespace must agree on: values by name, each written once and for ever. */
export interface Agreements {
  /** What stands under a name, as far as is read. */
  get(name: string): string | undefined
  /** Reads to the end of what is written by now. */
  refresh(): Promise<void>
  /** Writes those values whose names have none yet, all or none of them. Then each name has its value, ours or another's. */
  settle(values: ReadonlyMap<string, string>): Promise<void>
}

/** Keeps what cannot be handled. */
export interface DeadLetters {
  /** Resolves when the letter stands in the topic, at least once. */
  write(letter: DeadLetter): Promise<void>
}

/** The topic takes no record of this size. */
export class RecordTooLargeError extends Error {}

/** Appends records of the matches log. */
export interface MatchAppender {
  /**
   * Resolves when the record stands in the shard's log, at least once. One at a time.
   *
   * @throws RecordTooLargeError if it never will.
   */
  append(shard: number, record: MatchRecord): Promise<void>
}

/** A record that is to be published. */
export interface OutgoingRecord {
  readonly topic: string
  readonly key: string
  /** Null deletes the key of a compacted topic. */
  readonly value: string | null
  readonly headers: Readonly<Record<string, string>>
}

/** Somebody else publishes for this shard by now. */
export class FencedError extends Error {}

/** Publishes what a shard found, all or nothing, with the position that it brings the shard to. For one owner at a time. */
export interface ShardPublisher {
  /** Takes over: whoever published before cannot any more. Gives the published position, 0 if there is none. */
  open(): Promise<number>
  /**
   * Publishes records and the new position in one transaction.
   *
   * @throws FencedError if another owner has taken over. After any other error it is not known whether it was published:
   * `open` again tells.
   */
  publish(records: readonly OutgoingRecord[], next: number): Promise<void>
  close(): Promise<void>
}
