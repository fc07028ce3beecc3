import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RedisError, RedisLink } from '../../src/adapters/redis/link.ts'
import { redisShardStore } from '../../src/adapters/redis/shard-store.ts'
import type { ShardStore } from '../../src/app/ports.ts'
import { randomLog } from '../support/random-log.ts'
import { foldByOwners, type Owner } from '../support/random-owners.ts'
import { ask, startRedis, type TestRedis } from '../support/redis/start-redis.ts'
import { watchingObserver } from '../support/redis/watching.ts'
import { runLog } from '../support/run-log.ts'
import { seededChance } from '../support/seeded-random.ts'
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts'
import { waitUntil } from '../support/wait-until.ts'
import { contentOf, describeShardStore, newShard, ownerAfter } from './shard-store.ts'

const WITHIN_MS = 10_000
const NAMES = { namespace: 'test', layout: 1 }

let redis: TestRedis
let proxy: TcpProxy
let store: ShardStore
let link: RedisLink
const observer = watchingObserver()
const over = new AbortController()

beforeAll(async () => {
  redis = await startRedis()
  proxy = await tcpProxy(redis.port)
  link = new RedisLink({ host: '127.0.0.1', port: proxy.port, answerWithinMs: 1_000 }, observer, over.signal)
  store = redisShardStore(link, NAMES)
})

afterAll(async () => {
  over.abort()
  await proxy?.close()
  await redis?.stop()
})

beforeEach(() => observer.forget())

describeShardStore('in Redis', () => store)

/** Gives an owner so many windows that its next save takes several calls. */
function grow({ state, checkpoint }: Owner, count = 1_700): void {
  const template = [...state.windows.values()][0]!
  for (let i = 0; i < count; i++) {
    state.windows.set(`grown-${i}`, { ...template, name: `grown-${i}` })
    checkpoint.changes.windows.add(`grown-${i}`)
  }
}

/** Tells the calls of a shard apart, as they pass the proxy. */
function requestsOf(shard: number) {
  const has = (request: string, key: string) => request.includes(`:${shard}}:${key}`)
  const isStaging = (request: string) => has(request, 'control') && has(request, 'staged') && request.includes('grown-')
  let staged = 0
  return {
    save: (request: string) => has(request, 'control') && has(request, 'parts') && !has(request, 'staged'),
    first: isStaging,
    later: (request: string) => isStaging(request) && ++staged === 3,
    commit: (request: string) => has(request, 'control') && !has(request, 'staged') && request.includes('owner-'),
    merge: (request: string) => has(request, 'parts') && has(request, 'staged'),
  }
}

const CUTS = ['cutAnswerTo', 'cutRequest'] as const

/** While it syncs its file, Redis answers before it writes: what is killed then is lost. */
async function untilWritten({ port }: TestRedis): Promise<void> {
  const isWritten = async () => (await ask(port, 'INFO persistence')).includes('aof_buffer_length:0')
  await waitUntil('it has written', WITHIN_MS, isWritten)
}

async function contentIn(shard: number): Promise<unknown> {
  return contentOf((await ownerAfter(store, shard, 0)).state)
}

describe('a store of shards in Redis whose connection is cut', () => {
  it.each(CUTS)('stores a save once (%s)', async cut => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    const before = proxy.cuts()
    proxy[cut](requestsOf(shard).save)
    expect(await owner.save()).toBe('stored')
    expect(proxy.cuts()).toBe(before + 1)
    expect(observer.kinds()).toEqual(['unreachable'])
    expect(observer.resumptions).toHaveLength(1)
    expect(await owner.save()).toBe('stored')
    expect(await contentIn(shard)).toEqual(contentOf(owner.state))
  })

  const STEPS = ['first', 'later', 'commit', 'merge'] as const
  it.each(CUTS.flatMap(cut => STEPS.map(step => [cut, step] as const)))(
    'stores a save of many calls once (%s, %s)',
    async (cut, step) => {
      const shard = newShard()
      const owner = await ownerAfter(store, shard, 8)
      await owner.save()
      grow(owner)
      const before = proxy.cuts()
      proxy[cut](requestsOf(shard)[step])
      expect(await owner.save()).toBe('stored')
      expect(proxy.cuts()).toBe(before + 1)
      expect(await contentIn(shard)).toEqual(contentOf(owner.state))
    },
  )

  it('asks again where nothing is answered for too long', async () => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    proxy.hold(true)
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => observer.waits.length > 0)
    proxy.hold(false)
    expect(await saved).toBe('stored')
    expect(observer.waits[0]).toMatchObject({ call: `save of shard ${shard}`, hindrance: 'unreachable' })
  })
})

