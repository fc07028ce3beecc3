import { describe, expect, it } from 'vitest'
import { RedisError, RedisLink } from '../../src/adapters/redis/link.ts'
import { redisShardStore } from '../../src/adapters/redis/shard-store.ts'
import { copyingStore } from '../support/copying-store.ts'
import { randomLog } from '../support/random-log.ts'
import { foldByOwners } from '../support/random-owners.ts'
import { ask, startRedis } from '../support/redis/start-redis.ts'
import { startWatchedRedis } from '../support/redis/start-sentinel.ts'
import { recordsOf, runLog } from '../support/run-log.ts'
import { seededChance } from '../support/seeded-random.ts'
import { waitUntil } from '../support/wait-until.ts'
import { CUTS, grow, NAMES, redisWorld, untilWritten, WITHIN_MS } from './redis-world.ts'
import { contentOf, LOG, newShard, ownerAfter } from './shard-store.ts'

const world = redisWorld()

describe('a store of shards in a Redis that is killed', () => {
  it('goes on after a restart, with all that was written, and tells of it', async () => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    expect(await owner.save()).toBe('stored')
    await untilWritten(world.redis)
    await world.redis.kill()
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => world.observer.waits.length > 1)
    await world.redis.restart('disk')
    expect(await saved).toBe('stored')
    expect(world.observer.kinds()).toContain('unreachable')
    expect(new Set(world.observer.waits.map(({ sinceMs }) => sinceMs)).size).toBe(1)
    await waitUntil('the new server is noticed', WITHIN_MS, () => world.observer.changes.length === 1)
    expect(await world.contentIn(shard)).toEqual(contentOf(owner.state))
  })

  it('waits while it loads', async () => {
    const slow = await startRedis()
    try {
      const own = new RedisLink({ host: '127.0.0.1', port: slow.port }, world.observer, world.over.signal)
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
      expect(world.observer.kinds()).toContain('loading')
    } finally {
      await slow.stop()
    }
  })

  it('refuses what was built on what is lost, and says that nothing is stored', async () => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    expect(await owner.save()).toBe('stored')
    await world.redis.restart('nothing')
    expect(await owner.save()).toBe('refused')
    expect(await world.store.claim(shard, 'heir')).toBeNull()
  })

  it('lets owners find what one fold finds while it is killed, loses all and is cut off, again and again', async () => {
    const disturbances = [
      () => world.redis.restart('disk'),
      () => world.redis.restart('disk'),
      () => world.redis.restart('nothing'),
    ]
    let restarts = 0
    const before = world.proxy.cuts()
    for (let seed = 1; seed <= 4; seed++) {
      const log = randomLog(seed, 'any')
      const chance = seededChance(1_000 + seed)
      const run = await foldByOwners(log, newShard(), {
        store: world.store,
        chance,
        same: (found, before) => expect(found, `seed ${seed}`).toEqual(before),
        disturb: async () => {
          if (chance.happens(0.05)) world.proxy[chance.pick(CUTS)](() => true)
          if (!chance.happens(0.03)) return
          restarts++
          await chance.pick(disturbances)()
        },
      })
      expect(run.outputs, `seed ${seed}`).toEqual(runLog(log))
    }
    expect(restarts).toBeGreaterThan(10)
    expect(world.proxy.cuts() - before).toBeGreaterThan(10)
  })
})

describe('a store of shards behind sentinels', () => {
  it('follows the master, and never stores on what the new one does not have', async () => {
    const watched = await startWatchedRedis()
    const target = { sentinels: [{ host: '127.0.0.1', port: watched.sentinelPort }], master: 'main' }
    const follower = redisShardStore(new RedisLink(target, world.observer, world.over.signal), NAMES)
    try {
      let owner = await ownerAfter(follower, 1, 0)
      let refusals = 0
      const failedOver = watched.failOver()
      const records = [...recordsOf(LOG)]
      const untilMs = performance.now() + 2 * WITHIN_MS
      const isOver = () => owner.position === records.length && world.observer.changes.length > 0
      while (!isOver() && performance.now() < untilMs) {
        const record = records[owner.position]
        if (record !== undefined) owner.fold(record, LOG)
        if ((await owner.save()) === 'stored') continue
        refusals++
        owner = await ownerAfter(follower, 1, 0)
      }
      await failedOver
      // For some seconds the old master still took what the new one never saw.
      expect(refusals).toBeGreaterThan(0)
      expect(world.observer.changes).toHaveLength(1)
      const whole = await ownerAfter(copyingStore(), 1, records.length)
      expect(contentOf((await ownerAfter(follower, 1, 0)).state)).toEqual(contentOf(whole.state))
      expect(await ask(watched.ports[1], 'EXISTS {test:1:1}:control')).toBe(':1\r\n')
    } finally {
      await watched.stop()
    }
  })
})

