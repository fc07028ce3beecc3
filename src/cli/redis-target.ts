import type { ConnectionOptions } from 'node:tls'
import type { RedisTarget } from '../adapters/redis/client-options.ts'
import type { Config } from '../config/schema.ts'
import { tlsOptionsOf } from './tls-options.ts'

/** Where Redis is, and who we are to it, of the configuration. */
export function redisTargetOf(redis: Config['redis']): RedisTarget {
  const tls = redis.tls === null ? null : tlsOptionsOf(redis.tls, 'redis.tls')
  const { username, keyPrefix } = redis
  const shared = { database: redis.db, keyPrefix, ...who(username, redis.password?.reveal() ?? null, tls) }
  switch (redis.kind) {
    case 'single':
      return { host: redis.host, port: redis.port, ...shared }
    case 'url': {
      const { protocol, hostname, port, username, password, pathname } = new URL(redis.url.reveal())
      return {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? 6379 : Number(port),
        database: Number(pathname.slice(1)),
        keyPrefix,
        ...who(
          decodeURIComponent(username) || null,
          decodeURIComponent(password) || null,
          tls ?? (protocol === 'rediss:' ? {} : null),
        ),
      }
    }
    case 'sentinels': {
      const { nodes, master, username, password } = redis.sentinels
      return {
        sentinels: nodes.map(addressOf),
        master,
        ...shared,
        ...(username === undefined ? {} : { sentinelUsername: username }),
        ...(password === undefined ? {} : { sentinelPassword: password.reveal() }),
      }
    }
    case 'cluster':
      return { nodes: redis.nodes.map(addressOf), ...shared }
  }
}

function who(username: string | null, password: string | null, tls: ConnectionOptions | null) {
  return {
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(tls === null ? {} : { tls }),
  }
}

/** Of `HOST:PORT`, the host of version 6 in brackets. */
function addressOf(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) }
}
