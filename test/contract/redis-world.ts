import { afterAll, beforeAll, beforeEach } from 'vitest'
import { RedisLink } from '../../src/adapters/redis/link.ts'
import { redisShardStore } from '../../src/adapters/redis/shard-store.ts'
import type { ShardStore } from '../../src/app/ports.ts'
import type { Owner } from '../support/random-owners.ts'
import { ask, startRedis, type TestRedis } from '../support/redis/start-redis.ts'
import { type WatchingObserver, watchingObserver } from '../support/redis/watching.ts'
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts'
import { waitUntil } from '../support/wait-until.ts'
import { contentOf, ownerAfter } from './shard-store.ts'

export const WITHIN_MS = 10_000
export const NAMES = { namespace: 'test', layout: 1 }
export const CUTS = ['cutAnswerTo', 'cutRequest'] as const

/** A Redis, and a store that reaches it through a proxy: there from the first test of a file to its last. */
export interface RedisWorld {
  readonly redis: TestRedis
  readonly proxy: TcpProxy
  readonly link: RedisLink
  readonly store: ShardStore
  readonly observer: WatchingObserver
  /** Ends all links. */
  readonly over: AbortController
  /** What is stored of a shard, as its next owner finds it. */
  contentIn(shard: number): Promise<unknown>
}

export function redisWorld(): RedisWorld {
  const world = { observer: watchingObserver(), over: new AbortController() } as {
    -readonly [K in keyof RedisWorld]: RedisWorld[K]
  }
  world.contentIn = async shard => contentOf((await ownerAfter(world.store, shard, 0)).state)
  beforeAll(async () => {
    world.redis = await startRedis()
    world.proxy = await tcpProxy(world.redis.port)
    const target = { host: '127.0.0.1', port: world.proxy.port, answerWithinMs: 1_000 }
    world.link = new RedisLink(target, world.observer, world.over.signal)
    world.store = redisShardStore(world.link, NAMES)
  })
  beforeEach(() => world.observer.forget())
  afterAll(async () => {
    world.over.abort()
    await world.proxy?.close()
    await world.redis?.stop()
  })
  return world
}

/** Gives an owner so many windows that its next save takes several calls. */
export function grow({ state, checkpoint }: Owner, count = 1_700): void {
  const template = [...state.windows.values()][0]!
  for (let i = 0; i < count; i++) {
    state.windows.set(`grown-${i}`, { ...template, name: `grown-${i}` })
    checkpoint.changes.windows.add(`grown-${i}`)
  }
}

/** While it syncs its file, Redis answers before it writes: what is killed then is lost. */
export async function untilWritten({ port }: TestRedis): Promise<void> {
  const isWritten = async () => (await ask(port, 'INFO persistence')).includes('aof_buffer_length:0')
  await waitUntil('it has written', WITHIN_MS, isWritten)
}
