import type { Changes } from '../core/changes.ts'
import type { MatchRecord } from '../core/match.ts'
import type { Output, ShardState } from '../core/world.ts'

/** A record of the matches log with its offset in its shard. */
export interface LoggedRecord {
  readonly offset: number
  readonly record: MatchRecord
}

/** The matches log: one ordered log a shard. What TAG hands to CORRELATE. */
export interface MatchLog {
  readonly shards: number
  /** Resolves when the record stands in the shard's log. */
  append(shard: number, record: MatchRecord): Promise<void>
  /** Records of a shard from an offset on, in order; empty when there are none yet. */
  read(shard: number, from: number): Promise<readonly LoggedRecord[]>
}

/** The windows of a shard, with the position in its log up to which they were built. */
export interface StoredShard {
  readonly position: number
  readonly state: ShardState
}

/** A state that is to be stored. The names of saves make a chain: each builds on the claim, or on the save before it. */
export interface Checkpoint extends StoredShard {
  /** That of the claim. */
  readonly token: string
  /** 1 for the first save after the claim, then 2, 3, … */
  readonly number: number
  /** What changed in the state since the claim, or since the save before. */
  readonly changes: Changes
}

/** Keeps the windows of shards. A checkpoint: what is lost is built again from the log. */
export interface ShardStore {
  /**
   * Takes a shard over: what others save of it from now on is refused. Null if nothing is stored of it, or no longer;
   * `refused` if somebody else took it over while it was read.
   *
   * @param token random for each claim
   */
  claim(shard: number, token: string): Promise<StoredShard | null | 'refused'>
  /**
   * Stores all of a checkpoint if it builds on what is stored; else nothing, and the answer is `refused`: somebody else
   * has claimed the shard, or the store has lost what it builds on. One that is stored already is `stored` again.
   *
   * The state must not change before this resolves. One save at a time.
   */
  save(shard: number, checkpoint: Checkpoint): Promise<'stored' | 'refused'>
}

/** An input partition as a shard sees it. */
export interface ShardInput {
  readonly shard: number
  readonly topic: string
  readonly partition: number
}

/** A shard lacks what stands in an input partition from `offset` on; `stream` names the tagger whose frame showed it. */
export interface RewindRequest extends ShardInput {
  readonly offset: number
  readonly stream: string
}

/** What shards ask of taggers. May be lost: who sees a gap asks again with each frame that is skipped. */
export interface RewindRequests {
  /** The newest of an input stands. */
  request(request: RewindRequest): Promise<void>
  /** In no particular order. */
  all(): Promise<readonly RewindRequest[]>
  /** The shard has the input up to `next` by now: a request for what lies below is fulfilled. Others stand. */
  withdraw(input: ShardInput, next: number): Promise<void>
}

/** Where incidents go, with the position in the shard's log that they bring it to. */
export interface IncidentSink {
  /** Offset of the first record whose incidents are not published yet. */
  published(shard: number): Promise<number>
  /** Publishes all of it or nothing. `next` is the new published position. */
  publish(shard: number, outputs: readonly Output[], next: number): Promise<void>
}

/** Bytes of a file or a stream, read once from front to back. */
export interface ByteSource {
  /** The path as it was given, or `-`. */
  readonly name: string
  /** When it was last written, in ms since the epoch; for a stream the start of the command. */
  readonly modifiedMs: number
  /** Fills `into` from `at` on and gives how many bytes that were; 0 at the end. Fails if the source cannot be read on. */
  read(into: Uint8Array, at: number): Promise<number>
  /** Passes over so many bytes at the beginning; left out where they must be read. */
  skip?(bytes: number): void
  /** How many bytes of the file itself were read, packed as they are. */
  consumedBytes(): number
  close(): Promise<void>
}