describe('a save of many calls whose owner is gone in the middle', () => {
  it.each(['commit', 'merge'] as const)('counts wholly or not at all (before %s)', async step => {
    const shard = newShard()
    const dying = new AbortController()
    const own = new RedisLink({ host: '127.0.0.1', port: proxy.port }, watchingObserver(), dying.signal)
    const owner = await ownerAfter(redisShardStore(own, NAMES), shard, 8)
    await owner.save()
    const before = contentOf(owner.state)
    grow(owner)
    const isStep = requestsOf(shard)[step]
    proxy.cutRequest(request => {
      if (isStep(request)) dying.abort(new Error('killed'))
      return dying.signal.aborted
    })
    await expect(owner.save()).rejects.toThrow('killed')
    const heir = await ownerAfter(store, shard, 0)
    expect(contentOf(heir.state)).toEqual(step === 'commit' ? before : contentOf(owner.state))
    expect(await heir.save()).toBe('stored')
    expect(await contentIn(shard)).toEqual(contentOf(heir.state))
  })
})

describe('a store of shards in a Redis that is killed', () => {
  it('goes on after a restart, with all that was written, and tells of it', async () => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    expect(await owner.save()).toBe('stored')
    await untilWritten(redis)
    await redis.kill()
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => observer.waits.length > 1)
    await redis.restart('disk')
    expect(await saved).toBe('stored')
    expect(observer.kinds()).toContain('unreachable')
    expect(new Set(observer.waits.map(({ sinceMs }) => sinceMs)).size).toBe(1)
    await waitUntil('the new server is noticed', WITHIN_MS, () => observer.changes.length === 1)
    expect(await contentIn(shard)).toEqual(contentOf(owner.state))
  })

  it('waits while it loads', async () => {
    const slow = await startRedis()
    try {
      const own = new RedisLink({ host: '127.0.0.1', port: slow.port }, observer, over.signal)
      const owner = await ownerAfter(redisShardStore(own, NAMES), 1, 8)
      await owner.save()
      const others = Array.from({ length: 2_500 }, (_, i) => `other-${i}`)
      await own.ask('other keys', client => Promise.all(others.map(name => client.set(name, name))))
      await untilWritten(slow)
      await slow.kill()
      const saved = owner.save()
      // So many microseconds for each command in its file. After each 1,024th it answers.
      await slow.restart('disk', ['--key-load-delay', '400'])
      expect(await saved).toBe('stored')
      expect(observer.kinds()).toContain('loading')
    } finally {
      await slow.stop()
    }
  })

  it('refuses what was built on what is lost, and says that nothing is stored', async () => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    expect(await owner.save()).toBe('stored')
    await redis.restart('nothing')
    expect(await owner.save()).toBe('refused')
    expect(await store.claim(shard, 'heir')).toBeNull()
  })

  it('lets owners find what one fold finds while it is killed, loses all and is cut off, again and again', async () => {
    const disturbances = [() => redis.restart('disk'), () => redis.restart('disk'), () => redis.restart('nothing')]
    let restarts = 0
    const before = proxy.cuts()
    for (let seed = 1; seed <= 4; seed++) {
      const log = randomLog(seed, 'any')
      const chance = seededChance(1_000 + seed)
      const run = await foldByOwners(log, newShard(), {
        store,
        chance,
        same: (found, before) => expect(found, `seed ${seed}`).toEqual(before),
        disturb: async () => {
          if (chance.happens(0.05)) proxy[chance.pick(CUTS)](() => true)
          if (!chance.happens(0.03)) return
          restarts++
          await chance.pick(disturbances)()
        },
      })
      expect(run.outputs, `seed ${seed}`).toEqual(runLog(log))
    }
    expect(restarts).toBeGreaterThan(10)
    expect(proxy.cuts() - before).toBeGreaterThan(10)
  })
})

