import { readdirSync } from 'node:fs'
import type { ConsumerConfig, Kafka, Producer } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { appendTo, statedPartition } from '../../../src/adapters/kafka/append.ts'
import { RETRY } from '../../../src/adapters/kafka/client.ts'
import { groupReader } from '../../../src/adapters/kafka/group-reader.ts'
import { textOf } from '../../support/repository.ts'

const FOLDER = 'src/adapters/kafka'
const sources = readdirSync(new URL(`../../../${FOLDER}`, import.meta.url)).filter(name => name.endsWith('.ts'))
const producers = sources.flatMap(name =>
  [...textOf(`${FOLDER}/${name}`).matchAll(/\.producer\((.*?)\n +\}\)/gs)].map(([config]) => ({ name, config })),
)

/** A producer that says what it was asked, and answers that. */
function answering(answer: Awaited<ReturnType<Producer['send']>>) {
  const asked: unknown[] = []
  const producer = {
    send: async (what: unknown) => {
      asked.push(what)
      return answer
    },
  } as unknown as Producer
  return { asked, producer }
}

describe('a send', () => {
  const records = { topic: 't', partition: 1, messages: [{ value: 'one' }] }

  it('fails unless the broker says of its partition that it is written', async () => {
    const ofAnother = answering([{ topicName: 't', partition: 0, errorCode: 0 }])
    await expect(appendTo(ofAnother.producer, records)).rejects.toThrow('t/1: the broker did not confirm the write')
    await expect(appendTo(answering([]).producer, records)).rejects.toThrow('did not confirm')
    const refused = answering([{ topicName: 't', partition: 1, errorCode: 6 }])
    await expect(appendTo(refused.producer, records)).rejects.toThrow('did not confirm')
  })

  it('asks all replicas, and says the partition of each record', async () => {
    const { asked, producer } = answering([{ topicName: 't', partition: 1, errorCode: 0 }])
    await appendTo(producer, records)
    expect(asked).toEqual([expect.objectContaining({ acks: -1, messages: [{ value: 'one', partition: 1 }] })])
  })

  it('goes to the stated partition however often that is asked, and to none without', () => {
    const choose = statedPartition()
    const message = { value: 'one', partition: 1 }
    expect([1, 2, 3].map(() => choose({ message }))).toEqual([1, 1, 1])
    expect(() => choose({ message: { value: 'one' } })).toThrow('a record without a partition')
  })
})

describe('the clients', () => {
  it.each(producers)('of $name state partitions, make no topics, and are told how often they may try', ({ config }) => {
    expect(config).toContain('createPartitioner: statedPartition')
    expect(config).toContain('allowAutoTopicCreation: false')
    expect(config).toContain('retry: RETRY')
  })

  it('are five that produce', () => {
    expect(producers).toHaveLength(5)
  })

  it('that read try as often as the others, and never begin anew by themselves', async () => {
    let config: ConsumerConfig | null = null
    const kafka = {
      consumer: (asked: ConsumerConfig) => {
        config = asked
        throw new Error('enough')
      },
    } as unknown as Kafka
    const times = { sessionTimeoutMs: 45_000, rebalanceTimeoutMs: 60_000, heartbeatIntervalMs: 3_000, maxWaitMs: 500 }
    const reader = groupReader(kafka, { group: 'g', ...times, partitionBytes: 1, fetchBytes: 2 }, () => {})
    const handlers = { joined: () => {}, batch: async () => {}, skipped: () => {}, ended: () => {} }
    await expect(reader.start(['t'], handlers)).rejects.toThrow('enough')
    const { retry, ...rest } = config as unknown as ConsumerConfig
    expect(retry).toMatchObject(RETRY)
    expect(await retry!.restartOnFailure!(new Error('anything'))).toBe(false)
    expect(rest).toEqual({
      ...{ groupId: 'g', sessionTimeout: 45_000, rebalanceTimeout: 60_000, heartbeatInterval: 3_000 },
      ...{ maxBytesPerPartition: 1, maxBytes: 2, maxWaitTimeInMs: 500, allowAutoTopicCreation: false },
    })
  })

  it('never pause: a resume would be seen late', () => {
    const texts = sources.map(name => textOf(`${FOLDER}/${name}`)).join()
    expect(texts).toContain('eachBatch')
    expect(texts).not.toMatch(/\bpause\(/)
  })
})
