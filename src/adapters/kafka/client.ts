import { Kafka, type KafkaConfig, type LogEntry, logLevel, type RetryOptions } from 'kafkajs'
import { readBatches } from './batches/read-batches.ts'
import { writeChecksums } from './batches/write-checksums.ts'
import { tellRefusals } from './refusals.ts'
import { calmRequestQueue } from './request-queue.ts'

/**
 * Given to every client, consumer and producer: the defaults of kafkajs 2.2.4 differ by NODE_ENV, and those of `consumer()`
 * override the client's.
 */
export const RETRY: RetryOptions = { initialRetryTime: 20, retries: 10, maxRetryTime: 5_000 }

/** What a log is told of a client. */
export type KafkaLog = (level: 'error' | 'warn' | 'info' | 'debug', message: string, details: object) => void

/** How a cluster is reached. */
export type KafkaAccess = Pick<
  KafkaConfig,
  'brokers' | 'clientId' | 'ssl' | 'sasl' | 'socketFactory' | 'connectionTimeout' | 'requestTimeout'
> & {
  /** What a batch may unpack to; one bound for all clients of a process, that of the last. */
  readonly unpackedBytes?: number | undefined
}

/** A cluster, for those who only hand it on. */
export type KafkaCluster = Kafka

export function kafkaClient({ unpackedBytes, ...access }: KafkaAccess, log: KafkaLog): KafkaCluster {
  calmRequestQueue()
  tellRefusals()
  // Before the decoder: with that kafkajs loads what computes them.
  writeChecksums()
  readBatches(unpackedBytes)
  return new Kafka({
    connectionTimeout: 10_000,
    requestTimeout: 30_000,
    ...access,
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: () => entry => log(levelOf(entry), entry.log.message, detailsOf(entry)),
  })
}

/** What passes by itself, though kafkajs tells it as an error: consecutive transactions, and requests that are sent again. */
const PASSING =
  /CONCURRENT_TRANSACTIONS|another in-flight|another concurrent operation|The group is rebalancing|coordinator is not available|is loading|Limiting retries for the idempotent/i

function levelOf({ level, log: { message, error } }: LogEntry): Parameters<KafkaLog>[0] {
  if (PASSING.test(`${message} ${String(error ?? '')}`)) return 'debug'
  if (level === logLevel.ERROR) return 'error'
  if (level === logLevel.WARN) return 'warn'
  return level === logLevel.DEBUG ? 'debug' : 'info'
}

function detailsOf({ namespace, log: { message: _, timestamp: __, ...details } }: LogEntry): object {
  return { namespace, ...details }
}
