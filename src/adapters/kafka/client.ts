import { createRequire } from 'node:module'
import { Kafka, type KafkaConfig, type LogEntry, logLevel, type RetryOptions } from 'kafkajs'

/**
 * Given to every client, consumer and producer: the defaults of kafkajs 2.2.4 differ by NODE_ENV, and those of `consumer()`
 * override the client's.
 */
export const RETRY: RetryOptions = { initialRetryTime: 20, retries: 10, maxRetryTime: 5_000 }

/** What a log is told of a client. */
export type KafkaLog = (level: 'error' | 'warn' | 'info' | 'debug', message: string, details: object) => void

/** How a cluster is reached. */
export type KafkaAccess = Pick<KafkaConfig, 'brokers' | 'clientId' | 'ssl' | 'sasl' | 'socketFactory'>

/** A cluster, for those who only hand it on. */
export type KafkaCluster = Kafka

export function kafkaClient(access: KafkaAccess, log: KafkaLog): KafkaCluster {
  calmRequestQueue()
  return new Kafka({
    ...access,
    connectionTimeout: 10_000,
    requestTimeout: 30_000,
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: () => entry => log(levelOf(entry), entry.log.message, detailsOf(entry)),
  })
}

/** What passes by itself, though kafkajs tells it as an error: consecutive transactions, and requests that are sent again. */
const PASSING =
  /CONCURRENT_TRANSACTIONS|another in-flight|The group is rebalancing|coordinator is not available|is loading/i

function levelOf({ level, log: { message, error } }: LogEntry): Parameters<KafkaLog>[0] {
  if (PASSING.test(`${message} ${String(error ?? '')}`)) return 'debug'
  if (level === logLevel.ERROR) return 'error'
  if (level === logLevel.WARN) return 'warn'
  return level === logLevel.DEBUG ? 'debug' : 'info'
}

function detailsOf({ namespace, log: { message: _, timestamp: __, ...details } }: LogEntry): object {
  return { namespace, ...details }
}

interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests: () => void
  calm?: boolean
}

/**
 * An idle connection of kafkajs 2.2.4 sets a timer every millisecond, and at times a negative one, of which Node warns
 * (https://github.com/tulios/kafkajs/issues/1751). Without requests that wait there is nothing to look at.
 */
function calmRequestQueue(): void {
  const require = createRequire(import.meta.url)
  const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue }
  if (prototype.calm) return
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.calm = true
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) schedule.call(this)
  }
}