describe('a store of shards in a cluster', () => {
  it('waits until its slots are served', async () => {
    const cluster = await startRedis(['--cluster-enabled', 'yes'])
    const own = new RedisLink({ host: '127.0.0.1', port: cluster.port }, observer, over.signal)
    try {
      const claimed = ownerAfter(redisShardStore(own, NAMES), 1, 8)
      await waitUntil('the claim waits', WITHIN_MS, () => observer.kinds().includes('cluster_down'))
      await ask(cluster.port, 'CLUSTER ADDSLOTSRANGE 0 16383')
      const owner = await claimed
      grow(owner)
      expect(await owner.save()).toBe('stored')
      const heir = await ownerAfter(redisShardStore(own, NAMES), 1, 0)
      expect(contentOf(heir.state)).toEqual(contentOf(owner.state))
    } finally {
      await cluster.stop()
    }
  })
})

describe('a store of shards in a Redis that cannot', () => {
  it('waits for memory, and stores nothing of a save before there is some', async () => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    await owner.save()
    grow(owner)
    await ask(redis.port, 'CONFIG SET maxmemory 1')
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => observer.waits.length > 1)
    expect(observer.waits[0]).toMatchObject({ call: `save of shard ${shard}`, hindrance: 'out_of_memory' })
    expect(link.hindrances.out_of_memory).toBeGreaterThan(1)
    await ask(redis.port, 'CONFIG SET maxmemory 0')
    expect(await saved).toBe('stored')
    expect(observer.resumptions).toHaveLength(1)
    expect(await contentIn(shard)).toEqual(contentOf(owner.state))
  })

  it('waits while it is a replica, on new connections', async () => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    await ask(redis.port, 'REPLICAOF 127.0.0.1 1')
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => observer.kinds().includes('read_only'))
    await ask(redis.port, 'REPLICAOF NO ONE')
    expect(await saved).toBe('stored')
  })

  it('waits while a script of somebody else keeps it busy', async () => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    await ask(redis.port, 'CONFIG SET busy-reply-threshold 50')
    const endless = ask(redis.port, 'EVAL "while true do end" 0')
    await waitUntil('it is busy', WITHIN_MS, async () => (await ask(redis.port, 'PING')).startsWith('-BUSY'))
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => observer.kinds().includes('busy'))
    await ask(redis.port, 'SCRIPT KILL')
    await endless
    expect(await saved).toBe('stored')
  })

  it('gives its scripts to a server that has forgotten them', async () => {
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    await ask(redis.port, 'SCRIPT FLUSH')
    expect(await owner.save()).toBe('stored')
    expect(observer.waits).toEqual([])
  })

  it('fails at once, with its reason, where a right lacks', async () => {
    await ask(redis.port, 'ACL SETUSER reader on >secret ~* +@all -evalsha')
    const target = { host: '127.0.0.1', port: redis.port, username: 'reader', password: 'secret' }
    const mine = redisShardStore(new RedisLink(target, observer, over.signal), NAMES)
    await expect(mine.claim(1, 'one')).rejects.toThrow(/^redis: claim of shard 1: NOPERM .*evalsha/)
    const other = redisShardStore(new RedisLink({ ...target, password: 'wrong' }, observer, over.signal), NAMES)
    const error = await other.claim(1, 'one').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RedisError)
    expect(error).toMatchObject({ code: 'WRONGPASS' })
    expect(observer.waits).toEqual([])
  })

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController()
    const mine = redisShardStore(new RedisLink({ host: '127.0.0.1', port: 1 }, observer, stop.signal), NAMES)
    const claimed = mine.claim(1, 'one')
    await waitUntil('the claim waits', WITHIN_MS, () => observer.waits.length > 0)
    stop.abort(new Error('the service ends'))
    await expect(claimed).rejects.toThrow('the service ends')
  })
})