describe('a store of shards in a cluster', () => {
  it('waits until its slots are served', async () => {
    const cluster = await startRedis(['--cluster-enabled', 'yes'])
    const own = new RedisLink({ host: '127.0.0.1', port: cluster.port }, world.observer, world.over.signal)
    try {
      const claimed = ownerAfter(redisShardStore(own, NAMES), 1, 8)
      await waitUntil('the claim waits', WITHIN_MS, () => world.observer.kinds().includes('cluster_down'))
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
    const owner = await ownerAfter(world.store, shard, 8)
    await owner.save()
    grow(owner)
    await ask(world.redis.port, 'CONFIG SET maxmemory 1')
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => world.observer.waits.length > 1)
    expect(world.observer.waits[0]).toMatchObject({ call: `save of shard ${shard}`, hindrance: 'out_of_memory' })
    expect(world.link.hindrances.out_of_memory).toBeGreaterThan(1)
    await ask(world.redis.port, 'CONFIG SET maxmemory 0')
    expect(await saved).toBe('stored')
    expect(world.observer.resumptions).toHaveLength(1)
    expect(await world.contentIn(shard)).toEqual(contentOf(owner.state))
  })

  it('waits while it is a replica, on new connections', async () => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    await ask(world.redis.port, 'REPLICAOF 127.0.0.1 1')
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => world.observer.kinds().includes('read_only'))
    await ask(world.redis.port, 'REPLICAOF NO ONE')
    expect(await saved).toBe('stored')
  })

  it('waits while a script of somebody else keeps it busy', async () => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    await ask(world.redis.port, 'CONFIG SET busy-reply-threshold 50')
    const endless = ask(world.redis.port, 'EVAL "while true do end" 0')
    await waitUntil('it is busy', WITHIN_MS, async () => (await ask(world.redis.port, 'PING')).startsWith('-BUSY'))
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => world.observer.kinds().includes('busy'))
    await ask(world.redis.port, 'SCRIPT KILL')
    await endless
    expect(await saved).toBe('stored')
  })

  it('gives its scripts to a server that has forgotten them', async () => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    await ask(world.redis.port, 'SCRIPT FLUSH')
    expect(await owner.save()).toBe('stored')
    expect(world.observer.waits).toEqual([])
  })

  it('fails at once, with its reason, where a right lacks', async () => {
    await ask(world.redis.port, 'ACL SETUSER reader on >secret ~* +@all -evalsha')
    const target = { host: '127.0.0.1', port: world.redis.port, username: 'reader', password: 'secret' }
    const mine = redisShardStore(new RedisLink(target, world.observer, world.over.signal), NAMES)
    await expect(mine.claim(1, 'one')).rejects.toThrow(/^redis: claim of shard 1: NOPERM .*evalsha/)
    const other = redisShardStore(
      new RedisLink({ ...target, password: 'wrong' }, world.observer, world.over.signal),
      NAMES,
    )
    const error = await other.claim(1, 'one').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RedisError)
    expect(error).toMatchObject({ reply: 'WRONGPASS' })
    expect(world.observer.waits).toEqual([])
  })

  it('tells that the wait is over, where what comes then is a refusal', async () => {
    const shard = newShard()
    await ask(world.redis.port, 'ACL SETUSER keeper on >secret ~* +@all')
    const target = { host: '127.0.0.1', port: world.redis.port, username: 'keeper', password: 'secret' }
    const mine = redisShardStore(new RedisLink(target, world.observer, world.over.signal), NAMES)
    const owner = await ownerAfter(mine, shard, 8)
    await ask(world.redis.port, 'CONFIG SET maxmemory 1')
    const saved = owner.save().catch((thrown: unknown) => thrown)
    await waitUntil('the save waits', WITHIN_MS, () => world.observer.waits.length > 0)
    await ask(world.redis.port, 'ACL SETUSER keeper -evalsha')
    await ask(world.redis.port, 'CONFIG SET maxmemory 0')
    expect(await saved).toMatchObject({ reply: 'NOPERM' })
    expect(world.observer.resumptions).toMatchObject([{ call: `save of shard ${shard}` }])
  })

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController()
    const mine = redisShardStore(new RedisLink({ host: '127.0.0.1', port: 1 }, world.observer, stop.signal), NAMES)
    const claimed = mine.claim(1, 'one')
    await waitUntil('the claim waits', WITHIN_MS, () => world.observer.waits.length > 0)
    expect(world.observer.waits[0]!.message).toBe('connect ECONNREFUSED 127.0.0.1:1')
    stop.abort(new Error('the service ends'))
    await expect(claimed).rejects.toThrow('the service ends')
  })
})
