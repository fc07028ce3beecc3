import { ask, startRedis } from '../../support/redis/start-redis.ts'
import { pause } from '../../support/service/bench-site.ts'
import { tcpProxy } from '../../support/tcp-proxy.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { Fault } from '../fault.ts'

const SIZE = { partitions: 3, shards: 4 }

/** Faults of Redis. */
export const REDIS_FAULTS: readonly Fault[] = [
  {
    name: 'redis: killed, and back with what it had on disk',
    ...{ ...SIZE, forMs: 30_000 },
    work: async ({ processes, redis }) => {
      await Promise.all([processes.start(), processes.start()])
      for (let i = 0; i < 3; i++) {
        await pause(5_000)
        await redis.restart('disk')
      }
      return 3
    },
  },
  {
    name: 'redis: killed, and back with nothing',
    ...{ ...SIZE, forMs: 30_000 },
    work: async ({ processes, redis }) => {
      await Promise.all([processes.start(), processes.start()])
      for (let i = 0; i < 3; i++) {
        await pause(5_000)
        await redis.restart('nothing')
      }
      return 3
    },
  },
  {
    name: 'redis: away for a minute',
    ...{ ...SIZE, forMs: 75_000 },
    work: async ({ processes, redis }) => {
      const [first] = await Promise.all([processes.start(), processes.start()])
      await pause(5_000)
      await redis.kill()
      await pause(60_000)
      const alive = await fetch(`${first!.httpUrl}/livez`)
      if (alive.status !== 200) throw new Error(`dead: ${await alive.text()}`)
      await redis.restart('disk')
      return 1
    },
  },
  {
    name: 'redis: slower by two seconds',
    ...{ ...SIZE, forMs: 30_000 },
    work: async ({ processes, redis, after }) => {
      const proxy = await tcpProxy(redis.port)
      after.defer(() => proxy.close())
      const through = [`redis.port=${proxy.port}`]
      await Promise.all([processes.start(through), processes.start(through)])
      await pause(5_000)
      proxy.slow(2_000)
      await pause(15_000)
      proxy.slow(0)
      return 1
    },
  },
  {
    name: 'redis: a replica takes over that lacks what was written last',
    ...{ ...SIZE, forMs: 40_000 },
    work: async ({ processes, redis, after }) => {
      const proxy = await tcpProxy(redis.port)
      after.defer(() => proxy.close())
      const replica = await startRedis(['--replicaof', '127.0.0.1', String(redis.port)])
      after.defer(() => replica.stop())
      const through = [`redis.port=${proxy.port}`]
      await Promise.all([processes.start(through), processes.start(through)])
      await waitUntil('the replica has the windows', 20_000, async () =>
        /^:[1-9]/.test(await ask(replica.port, 'DBSIZE')),
      )
      await pause(5_000)
      // From here on it stands still, while the first one goes on.
      await ask(replica.port, 'REPLICAOF NO ONE')
      await pause(5_000)
      proxy.turnTo(replica.port)
      await redis.kill()
      return 1
    },
  },
]
