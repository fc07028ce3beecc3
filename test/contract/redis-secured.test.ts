import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisTarget } from '../../src/adapters/redis/client-options.ts'
import { RedisLink } from '../../src/adapters/redis/link.ts'
import { redisRewindRequests } from '../../src/adapters/redis/rewind-requests.ts'
import { checkServer } from '../../src/adapters/redis/server-check.ts'
import { redisShardStore } from '../../src/adapters/redis/shard-store.ts'
import { fencesOf } from '../docs/markdown.ts'
import { type Authority, authority, type Certificate } from '../support/certificates.ts'
import { freeTcpPorts } from '../support/free-ports.ts'
import { startRedisCluster } from '../support/redis/start-cluster.ts'
import { ask, startRedis, type TestRedis } from '../support/redis/start-redis.ts'
import { startWatchedRedis } from '../support/redis/start-sentinel.ts'
import { watchingObserver } from '../support/redis/watching.ts'
import { textOf } from '../support/repository.ts'
import { waitUntil } from '../support/wait-until.ts'
import { grow, NAMES, WITHIN_MS } from './redis-world.ts'
import { newShard, ownerAfter } from './shard-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'sequor-tls-'))
const over = new AbortController()
let signer: Authority
let client: Certificate
let redis: TestRedis
let tlsPort: number
let cluster: Awaited<ReturnType<typeof startRedisCluster>>

beforeAll(async () => {
  ;[signer, cluster] = await Promise.all([authority(folder, 'redis-authority'), startRedisCluster()])
  const own = await signer.sign('redis-1', 'IP:127.0.0.1')
  client = await signer.sign('sequor', 'DNS:sequor')
  ;[tlsPort] = (await freeTcpPorts(1)) as [number]
  const files = ['--tls-cert-file', own.cert, '--tls-key-file', own.key, '--tls-ca-cert-file', signer.ca]
  redis = await startRedis(['--tls-port', String(tlsPort), ...files])
})
afterAll(async () => {
  over.abort()
  await Promise.all([redis?.stop(), cluster?.stop()])
  rmSync(folder, { recursive: true, force: true })
})

/** All that the service asks of Redis, also of one that has forgotten its scripts. Fails at the first refusal. */
async function everything(target: RedisTarget): Promise<void> {
  const stop = new AbortController()
  const link = new RedisLink({ keyPrefix: 'sequor:', ...target }, watchingObserver(), stop.signal)
  try {
    await checkServer(link)
    const store = redisShardStore(link, NAMES)
    const shard = newShard()
    const owner = await ownerAfter(store, shard, 8)
    await owner.save()
    grow(owner)
    await owner.save()
    owner.state.windows.clear()
    for (const name of Array.from({ length: 1_700 }, (_, i) => `grown-${i}`)) owner.checkpoint.changes.windows.add(name)
    await owner.save()
    await ownerAfter(store, shard, 0)
    const rewinds = redisRewindRequests(link, NAMES.namespace)
    const place = { shard, topic: 'lines', partition: 1 }
    await rewinds.request({ ...place, offset: 4, stream: 'one' })
    await rewinds.all()
    await rewinds.withdraw(place, 5)
  } finally {
    stop.abort()
  }
}

function without(rule: string, command: string): string {
  return rule
    .split(' ')
    .filter(word => word !== command)
    .join(' ')
}

