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
  readonly version: number
  readonly position: number
  readonly state: ShardState
}

/** Keeps the windows of shards. A checkpoint: what is lost is built again from the log. */
export interface ShardStore {
  /** Null for a shard that was never stored. */
  load(shard: number): Promise<StoredShard | null>
  /** Stores a state if it was built on the version before its own; else answers `refused` and stores nothing. */
  save(shard: number, built: StoredShard): Promise<'stored' | 'refused'>
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
  close(): Promise<void>
}
