import { execFile } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statedPartition } from '../../../src/adapters/kafka/append.ts'
import { RETRY } from '../../../src/adapters/kafka/client.ts'
import { type KafkaServer, startKafka } from '../../support/kafka/start-kafka.ts'
import { type TestCluster, testCluster } from '../../support/kafka/test-cluster.ts'
import { startMember, type Told } from '../../support/kafka/watched-member.ts'
import { waitUntil } from '../../support/wait-until.ts'

const WITHIN_MS = 30_000

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

/** The group waits for its members to join anew. */
function isDealtAnew(group: string): Promise<boolean> {
  return cluster.admin.describeGroups([group]).then(
    ({ groups }) => groups[0]?.state === 'PreparingRebalance',
    () => false,
  )
}

describe.concurrent('a member of a group', () => {
  it.each(['says so to the handler', 'says so between two batches'])(
    'is handed no further batch once a heartbeat says that the group is dealt anew, and joins at once (it %s)',
    async when => {
      const topic = await cluster.topic([1, 1, 1, 1])
      for (const partition of [0, 1, 2, 3]) await cluster.send(topic, partition, ['one'])
      // Each beat asks: none is so soon behind another that it is left out.
      const group = { topic, group: topic, heartbeatIntervalMs: 1 }
      const others: Promise<{ reader: { stop(): Promise<void> } }>[] = []
      const one = await startMember(cluster.kafka, group, async (_, beat) => {
        if (others.length > 0) return
        others.push(startMember(cluster.kafka, group))
        await waitUntil('another member waits', WITHIN_MS, () => isDealtAnew(topic))
        if (when === 'says so to the handler') await beat()
      })
      await one.heard('joined', ({ partitions }) => partitions.length === 2)
      const kinds = one.told.map(({ kind }) => kind)
      expect(kinds.slice(kinds.indexOf('batch')).slice(0, 2)).toEqual(['batch', 'joined'])
      await Promise.all([one.reader.stop(), others[0]!.then(({ reader }) => reader.stop())])
    },
  )

  it('is handed what stands behind records that retention took, and is never told of an offset below', async () => {
    const topic = await cluster.topic([1])
    await cluster.send(topic, 0, ['0', '1', '2', '3', '4', '5', '6', '7'])
    const first = await startMember(cluster.kafka, { topic, group: topic }, (_, __, reader) =>
      reader.commit(topic, 0, 3),
    )
    await waitUntil('3 is committed', WITHIN_MS, async () => (await cluster.lookups.committed(topic, topic))[0] === 3)
    await first.reader.stop()
    await cluster.deleteBelow(topic, 0, 6)
    const second = await startMember(cluster.kafka, { topic, group: topic })
    expect(await second.heard('batch')).toEqual({ kind: 'batch', partition: 0, from: 6, next: 8 })
    // What the client commits of its own accord there is no position: whoever asks is told of none.
    expect(await cluster.lookups.committed(topic, topic)).toEqual([null])
    await second.reader.commit(topic, 0, 8)
    expect(await cluster.lookups.committed(topic, topic)).toEqual([8])
    await second.reader.stop()
  })

  it('moves on over records that were never committed, and over what marks their end', async () => {
    const topic = await cluster.topic([1])
    await cluster.send(topic, 0, ['0'])
    const one = await startMember(cluster.kafka, { topic, group: topic })
    await one.heard('batch')
    const producer = cluster.kafka.producer({
      ...{ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 },
      ...{ createPartitioner: statedPartition, retry: RETRY },
    })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: ['x', 'y'].map(value => ({ value, partition: 0 })) })
    await transaction.abort()
    await producer.disconnect()
    expect(await one.heard('skipped', ({ next }) => next >= 4)).toEqual({ kind: 'skipped', partition: 0, next: 4 })
    await cluster.send(topic, 0, ['4'])
    expect(await one.heard('batch', ({ next }) => next > 4)).toMatchObject({ from: 4, next: 5 })
    await one.reader.stop()
  })

  it('is handed a batch again whose handler failed, and those of other partitions meanwhile', async () => {
    const topic = await cluster.topic([1, 1])
    for (const partition of [0, 1]) await cluster.send(topic, partition, ['0', '1'])
    let failures = 0
    const one = await startMember(cluster.kafka, { topic, group: topic }, async ({ partition }) => {
      // More often than the client tries: its consumer dies of it.
      if (partition === 0 && ++failures <= RETRY.retries! + 3) throw new Error('the store is away')
    })
    await waitUntil('it is handled', 120_000, () => failures > RETRY.retries! + 3)
    await cluster.send(topic, 0, ['2'])
    await one.heard('batch', ({ partition, next }) => partition === 0 && next === 3)
    const ofPartition = (wanted: number) =>
      one.told.filter((told): told is Told & { kind: 'batch' } => told.kind === 'batch' && told.partition === wanted)
    expect(ofPartition(0).map(({ from }) => from)).toEqual([...Array(failures - 1).fill(0), 2])
    expect(ofPartition(1)[0]).toMatchObject({ from: 0, next: 2 })
    expect(one.told.filter(({ kind }) => kind === 'ended')).toEqual([])
    await one.reader.stop()
  })

  it('keeps its partition with beats, however long it handles a batch', async () => {
    const topic = await cluster.topic([1])
    await cluster.send(topic, 0, ['0'])
    const sessionTimeoutMs = 6_000
    const group = { topic, group: topic, sessionTimeoutMs, heartbeatIntervalMs: 1_000 }
    const done = Promise.withResolvers<void>()
    const one = await startMember(cluster.kafka, group, async ({ next }, beat, reader) => {
      const endMs = performance.now() + 2 * sessionTimeoutMs
      await waitUntil('the time is over', 3 * sessionTimeoutMs, async () => {
        await beat()
        return performance.now() > endMs
      })
      await reader.commit(topic, 0, next)
      done.resolve()
    })
    await done.promise
    expect(await cluster.lookups.committed(topic, topic)).toEqual([1])
    expect(one.told.map(({ kind }) => kind)).toEqual(['joined', 'batch'])
    await one.reader.stop()
  })

  it('goes to an offset only in what it is assigned, and forgets it with the assignment', async () => {
    const topic = await cluster.topic([1, 1])
    for (const partition of [0, 1]) await cluster.send(topic, partition, ['0', '1', '2'])
    const one = await startMember(cluster.kafka, { topic, group: topic })
    const other = await startMember(cluster.kafka, { topic, group: topic })
    const mine = await one.heard('joined', ({ partitions }) => partitions.length === 1)
    const theirs = 1 - mine.partitions[0]!
    one.reader.seek(topic, theirs, 2)
    const before = one.told.length
    await other.reader.stop()
    await waitUntil('it has both', WITHIN_MS, () =>
      one.told.slice(before).some(told => told.kind === 'joined' && told.partitions.length === 2),
    )
    const since = () => one.told.slice(before).filter(told => told.kind === 'batch' && told.partition === theirs)
    await waitUntil('it reads the other', WITHIN_MS, () => since().length > 0)
    expect(since()[0]).toMatchObject({ from: 0, next: 3 })
    await one.reader.stop()
  })
})

