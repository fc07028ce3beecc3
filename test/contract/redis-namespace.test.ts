import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RedisLink } from '../../src/adapters/redis/link.ts'
import { redisRewindRequests } from '../../src/adapters/redis/rewind-requests.ts'
import { checkServer, findingsOf, infoOf } from '../../src/adapters/redis/server-check.ts'
import { ask, startRedis, type TestRedis } from '../support/redis/start-redis.ts'
import { watchingObserver } from '../support/redis/watching.ts'

let redis: TestRedis
let link: RedisLink
const over = new AbortController()

beforeAll(async () => {
  redis = await startRedis()
  link = new RedisLink({ host: '127.0.0.1', port: redis.port }, watchingObserver(), over.signal)
})

afterAll(async () => {
  over.abort()
  await redis?.stop()
})

describe('requests of rewinds in Redis', () => {
  const input = { shard: 3, topic: 'lines.site-1', partition: 12 }

  it('are those that were asked for last, by shard and input partition', async () => {
    const requests = redisRewindRequests(link, 'last')
    expect(await requests.all()).toEqual([])
    await requests.request({ ...input, offset: 40, stream: 'one' })
    await requests.request({ ...input, offset: 20, stream: 'two' })
    await requests.request({ ...input, shard: 4, offset: 50, stream: 'one' })
    await requests.request({ ...input, partition: 1, offset: 60, stream: 'one' })
    const all = await requests.all()
    expect(all.toSorted((a, b) => a.offset - b.offset)).toEqual([
      { ...input, offset: 20, stream: 'two' },
      { ...input, shard: 4, offset: 50, stream: 'one' },
      { ...input, partition: 1, offset: 60, stream: 'one' },
    ])
    expect(await redisRewindRequests(link, 'other').all()).toEqual([])
  })

  it('stand until the shard has passed them', async () => {
    const requests = redisRewindRequests(link, 'passed')
    await requests.request({ ...input, offset: 40, stream: 'one' })
    await requests.withdraw({ ...input, shard: 4 }, 99)
    await requests.withdraw(input, 40)
    expect(await requests.all()).toHaveLength(1)
    await requests.withdraw(input, 41)
    expect(await requests.all()).toEqual([])
    await requests.withdraw(input, 41)
  })
})

describe('the check of a Redis', () => {
  it('finds nothing wrong with one that keeps its promises', async () => {
    expect(await checkServer(link)).toEqual([])
  })

  it('finds what is set wrong, also for a user who may not read the settings, and each remedy mends it', async () => {
    await ask(redis.port, 'CONFIG SET maxmemory-policy allkeys-lru')
    await ask(redis.port, 'CONFIG SET appendonly no')
    await ask(redis.port, 'REPLICAOF 127.0.0.1 1')
    await ask(redis.port, 'ACL SETUSER checker on >secret +info')
    const target = { host: '127.0.0.1', port: redis.port, username: 'checker', password: 'secret' }
    const found = await checkServer(new RedisLink(target, watchingObserver(), over.signal))
    expect(found.map(({ severity, setting, is, mustBe }) => [severity, setting, is, mustBe])).toEqual([
      ['refuse', 'maxmemory-policy', 'allkeys-lru', 'noeviction'],
      ['refuse', 'role', 'slave', 'master'],
      ['warn', 'appendonly', 'no', 'yes'],
    ])
    expect(found[1]!.remedy).toMatch(/^connect to 127\.0\.0\.1:1, or /)
    for (const { remedy } of found) {
      const [, command] = /redis-cli ([^&]*[^& ])/.exec(remedy)!
      expect(await ask(redis.port, command!)).toBe('+OK\r\n')
    }
    expect(await checkServer(link)).toEqual([])
  })

  it.each([
    ['6.0.16', false],
    ['6.2.0', true],
    ['5.9.9', false],
    ['7.0.15', true],
    ['10.0.0', true],
  ])('takes version %s: %s', (version, isTaken) => {
    const told = infoOf(`# Server\r\nredis_version:${version}\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n`)
    const versions = findingsOf(told).filter(({ setting }) => setting === 'redis_version')
    expect(versions.map(({ is }) => is)).toEqual(isTaken ? [] : [version])
  })

  it('does not trust what it is not told', () => {
    expect(findingsOf(new Map()).map(({ is }) => is)).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
  })
})
