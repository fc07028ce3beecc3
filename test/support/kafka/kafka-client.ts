import { Kafka, logLevel } from 'kafkajs'
import { RETRY } from '../../../src/adapters/kafka/client.ts'
import { calmRequestQueue } from '../../../src/adapters/kafka/request-queue.ts'

export { RETRY }

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