it('the end of a partition is that of what readers of committed records may see', async () => {
  const topic = await cluster.topic([1])
  await cluster.send(topic, 0, ['0'])
  const producer = cluster.kafka.producer({
    ...{ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 },
    ...{ createPartitioner: statedPartition, retry: RETRY },
  })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic, messages: [{ value: '1', partition: 0 }] })
  await cluster.send(topic, 0, ['2'])
  expect(await cluster.lookups.bounds(topic)).toEqual([{ begin: 0, end: 1 }])
  await transaction.commit()
  await waitUntil('it is seen', WITHIN_MS, async () => (await cluster.lookups.bounds(topic))[0]!.end === 4)
  await producer.disconnect()
})

describe('a client', () => {
  it('sets no timers while it has nothing to do, and Node has nothing to warn of', async () => {
    const program = fileURLToPath(new URL('../../support/kafka/idle-client.ts', import.meta.url))
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, server.brokers[0]!])
    expect(JSON.parse(stdout).timers).toBeLessThan(20)
    expect(stderr).toBe('')
  })

  it('waits for a network that takes more than a second to connect', async () => {
    const late = cluster.client({
      socketFactory: ({ host, port, onConnect }) => {
        const socket = new Socket()
        setTimeout(() => socket.connect(port, host, onConnect), 1_500)
        return socket
      },
    })
    const admin = late.admin({ retry: { retries: 0 } })
    await admin.connect()
    await admin.disconnect()
  })
})
