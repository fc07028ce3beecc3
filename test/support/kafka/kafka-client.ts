import { createRequire } from 'node:module'
import { Kafka, logLevel, type RetryOptions } from 'kafkajs'

/** Given everywhere: kafkajs takes other defaults when NODE_ENV is `test`, and those of `consumer()` override the client's. */
export const RETRY: RetryOptions = { initialRetryTime: 20, retries: 10, maxRetryTime: 5000 }

/** A client that prints nothing: what goes wrong is told by what throws. */
export function kafkaClient(brokers: readonly string[]): Kafka {
  calmRequestQueue()
  return new Kafka({
    clientId: 'sequor-test',
    brokers: [...brokers],
    connectionTimeout: 10_000,
    retry: RETRY,
    logLevel: logLevel.NOTHING,
  })
}

interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests: () => void
  calm?: boolean
}

/** An idle connection of kafkajs 2.2.4 sets a timer every millisecond, and a negative one at times, of which Node warns. */
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
