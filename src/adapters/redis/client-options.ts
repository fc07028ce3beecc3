import type { ConnectionOptions } from 'node:tls'
import type { RedisOptions } from 'ioredis'

type ClientOptions = RedisOptions & { readonly replyMapping: 'legacy' }

interface Address {
  readonly host: string
  readonly port: number
}

/** Sentinels, who know which server is the master. */
export interface Sentinels {
  readonly sentinels: readonly Address[]
  /** The name under which they know it. */
  readonly master: string
  readonly sentinelUsername?: string
  readonly sentinelPassword?: string
}

/** Some nodes of a cluster, who name the others. */
export interface ClusterNodes {
  readonly nodes: readonly Address[]
}

/** Where Redis is, and who we are there. */
export type RedisTarget = (Address | Sentinels | ClusterNodes) & {
  readonly username?: string
  readonly password?: string
  readonly database?: number
  /** Also to sentinels, and to every node. */
  readonly tls?: ConnectionOptions
  /** What all keys begin with, for servers whose users are told apart by it; nothing if left out. */
  readonly keyPrefix?: string
  /** A call that is not answered for so long is asked again on a new connection. */
  readonly answerWithinMs?: number
}

const ANSWER_WITHIN_MS = 15_000
const CONNECT_WITHIN_MS = 5_000
/** ioredis waits so long for the end of a connection, and keeps the process alive for it, also where there is none. */
const DISCONNECT_WITHIN_MS = 100

/** A client that connects again for ever, and fails calls at once whose connection is lost: asking again is not its business. */
export function clientOptions(
  target: Exclude<RedisTarget, ClusterNodes>,
  pauseMs: (attempt: number) => number,
): ClientOptions {
  return {
    ...('sentinels' in target
      ? sentinelOptions(target, target.tls, pauseMs)
      : { host: target.host, port: target.port }),
    ...connectionOptions(target),
    enableOfflineQueue: false,
    retryStrategy: times => pauseMs(times - 1),
  }
}

/** The same for a cluster: what a node answers about slots that move is followed, up to sixteen times. */
export function clusterOptions(target: RedisTarget, pauseMs: (attempt: number) => number) {
  return {
    ...{ enableOfflineQueue: false, enableReadyCheck: false, slotsRefreshTimeout: CONNECT_WITHIN_MS },
    clusterRetryStrategy: (times: number) => pauseMs(times - 1),
    redisOptions: connectionOptions(target),
  }
}

function connectionOptions({
  username,
  password,
  database = 0,
  tls,
  keyPrefix = '',
  answerWithinMs = ANSWER_WITHIN_MS,
}: RedisTarget) {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    ...{
      db: database,
      keyPrefix,
      protocol: 2 as const,
      disableClientInfo: true,
      enableReadyCheck: false,
      replyMapping: 'legacy' as const,
    },
    ...{ connectTimeout: CONNECT_WITHIN_MS, disconnectTimeout: DISCONNECT_WITHIN_MS, socketTimeout: answerWithinMs },
    ...{ autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 },
  }
}

function sentinelOptions(target: Sentinels, tls: ConnectionOptions | undefined, pauseMs: (attempt: number) => number) {
  const { sentinels, master, sentinelUsername, sentinelPassword } = target
  return {
    ...{ sentinels: sentinels.map(({ host, port }) => ({ host, port })), name: master, role: 'master' as const },
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(tls === undefined ? {} : { sentinelTLS: tls, enableTLSForSentinelMode: true }),
    sentinelRetryStrategy: (times: number) => pauseMs(times - 1),
  }
}
