import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchAppender } from '../../../src/adapters/kafka/match-appender.ts'
import { namedRecord, outgoing, publisherOf } from '../../support/kafka/published.ts'
import { type KafkaServer, startKafka } from '../../support/kafka/start-kafka.ts'
import { tappedSockets } from '../../support/kafka/tapped-sockets.ts'
import { type TestCluster, testCluster } from '../../support/kafka/test-cluster.ts'
import { waitUntil } from '../../support/wait-until.ts'

let server: KafkaServer
let cluster: TestCluster
beforeAll(async () => {
  server = await startKafka()
  cluster = await testCluster(server.brokers)
})
afterAll(async () => {
  await cluster.close()
  await server.stop()
})

const CUTS = ['request', 'answer'] as const

describe.concurrent('appends that overlap', () => {
  it.each(CUTS)('stand in the log in their order, each at least once, also if a connection is cut (%s)', async cut => {
    const topic = await cluster.topic([1])
    const sockets = tappedSockets()
    const appender = await matchAppender(cluster.client({ socketFactory: sockets.factory }), topic)
    const records = Array.from({ length: 30 }, (_, i) => namedRecord(`${i}`))
    await appender.append(0, records[0]!.record)
    const appends = records.slice(1).map(({ record }) => appender.append(0, record))
    sockets.cut(cut, 'produce')
    await appends[10]
    sockets.cut(cut, 'produce')
    await Promise.all(appends)
    expect(sockets.cuts()).toBe(2)
    const [log] = await cluster.values(topic, records.length)
    const twice = log!.filter((text, i) => text === log![i - 1])
    expect(twice).toHaveLength(cut === 'answer' ? 2 : 0)
    expect(log!.filter((text, i) => text !== log![i - 1])).toEqual(records.map(({ text }) => text))
    await appender.close()
  })
})

describe.concurrent('a publisher', () => {
  it.each([
    { cut: 'request', request: 'endTxn', isPublished: false },
    { cut: 'answer', request: 'endTxn', isPublished: true },
    { cut: 'answer', request: 'produce', isPublished: false },
    { cut: 'request', request: 'txnOffsetCommit', isPublished: false },
  ] as const)(
    'whose connection is cut ($cut of $request) tells after it has opened again whether that was published',
    async ({ cut, request, isPublished }) => {
      const topic = await cluster.topic([1, 1])
      const sockets = tappedSockets()
      const publisher = publisherOf(cluster, cluster.client({ socketFactory: sockets.factory }), topic)
      expect(await publisher.open()).toBe(0)
      await publisher.publish([outgoing(topic, 0, 'one')], 10)
      const second = [outgoing(topic, 0, 'two'), outgoing(topic, 1, 'two')]
      sockets.cut(cut, request)
      const failed = await publisher.publish(second, 20).then(
        () => false,
        () => true,
      )
      expect(sockets.cuts()).toBe(1)
      if (failed) {
        expect(await publisher.open()).toBe(isPublished ? 20 : 10)
        if (!isPublished) await publisher.publish(second, 20)
      }
      await publisher.publish([outgoing(topic, 1, 'three')], 30)
      expect(await publisher.open()).toBe(30)
      expect(await cluster.values(topic, 4)).toEqual([
        ['one', 'two'],
        ['two', 'three'],
      ])
      await publisher.close()
    },
  )

  it.each(['with records', 'of a position alone'])('publishes again and again without a failure: %s', async what => {
    const topic = await cluster.topic([1, 1])
    const publisher = publisherOf(cluster, cluster.kafka, topic)
    await publisher.open()
    for (let next = 1; next <= 20; next++) {
      await publisher.publish(what === 'with records' ? [outgoing(topic, 0, `${next}`)] : [], next)
    }
    expect(await publisher.open()).toBe(20)
    await publisher.close()
  })

  it('is fenced by who opens after it, whatever it has begun, and by nothing else', async () => {
    const topic = await cluster.topic([1, 1])
    const zombie = publisherOf(cluster, cluster.kafka, topic)
    const heir = publisherOf(cluster, cluster.kafka, topic)
    await zombie.open()
    await zombie.publish([outgoing(topic, 0, 'zombie')], 5)
    expect(await heir.open()).toBe(5)
    await expect(zombie.publish([outgoing(topic, 0, 'late')], 6)).rejects.toThrow('shard 0 has another owner')
    await heir.publish([outgoing(topic, 0, 'heir')], 7)
    await waitUntil('it counts', 10_000, async () => (await cluster.lookups.committed(topic, topic))[0] === 7)
    expect(await cluster.values(topic, 2)).toEqual([['zombie', 'heir'], []])
    await heir.close()
  })

  it('that opens hears of what another published until the very moment that it was fenced', async () => {
    const topic = await cluster.topic([1, 1])
    const sockets = tappedSockets()
    const zombie = publisherOf(cluster, cluster.kafka, topic)
    const heir = publisherOf(cluster, cluster.client({ socketFactory: sockets.factory }), topic)
    await zombie.open()
    await zombie.publish([outgoing(topic, 0, 'one')], 5)
    sockets.before('initProducerId', topic, () => zombie.publish([outgoing(topic, 0, 'two')], 6))
    expect(await heir.open()).toBe(6)
    await Promise.all([zombie.close(), heir.close()])
  })
})
