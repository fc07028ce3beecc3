import type { Match } from './match.ts'

const encoder = new TextEncoder()

/** The shard of a rule's group, by Kafka's murmur2 over its UTF-8 name: the same in every client and release. */
export function shardOf(rule: string, group: readonly string[], shards: number): number {
  if (shards === 1) return 0
  return (murmur2(encoder.encode([rule, ...group].join('\u0000'))) & 0x7fffffff) % shards
}

/** The partition of a record's key, as Kafka's default partitioner chooses it. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(encoder.encode(key)) & 0x7fffffff) % partitions
}

/** The matches of each shard, in their order. */
export function splitByShard(matches: readonly Match[], shards: number): readonly (readonly Match[])[] {
  if (shards === 1) return [matches]
  const split: Match[][] = Array.from({ length: shards }, () => [])
  for (const match of matches) split[shardOf(match.rule, match.group, shards)]!.push(match)
  return split
}

/** MurmurHash2, 32 bit, with the seed of Kafka's default partitioner. Algorithm: Austin Appleby (public domain). */
function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995
  const { length } = bytes
  let h = 0x9747b28c ^ length
  let i = 0
  for (; i + 4 <= length; i += 4) {
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    k = Math.imul(k, m)
    k ^= k >>> 24
    h = Math.imul(h, m) ^ Math.imul(k, m)
  }
  const left = length - i
  if (left === 3) h ^= bytes[i + 2]! << 16
  if (left >= 2) h ^= bytes[i + 1]! << 8
  if (left >= 1) h = Math.imul(h ^ bytes[i]!, m)
  h ^= h >>> 13
  h = Math.imul(h, m)
  return h ^ (h >>> 15)
}
