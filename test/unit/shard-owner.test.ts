import { describe, expect, it } from 'vitest'
import { memoryAgreements } from '../../src/adapters/memory/agreements.ts'
import { memoryRewindRequests } from '../../src/adapters/memory/rewind-requests.ts'
import { Definitions } from '../../src/app/definitions.ts'
import { RecordTooLargeError } from '../../src/app/service-ports.ts'
import { type OwnerOptions, ShardOwner, TakenOverError } from '../../src/app/shard-owner.ts'
import { DEFAULT_LAYOUT, type MatchRecord } from '../../src/core/match.ts'
import { copyingStore } from '../support/copying-store.ts'

const HOUR = 3_600_000

/** An owner that begins at `begin`, in doubt about its first publication, if so, and then told of `doubt`; with what it publishes, and a clock that is moved by hand. */
async function owning({ published = 0, begin = 0, doubt = null as number | null, fails = null as Error | null } = {}) {
  const definitions = await Definitions.agree(memoryAgreements(), [], '')
  const commits: { readonly records: number; readonly next: number }[] = []
  const clock = { ms: 0 }
  const waits: number[] = []
  let isInDoubt = false
  const rewinds = memoryRewindRequests()
  const ports = {
    ...{ store: copyingStore(), rewinds },
    clock: {
      nowMs: () => clock.ms,
      wait: (ms: number) => {
        waits.push(ms)
        return new Promise<void>(resolve => setImmediate(resolve))
      },
    },
    publisher: {
      open: async () => (isInDoubt ? doubt! : published),
      publish: async (records: readonly unknown[], next: number) => {
        commits.push({ records: records.length, next })
        if (fails !== null) throw fails
        if (doubt === null || isInDoubt) return
        isInDoubt = true
        throw new Error('no answer')
      },
      close: async () => {},
    },
  }
  const topics = { incidents: () => 'incidents', state: 'state' }
  const own = { shard: 0, token: 't', layout: DEFAULT_LAYOUT, definitions, topics, source: '/test' }
  const options: OwnerOptions = { ...own, storeEveryMs: 1_000, cursorEveryMs: HOUR }
  return { owner: await ShardOwner.claim(ports, options, begin), commits, clock, rewinds, waits }
}

/** A record in which one partition is read from one offset to another, without a match. */
function passed(offset: number, from: number, to: number): { offset: number; record: MatchRecord } {
  const place = { topic: 'lines', partition: 0, stream: 's', base: 0 }
  const frame = { ...place, from, to, promise: to * 1_000, matches: [] }
  return { offset, record: { generation: 0, partitions: { lines: 1 }, frames: [frame] } }
}

describe('the owner of a shard', () => {
  it('writes its published position every hour, so that Kafka does not forget it', async () => {
    const { owner, commits, clock } = await owning()
    await owner.take([passed(0, 0, 1)])
    clock.ms = HOUR - 1
    await owner.take([passed(1, 1, 2)])
    expect(commits).toEqual([])
    clock.ms = HOUR
    await owner.take([passed(2, 2, 3)])
    await owner.take([passed(3, 3, 4)])
    expect(commits).toEqual([{ records: 0, next: 3 }])
  })

  it('writes no published position below the one that it found while it builds windows again for more than an hour', async () => {
    const { owner, commits, clock } = await owning({ published: 8 })
    clock.ms = HOUR
    await owner.take([passed(0, 0, 1)])
    expect(commits).toEqual([{ records: 0, next: 8 }])
  })

  it.each([
    { is: 'publishes again what nobody has published', doubt: 0, sends: 2 },
    { is: 'has published what is published to there', doubt: 3, sends: 1 },
    { is: 'has published what others are beyond', doubt: 5, sends: 1 },
  ])('after a doubt $is', async ({ doubt, sends }) => {
    const { owner, commits, clock } = await owning({ doubt })
    clock.ms = HOUR
    await owner.take([passed(0, 0, 1), passed(2, 1, 2)])
    expect(commits).toHaveLength(sends)
  })

  it('ends with what to do where an incident is larger than its topic takes, instead of trying for ever', async () => {
    const { owner, commits, clock } = await owning({
      fails: new RecordTooLargeError('incidents takes no record so large'),
    })
    clock.ms = HOUR
    const taken = owner.take([passed(0, 0, 1)])
    await expect(taken).rejects.toMatchObject({ code: 'refused', hint: expect.stringContaining('max.message.bytes') })
    expect(commits).toHaveLength(1)
  })

  it('takes its time between attempts, and leaves the shard to others once it was given away', async () => {
    const { owner, clock, waits, commits } = await owning({ fails: new Error('no answer') })
    clock.ms = HOUR
    const taken = owner.take([passed(0, 0, 1)])
    for (let turns = 0; commits.length < 12; turns++) {
      expect(turns).toBeLessThan(1_000)
      await new Promise(setImmediate)
    }
    await owner.close()
    await expect(taken).rejects.toThrow(TakenOverError)
    expect(waits.slice(0, 10)).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000, 5_000])
  })

  it('after a doubt leaves the shard to one who has published a part of it meanwhile', async () => {
    const { owner, commits, clock } = await owning({ doubt: 2 })
    clock.ms = HOUR
    await expect(owner.take([passed(0, 0, 1), passed(2, 1, 2)])).rejects.toThrow(TakenOverError)
    expect(commits).toHaveLength(1)
  })

  it('goes over what its log has lost, up to what is published: behind that it asks for it', async () => {
    const { owner, rewinds } = await owning({ published: 8, begin: 5 })
    expect(owner.counters.rebuilds).toBe(1)
    await owner.take([passed(5, 20, 22), passed(7, 24, 25)])
    expect(owner.state.partitions.get('lines/0')).toMatchObject({ next: 25 })
    expect(await rewinds.all()).toEqual([])
    await owner.take([passed(8, 27, 28)])
    expect(owner.state.partitions.get('lines/0')).toMatchObject({ next: 25 })
    expect(await rewinds.all()).toMatchObject([{ offset: 25, stream: 's' }])
  })

  it('goes over what is lost behind that too, but only in front of a first frame', async () => {
    const { owner, rewinds } = await owning({ published: 3, begin: 5 })
    await owner.take([passed(5, 20, 22)])
    expect(owner.state.partitions.get('lines/0')).toMatchObject({ next: 22 })
    await owner.take([passed(6, 24, 25)])
    expect(await rewinds.all()).toMatchObject([{ offset: 22, stream: 's' }])
  })

  it('asks for what is missing in a log that is whole, whatever is published', async () => {
    const { owner, rewinds } = await owning({ published: 8 })
    await owner.take([passed(0, 0, 2), passed(1, 4, 5)])
    expect(await rewinds.all()).toMatchObject([{ offset: 2, stream: 's' }])
  })
})
