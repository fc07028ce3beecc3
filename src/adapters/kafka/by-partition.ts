import type { Message } from 'kafkajs'
import type { OutgoingRecord } from '../../app/service-ports.ts'
import { partitionOf } from '../../core/shard.ts'
import type { PartitionRecords } from './append.ts'

/** Records by the partitions of their keys, each in its order. `counts` are the partitions of each topic. */
export function byPartition(
  records: readonly OutgoingRecord[],
  counts: ReadonlyMap<string, number>,
): Iterable<PartitionRecords> {
  const parts = new Map<string, PartitionRecords & { messages: Omit<Message, 'partition'>[] }>()
  for (const { topic, key, value, headers } of records) {
    const partition = partitionOf(key, counts.get(topic)!)
    const name = `${topic}/${partition}`
    const part = parts.get(name) ?? { topic, partition, messages: [] }
    part.messages.push({ key, value, headers: { ...headers } })
    parts.set(name, part)
  }
  return parts.values()
}
