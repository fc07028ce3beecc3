import type { ConnectionOptions } from 'node:tls'
import type { Config } from '../config/schema.ts'
import { UsageError } from './exit-code.ts'
import { tlsOptionsOf } from './tls-options.ts'

/** Where one Redis is, and who we are to it. */
export interface RedisTarget {
  readonly host: string
  readonly port: number
  readonly database: number
  readonly username?: string
  readonly password?: string
  readonly tls?: ConnectionOptions
}

/** What a connection to Redis takes of the configuration. Throws UsageError for a Redis behind sentinels and for a cluster, which are not reached yet. */
export function redisTargetOf(redis: Config['redis']): RedisTarget {
  const tls = redis.tls === null ? null : tlsOptionsOf(redis.tls, 'redis.tls')
  switch (redis.kind) {
    case 'single':
      return targetOf({ ...redis, database: redis.db, password: redis.password?.reveal() ?? null, tls })
    case 'url': {
      const { protocol, hostname, port, username, password, pathname } = new URL(redis.url.reveal())
      return targetOf({
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? 6379 : Number(port),
        database: Number(pathname.slice(1)),
        username: decodeURIComponent(username) || null,
        password: decodeURIComponent(password) || null,
        tls: tls ?? (protocol === 'rediss:' ? {} : null),
      })
    }
    case 'sentinels':
    case 'cluster':
      throw new UsageError(
        `redis.${redis.kind}: sequor does not reach such a Redis yet`,
        'name one by `redis.host` or `redis.url`',
      )
  }
}

interface Parts extends Pick<RedisTarget, 'host' | 'port' | 'database'> {
  readonly username: string | null
  readonly password: string | null
  readonly tls: ConnectionOptions | null
}

function targetOf({ host, port, database, username, password, tls }: Parts): RedisTarget {
  return {
    ...{ host, port, database },
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(tls === null ? {} : { tls }),
  }
}
