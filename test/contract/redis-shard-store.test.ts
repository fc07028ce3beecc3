import { describe, expect, it } from 'vitest'
import { RedisLink } from '../../src/adapters/redis/link.ts'
import { redisShardStore } from '../../src/adapters/redis/shard-store.ts'
import { newChanges } from '../../src/core/changes.ts'
import { ask } from '../support/redis/start-redis.ts'
import { watchingObserver } from '../support/redis/watching.ts'
import { waitUntil } from '../support/wait-until.ts'
import { CUTS, grow, NAMES, redisWorld, WITHIN_MS } from './redis-world.ts'
import { contentOf, describeShardStore, newShard, ownerAfter } from './shard-store.ts'

const world = redisWorld()

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

describeShardStore('in Redis', () => world.store)

describe('a store of shards in Redis whose connection is cut', () => {
  it.each(CUTS)('stores a save once (%s)', async cut => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    const before = world.proxy.cuts()
    world.proxy[cut](requestsOf(shard).save)
    expect(await owner.save()).toBe('stored')
    expect(world.proxy.cuts()).toBe(before + 1)
    expect(world.observer.kinds()).toEqual(['unreachable'])
    expect(world.observer.resumptions).toHaveLength(1)
    expect(await owner.save()).toBe('stored')
    expect(await world.contentIn(shard)).toEqual(contentOf(owner.state))
  })

  const STEPS = ['first', 'later', 'commit', 'merge'] as const
  it.each(CUTS.flatMap(cut => STEPS.map(step => [cut, step] as const)))(
    'stores a save of many calls once (%s, %s)',
    async (cut, step) => {
      const shard = newShard()
      const owner = await ownerAfter(world.store, shard, 8)
      await owner.save()
      grow(owner)
      const before = world.proxy.cuts()
      world.proxy[cut](requestsOf(shard)[step])
      expect(await owner.save()).toBe('stored')
      expect(world.proxy.cuts()).toBe(before + 1)
      expect(await world.contentIn(shard)).toEqual(contentOf(owner.state))
    },
  )

  it('asks again where nothing is answered for too long', async () => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    world.proxy.hold(true)
    const saved = owner.save()
    await waitUntil('the save waits', WITHIN_MS, () => world.observer.waits.length > 0)
    world.proxy.hold(false)
    expect(await saved).toBe('stored')
    expect(world.observer.waits[0]).toMatchObject({ call: `save of shard ${shard}`, hindrance: 'unreachable' })
  })
})

describe('a store of shards in a Redis of others', () => {
  /** All that it needs there. */
  const RIGHTS = 'info evalsha eval hget hset hdel hmget hlen hexists hscan rpush lrange ltrim llen unlink'

  it('touches only keys of its prefix, with few rights', async () => {
    const rights = RIGHTS.split(' ').map(command => `+${command}`)
    await ask(world.redis.port, `ACL SETUSER guest on >secret ~site-1:* ${rights.join(' ')}`)
    const who = { username: 'guest', password: 'secret', keyPrefix: 'site-1:' }
    const link = new RedisLink({ host: '127.0.0.1', port: world.redis.port, ...who }, world.observer, world.over.signal)
    const store = redisShardStore(link, NAMES)
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    await owner.save()
    grow(owner)
    expect(await owner.save()).toBe('stored')
    expect(contentOf((await ownerAfter(store, shard, 0)).state)).toEqual(contentOf(owner.state))
    expect(await ask(world.redis.port, `EXISTS site-1:{test:1:${shard}}:parts`)).toBe(':1\r\n')
    expect(await ask(world.redis.port, `EXISTS {test:1:${shard}}:parts`)).toBe(':0\r\n')
  })
})

describe('a save of many calls of which Redis has lost some', () => {
  it('is refused, and none of it counts', async () => {
    const shard = newShard()
    const owner = await ownerAfter(world.store, shard, 8)
    await owner.save()
    const before = contentOf(owner.state)
    grow(owner)
    const { token, number } = owner.checkpoint
    const isCommit = requestsOf(shard).commit
    world.proxy.cutRequest(request => {
      if (!isCommit(request)) return false
      // As if it had gone back to where two of its calls were there.
      void ask(world.redis.port, `HSET {test:1:${shard}}:control staging "${token}:${number} 2"`)
      return true
    })
    expect(await owner.save()).toBe('refused')
    expect(await world.contentIn(shard)).toEqual(before)
  })
})

describe('a save of many calls whose owner is gone in the middle', () => {
  it.each(['commit', 'merge'] as const)('counts wholly or not at all (before %s)', async step => {
    const shard = newShard()
    const dying = new AbortController()
    const own = new RedisLink({ host: '127.0.0.1', port: world.proxy.port }, watchingObserver(), dying.signal)
    const owner = await ownerAfter(redisShardStore(own, NAMES), shard, 8)
    await owner.save()
    const before = contentOf(owner.state)
    grow(owner)
    const isStep = requestsOf(shard)[step]
    world.proxy.cutRequest(request => {
      if (isStep(request)) dying.abort(new Error('killed'))
      return dying.signal.aborted
    })
    await expect(owner.save()).rejects.toThrow('killed')
    if (step === 'merge') {
      // As of an owner who has merged and whose Redis has gone back since.
      const next = { ...owner.checkpoint, number: owner.checkpoint.number + 1 }
      expect(await world.store.save(shard, next)).toBe('refused')
      expect(await world.store.save(shard, { ...next, changes: newChanges() })).toBe('refused')
    }
    const heir = await ownerAfter(world.store, shard, 0)
    expect(contentOf(heir.state)).toEqual(step === 'commit' ? before : contentOf(owner.state))
    expect(await heir.save()).toBe('stored')
    expect(await world.contentIn(shard)).toEqual(contentOf(heir.state))
  })
})