describe('a Redis with TLS', () => {
  const as = (files: { ca?: string; cert?: string; key?: string; servername?: string }): RedisTarget => {
    const { servername, ...paths } = files
    const read = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, readFileSync(path)]))
    const tls: ConnectionOptions = { ...read, ...(servername === undefined ? {} : { servername }) }
    return { host: '127.0.0.1', port: tlsPort, tls }
  }

  it('takes a client whose certificate it trusts, and whom it can trust', async () => {
    await everything(as({ ca: signer.ca, cert: client.cert, key: client.key }))
  })

  it.each([
    ['whose certificate nobody signed whom we trust', {}, /self-signed certificate/, 'not_trusted'],
    [
      'that is not who it should be',
      { servername: 'redis-2.example.org' },
      /does not match certificate/,
      'not_trusted',
    ],
  ])('is refused where it is one %s', async (_, more, message, code) => {
    const trusted = 'servername' in more ? { ca: signer.ca } : {}
    const error = await everything(as({ cert: client.cert, key: client.key, ...trusted, ...more })).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect((error as { hint: string }).hint).toContain('`redis.tls.ca`')
  })

  it('refuses a client without a certificate, and one whose certificate another signed', async () => {
    const other = await (await authority(folder, 'another')).sign('sequor', 'DNS:sequor')
    for (const shown of [{}, { cert: other.cert, key: other.key }]) {
      const error = await everything(as({ ca: signer.ca, ...shown })).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'not_known' })
      expect((error as { hint: string }).hint).toContain('`redis.tls.cert`')
    }
  })
})

describe('a user of Redis with the rights that docs/operating.md lists', () => {
  const page = textOf('docs/operating.md')
  const [fence] = fencesOf('docs/operating.md').filter(({ info }) => info === 'redis-acl')
  const listed = fence!.text.trim()
  const commands = listed.split(' ').filter(word => word.startsWith('+'))

  it('may do all that the service does', async () => {
    await ask(redis.port, 'SCRIPT FLUSH')
    expect(await ask(redis.port, listed)).toBe('+OK\r\n')
    await everything({ host: '127.0.0.1', port: redis.port, username: 'sequor', password: 'PASSWORD' })
  })

  it.each(commands)('may not without %s', async command => {
    const user = `lacking${command.slice(1)}`
    const rule = without(listed.replace('SETUSER sequor', `SETUSER ${user}`), command)
    expect(await ask(redis.port, rule)).toBe('+OK\r\n')
    await ask(redis.port, 'SCRIPT FLUSH')
    const target = { host: '127.0.0.1', port: redis.port, username: user, password: 'PASSWORD' }
    const error = await everything(target).catch((thrown: unknown) => thrown)
    // Where it lacks in a script Redis has no code for it.
    expect(error).toMatchObject({ message: expect.stringMatching(/NOPERM|can't run this command/) })
  })

  it('may touch no other keys', async () => {
    await ask(redis.port, listed)
    const target = { host: '127.0.0.1', port: redis.port, username: 'sequor', password: 'PASSWORD' }
    await expect(everything({ ...target, keyPrefix: 'other:' })).rejects.toMatchObject({ code: 'not_allowed' })
  })

  it('may do it in a cluster, with what the page adds for one', async () => {
    const more = /in a cluster `([^`]+)`/.exec(page)![1]!
    for (const port of cluster.ports) expect(await ask(port, `${listed} ${more}`)).toBe('+OK\r\n')
    const nodes = [{ host: '127.0.0.1', port: cluster.ports[0]! }]
    await everything({ nodes, username: 'sequor', password: 'PASSWORD' })
  })

  it('asks sentinels with the rights that the page lists, of which each is needed', async () => {
    const watched = await startWatchedRedis()
    const rights = /sentinels' own user needs `([^`]+)`/.exec(page)![1]!
    const reach = async (name: string, rule: string): Promise<unknown> => {
      await ask(watched.sentinelPort, `ACL SETUSER ${name} on >secret resetchannels -@all ${rule}`)
      const observer = watchingObserver()
      const own = { sentinelUsername: name, sentinelPassword: 'secret' }
      const target = { sentinels: [{ host: '127.0.0.1', port: watched.sentinelPort }], master: 'main', ...own }
      const stop = new AbortController()
      const link = new RedisLink(target, observer, stop.signal)
      const waits = waitUntil('it waits', WITHIN_MS, () => observer.waits.length > 2)
      const reached = await Promise.race([checkServer(link), waits.then(() => observer.waits.at(-1)!.message)])
      stop.abort()
      waits.catch(() => {})
      return reached
    }
    try {
      expect(await reach('all', rights)).toEqual([])
      for (const right of rights.split(' '))
        expect(await reach(`lacking-${right.length}`, without(rights, right))).toMatch(/NOPERM|permissions/)
    } finally {
      await watched.stop()
    }
  })
})
