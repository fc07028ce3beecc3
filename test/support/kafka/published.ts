import type { Kafka } from 'kafkajs'
import { type PublisherOptions, shardPublisher } from '../../../src/adapters/kafka/shard-publisher.ts'
import type { OutgoingRecord, ShardPublisher } from '../../../src/app/service-ports.ts'
import type { MatchRecord } from '../../../src/core/match.ts'
import { matchRecordJson } from '../../../src/core/match-json.ts'
import { partitionOf } from '../../../src/core/shard.ts'
import type { TestCluster } from './test-cluster.ts'

/** A record of the matches log that carries a name, and how it stands there. */
export function namedRecord(name: string): { readonly record: MatchRecord; readonly text: string } {
  const record = { generation: 1, partitions: {}, rules: name, frames: [] }
  return { record, text: matchRecordJson(record) }
}

/** A record to be published that lands in that partition of two, and says its name. */
export function outgoing(topic: string, partition: 0 | 1, name: string): OutgoingRecord {
  const key = ['a', 'b', 'c', 'd', 'e', 'f'].find(one => partitionOf(one, 2) === partition)!
  return { topic, key, value: name, headers: {} }
}

/** A publisher of shard 0 into a topic of two partitions, whose cursor stands in a group of the topic's name. */
export function publisherOf(cluster: TestCluster, kafka: Kafka, topic: string): ShardPublisher {
  return shardPublisher(kafka, cluster.lookups, publishing(topic))
}

export function publishing(topic: string): PublisherOptions {
  const names = { transactionalId: topic, cursorGroup: topic, matchesTopic: topic }
  return { ...names, shard: 0, counts: new Map([[topic, 2]]) }
}
