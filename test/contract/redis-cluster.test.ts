import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shardKeys } from '../../src/adapters/redis/keys.ts'
import { RedisLink } from '../../src/adapters/redis/link.ts'
import { checkServer } from '../../src/adapters/redis/server-check.ts'
import { redisShardStore } from '../../src/adapters/redis/shard-store.ts'
import type { ShardStore } from '../../src/app/ports.ts'
import { copyingStore } from '../support/copying-store.ts'
import { startRedisCluster, type TestRedisCluster } from '../support/redis/start-cluster.ts'
import { ask } from '../support/redis/start-redis.ts'
import { watchingObserver } from '../support/redis/watching.ts'
import { recordsOf } from '../support/run-log.ts'
import { waitUntil } from '../support/wait-until.ts'
import { NAMES, WITHIN_MS } from './redis-world.ts'
import { contentOf, describeShardStore, LOG, newShard, ownerAfter } from './shard-store.ts'

let cluster: TestRedisCluster
let link: RedisLink
let store: ShardStore
const observer = watchingObserver()
const over = new AbortController()

beforeAll(async () => {
  cluster = await startRedisCluster()
  const nodes = [{ host: '127.0.0.1', port: cluster.ports[0]! }]
  link = new RedisLink({ nodes, keyPrefix: 'test:' }, observer, over.signal)
  store = redisShardStore(link, NAMES)
})
afterAll(async () => {
  over.abort()
  await cluster?.stop()
})

describeShardStore('in a Redis Cluster of three', () => store)

describe('a store of shards in a Redis Cluster of three', () => {
  it('spreads shards, and keeps all keys of one in one slot', async () => {
    const shards = Array.from({ length: 12 }, newShard)
    const owners = await Promise.all(shards.map(shard => ownerAfter(store, shard, 8)))
    expect(await Promise.all(owners.map(owner => owner.save()))).toEqual(shards.map(() => 'stored'))
    const places = await Promise.all(
      shards.map(shard =>
        Promise.all(Object.values(shardKeys(NAMES, shard)).map(key => cluster.slotOf(`test:${key}`))),
      ),
    )
    for (const keys of places) expect(new Set(keys.map(({ slot }) => slot)).size).toBe(1)
    expect(new Set(places.map(([key]) => key!.node)).size).toBe(3)
  })

  it('looks at every master', async () => {
    expect(await checkServer(link)).toEqual([])
    await ask(cluster.ports[2]!, 'CONFIG SET maxmemory-policy allkeys-lru')
    expect(await checkServer(link)).toMatchObject([{ setting: 'maxmemory-policy', is: 'allkeys-lru' }])
    await ask(cluster.ports[2]!, 'CONFIG SET maxmemory-policy noeviction')
  })

  it('follows a slot that moves while it stores, and stores each save once', async () => {
    const shard = newShard()
    const { control } = shardKeys(NAMES, shard)
    const { slot, node } = await cluster.slotOf(`test:${control}`)
    const target = (node + 1) % 3
    let owner = await ownerAfter(store, shard, 4)
    expect(await owner.save()).toBe('stored')
    observer.forget()
    const records = [...recordsOf(LOG)]
    let isMoving = true
    const moved = cluster
      .moveSlot(slot, node, target, () =>
        // Half of the keys are there: whoever needs all of them must wait.
        waitUntil('a save waits', WITHIN_MS, () => observer.waits.length > 0).then(() => {}),
      )
      .finally(() => {
        isMoving = false
      })
    let saves = 0
    while (isMoving || owner.position < records.length) {
      const record = records[owner.position]
      if (record !== undefined) owner.fold(record, LOG)
      expect(await owner.save()).toBe('stored')
      saves++
    }
    await moved
    expect(saves).toBeGreaterThan(5)
    expect(observer.resumptions.length).toBeGreaterThan(0)
    owner = await ownerAfter(store, shard, 0)
    const whole = await ownerAfter(copyingStore(), shard, records.length)
    expect(contentOf(owner.state)).toEqual(contentOf(whole.state))
    expect(await ask(cluster.ports[target]!, `EXISTS test:${control}`)).toBe(':1\r\n')
  })
})
