import { describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../src/app/dead-letter.ts'
import { Health } from '../../src/app/health.ts'
import {
  FencedError,
  type GroupHandlers,
  type GroupReader,
  type MatchAppender,
  RecordTooLargeError,
  type ShardPublisher,
  type TopicLookups,
} from '../../src/app/service-ports.ts'
import {
  watchedAppender,
  watchedDeadLetters,
  watchedLookups,
  watchedPublisher,
  watchedReader,
} from '../../src/app/watched-ports.ts'

/** Ports whose every call ends when, and how, it is told to; and what health makes of it ten seconds later. */
function ports() {
  let nowMs = 0
  const health = new Health({ nowMs: () => nowMs })
  let { promise, resolve, reject } = Promise.withResolvers<never>()
  const call = () => promise
  let handlers: GroupHandlers | null = null
  const reader: GroupReader = {
    start: async (_, given) => {
      handlers = given
    },
    ...{ seek: () => {}, commit: call, stop: async () => {} },
  }
  const lookups: TopicLookups = { counts: call, bounds: call, since: call, committed: call }
  const appender: MatchAppender = { append: call }
  const publisher: ShardPublisher = { open: call, publish: call, close: async () => {} }
  return {
    health,
    reader: watchedReader(reader, health, 'tag'),
    lookups: watchedLookups(lookups, health),
    appender: watchedAppender(appender, health),
    letters: watchedDeadLetters({ write: call }, health),
    publisher: watchedPublisher(publisher, health),
    handlers: () => handlers!,
    answer: () => resolve(undefined as never),
    refuse: (error: Error) => {
      reject(error)
      ;({ promise, resolve, reject } = Promise.withResolvers<never>())
    },
    waits: () => {
      nowMs += 10_000
      return health.ready().some(({ name, isOk }) => name === 'kafka' && !isOk)
    },
  }
}

type Ports = ReturnType<typeof ports>

const CALLS: Readonly<Record<string, (of: Ports) => Promise<unknown>>> = {
  counts: ({ lookups }) => lookups.counts(['lines']),
  bounds: ({ lookups }) => lookups.bounds('lines'),
  since: ({ lookups }) => lookups.since('lines', 0),
  committed: ({ lookups }) => lookups.committed('group', 'lines'),
  append: ({ appender }) => appender.append(0, { generation: 0, partitions: {}, frames: [] }),
  write: ({ letters }) => letters.write({} as DeadLetter),
  open: ({ publisher }) => publisher.open(),
  publish: ({ publisher }) => publisher.publish([], 1),
  commit: ({ reader }) => reader.commit('lines', 0, 1),
}

describe('a watched port', () => {
  it.each(Object.entries(CALLS))('is waited for until it answers: %s', async (_, call) => {
    const all = ports()
    const called = call(all)
    expect(all.waits()).toBe(true)
    all.answer()
    await called
    expect(all.waits()).toBe(false)
  })

  it.each(Object.entries(CALLS).filter(([name]) => name !== 'commit'))(
    'is waited for behind a failure too, until the next is answered: %s',
    async (_, call) => {
      const all = ports()
      const failing = call(all)
      all.refuse(new Error('the broker is away'))
      await expect(failing).rejects.toThrow('the broker is away')
      expect(all.waits()).toBe(true)
      const called = call(all)
      all.answer()
      await called
      expect(all.waits()).toBe(false)
    },
  )

  it('is not waited for once it is fenced', async () => {
    const all = ports()
    const fenced = all.publisher.publish([], 1)
    all.refuse(new FencedError('shard 3'))
    await expect(fenced).rejects.toThrow(FencedError)
    expect(all.waits()).toBe(false)
  })

  it('is not waited for once it has said that a record is too large', async () => {
    const all = ports()
    const refused = all.appender.append(0, { generation: 0, partitions: {}, frames: [] })
    all.refuse(new RecordTooLargeError('shard 3'))
    await expect(refused).rejects.toThrow(RecordTooLargeError)
    expect(all.waits()).toBe(false)
  })
})

describe('a watched reader', () => {
  const membership = ({ health }: Ports) => health.ready().find(({ name }) => name === 'tag')!.isOk

  it('is a member when a poll or a beat was answered, and none while it joins', async () => {
    const all = ports()
    const beats: (() => Promise<void>)[] = []
    const batch = { topic: 'lines', partition: 0, from: 0, next: 1, end: 1, records: [], broken: [] }
    await all.reader.start(['lines'], {
      ...{ joined: () => {}, skipped: () => {}, ended: () => {} },
      batch: async (_, beat) => void beats.push(beat),
    })
    const handlers = all.handlers()
    expect(membership(all)).toBe(false)
    handlers.polled!()
    expect(membership(all)).toBe(true)
    handlers.joining!()
    expect(membership(all)).toBe(false)
    expect(all.waits()).toBe(true)
    await handlers.batch(batch, async () => {})
    await beats[0]!()
    expect([membership(all), all.waits()]).toEqual([true, false])
    handlers.joining!()
    await handlers.batch(batch, async () => {
      throw new Error('REBALANCE_IN_PROGRESS')
    })
    await expect(beats[1]!()).rejects.toThrow()
    expect(membership(all)).toBe(false)
  })
})
