import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { openControlTopic } from '../../../src/adapters/kafka/control-topic.ts'
import { groupReader } from '../../../src/adapters/kafka/group-reader.ts'
import { matchAppender } from '../../../src/adapters/kafka/match-appender.ts'
import { describeServicePorts } from '../../contract/service-ports.ts'
import { publisherOf } from '../../support/kafka/published.ts'
import { type KafkaServer, startKafka } from '../../support/kafka/start-kafka.ts'
import { type TestCluster, testCluster } from '../../support/kafka/test-cluster.ts'
import { READING } from '../../support/kafka/watched-member.ts'

let server: KafkaServer
let cluster: TestCluster
const closings: (() => Promise<void>)[] = []
beforeAll(async () => {
  server = await startKafka()
  cluster = await testCluster(server.brokers)
})
afterAll(async () => {
  await Promise.all(closings.map(close => close()))
  await cluster.close()
  await server.stop()
})

/** What is open until all tests are over. */
function kept<T extends { close(): Promise<void> }>(opened: T): T {
  closings.push(() => opened.close())
  return opened
}

describeServicePorts('over Kafka', () => ({
  lookups: cluster.lookups,
  topic: partitions => cluster.topic(Array(partitions).fill(1)),
  send: (topic, partition, value) => cluster.send(topic, partition, [value]),
  reader: group => groupReader(cluster.kafka, { ...READING, group }, () => {}),
  appender: async topic => kept(await matchAppender(cluster.kafka, topic)),
  publisher: topic => publisherOf(cluster, cluster.kafka, topic),
  agreements: async topic => {
    const names = { topic, group: randomUUID(), transactionalId: topic }
    return kept(await openControlTopic(cluster.kafka, names, cluster.lookups, () => {}))
  },
}))
