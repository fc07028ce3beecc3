import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchAppender } from '../../../src/adapters/kafka/match-appender.ts'
import { namedRecord, outgoing, publisherOf } from '../../support/kafka/published.ts'
import { type KafkaServer, startKafka } from '../../support/kafka/start-kafka.ts'
import { type TestCluster, testCluster } from '../../support/kafka/test-cluster.ts'
import { startMember, type WatchedMember } from '../../support/kafka/watched-member.ts'
import { waitUntil } from '../../support/wait-until.ts'

const WITHIN_MS = 30_000

let server: KafkaServer
let cluster: TestCluster
beforeAll(async () => {
  server = await startKafka({ brokers: 2 })
  cluster = await testCluster(server.brokers)
})
afterAll(async () => {
  await cluster.close()
  await server.stop()
})

describe.concurrent('where a partition moves to a broker that leads another', () => {
  it('what a publisher says is published stands there', async () => {
    const topic = await cluster.topic([1, 2])
    const publisher = publisherOf(cluster, cluster.kafka, topic)
    await publisher.open()
    const both = (name: string) => [outgoing(topic, 0, name), outgoing(topic, 1, name)]
    await publisher.publish(both('one'), 1)
    await cluster.move(topic, 0, 2)
    const position = await publisher.publish(both('two'), 2).then(
      () => 2,
      () => publisher.open(),
    )
    if (position < 2) await publisher.publish(both('two'), 2)
    await publisher.publish(both('three'), 3)
    await waitUntil('all is committed', WITHIN_MS, async () => (await cluster.lookups.committed(topic, topic))[0] === 3)
    expect(await cluster.values(topic, 6)).toEqual([
      ['one', 'two', 'three'],
      ['one', 'two', 'three'],
    ])
    await publisher.close()
  })

  it('what an appender says is appended stands there', async () => {
    const topic = await cluster.topic([1, 2])
    const appender = await matchAppender(cluster.kafka, topic)
    const [one, two] = [namedRecord('one'), namedRecord('two')]
    const append = ({ record }: typeof one) => Promise.all([0, 1].map(shard => appender.append(shard, record)))
    await append(one)
    await cluster.move(topic, 0, 2)
    await append(two)
    const texts = [one.text, two.text]
    expect(await cluster.values(topic, 4)).toEqual([texts, texts])
    await appender.close()
  })
})

/** A member that handles a batch of partition 0 while the group is dealt anew behind its back, and what it does then. */
async function dealtBehindItsBack(heirs: number) {
  const topic = await cluster.topic([1, 2])
  await cluster.send(topic, 0, ['0', '1'])
  const [busy, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // So long that it still waits for records of the other partition when that moves: what comes would wait for the batch at hand.
  const group = { topic, group: topic, sessionTimeoutMs: 30_000, heartbeatIntervalMs: 8_000, maxWaitMs: 8_000 }
  // By its name it comes last where partitions are dealt: it keeps the second, or none.
  const last = await startMember(cluster.client({ clientId: 'z' }), group, async ({ partition, next }, _, reader) => {
    if (partition !== 0) return
    busy.resolve()
    await done.promise
    await reader.commit(topic, partition, next)
  })
  await busy.promise
  const others: Promise<WatchedMember>[] = Array.from({ length: heirs }, () =>
    startMember(cluster.client({ clientId: 'a' }), group),
  )
  await waitUntil('the others wait', WITHIN_MS, async () => {
    const { groups } = await cluster.admin.describeGroups([topic]).catch(() => ({ groups: [] }))
    return groups[0]?.state === 'PreparingRebalance' && groups[0].members.length === heirs + 1
  })
  const before = last.told.length
  // The answer of the old broker has the client join again, in the middle of the batch.
  await cluster.move(topic, 1, 1)
  const since = () => last.told.slice(before)
  await waitUntil('it has joined again', WITHIN_MS, () => since().some(({ kind }) => kind === 'joined'))
  done.resolve()
  return { topic, last, others: await Promise.all(others), since }
}

describe.concurrent('a member whose partition was given away while it handled a batch', () => {
  it('commits nothing of it', async () => {
    const { topic, last, others, since } = await dealtBehindItsBack(1)
    expect(since()).toContainEqual({ kind: 'joined', partitions: [1] })
    await cluster.send(topic, 1, ['0'])
    await last.heard('batch', ({ partition }) => partition === 1)
    expect(await cluster.lookups.committed(topic, topic)).toEqual([null, null])
    await Promise.all([last, ...others].map(({ reader }) => reader.stop()))
  })

  it('lives on without any, and takes its share when there is one', async () => {
    const { topic, last, others, since } = await dealtBehindItsBack(2)
    expect(since()).toContainEqual({ kind: 'joined', partitions: [] })
    const before = last.told.length
    await Promise.all(others.map(({ reader }) => reader.stop()))
    await waitUntil('it has all', WITHIN_MS, () =>
      last.told.slice(before).some(told => told.kind === 'joined' && told.partitions.length === 2),
    )
    await cluster.send(topic, 1, ['0'])
    await last.heard('batch', ({ partition }) => partition === 1)
    expect(since().map(({ kind }) => kind)).not.toContain('died')
    expect(await cluster.lookups.committed(topic, topic)).toEqual([2, null])
    await last.reader.stop()
  })
})
