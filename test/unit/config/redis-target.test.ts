import { describe, expect, it } from 'vitest'
import { redisTargetOf } from '../../../src/cli/redis-target.ts'
import { configFrom, LEAST, loadedFrom } from './sources.ts'

function targetOf(written: string) {
  return redisTargetOf(configFrom({ text: LEAST.replace('host: redis.example.org', written) }).redis)
}

describe('where Redis is', () => {
  it.each([
    ['host: h', { host: 'h', port: 6379, database: 0, keyPrefix: 'sequor:' }],
    [
      'host: h, port: 7000, db: 2, username: u, password: p',
      { host: 'h', port: 7000, database: 2, keyPrefix: 'sequor:', username: 'u', password: 'p' },
    ],
    [
      'host: h, tls: { serverName: s }',
      { host: 'h', port: 6379, database: 0, keyPrefix: 'sequor:', tls: { servername: 's', rejectUnauthorized: true } },
    ],
    ['url: redis://h', { host: 'h', port: 6379, database: 0, keyPrefix: 'sequor:' }],
    ['url: redis://h/', { host: 'h', port: 6379, database: 0, keyPrefix: 'sequor:' }],
    [
      'url: "rediss://u:p%40%3A@[2001:db8::1]:7000/3"',
      { host: '2001:db8::1', port: 7000, database: 3, keyPrefix: 'sequor:', username: 'u', password: 'p@:', tls: {} },
    ],
    ['url: "redis://:p@h"', { host: 'h', port: 6379, database: 0, keyPrefix: 'sequor:', password: 'p' }],
    [
      'url: rediss://h, tls: { insecure: true }',
      { host: 'h', port: 6379, database: 0, keyPrefix: 'sequor:', tls: { rejectUnauthorized: false } },
    ],
  ])('is read from %s', (written, target) => {
    expect(targetOf(written)).toEqual(target)
  })

  it.each([
    'redis://',
    'redis://h:99999',
    'redis://h/x',
    'redis://h/1?a=b',
    'redis://:%ZZ@h',
    'redis://:%FF@h',
    'http://h',
    'redis:h',
  ])('is not read from %s', url => {
    expect(loadedFrom({ text: LEAST.replace('host: redis.example.org', `url: "${url}"`) }).problems).toMatchObject([
      { message: 'is not an address of Redis' },
    ])
  })

  it('is asked of sentinels', () => {
    const nodes = 'nodes: ["192.0.2.1:26379", "[2001:db8::1]:26379"]'
    expect(targetOf(`sentinels: { ${nodes}, master: m, password: s }, password: p, db: 1`)).toEqual({
      sentinels: [
        { host: '192.0.2.1', port: 26379 },
        { host: '2001:db8::1', port: 26379 },
      ],
      ...{ master: 'm', sentinelPassword: 's', password: 'p', database: 1, keyPrefix: 'sequor:' },
    })
  })

  it('is looked for at the nodes of a cluster', () => {
    expect(targetOf('cluster: { nodes: ["192.0.2.1:6379"] }, username: u')).toEqual({
      nodes: [{ host: '192.0.2.1', port: 6379 }],
      ...{ username: 'u', database: 0, keyPrefix: 'sequor:' },
    })
  })
})
