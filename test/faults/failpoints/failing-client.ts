import type { Kafka, Producer } from 'kafkajs'
import * as client from '../../../src/adapters/kafka/client.ts'
import { reach } from './points.ts'

export function kafkaClient(...asked: Parameters<typeof client.kafkaClient>): ReturnType<typeof client.kafkaClient> {
  const kafka = client.kafkaClient(...asked)
  const producerOf = kafka.producer.bind(kafka)
  kafka.producer = options => {
    const producer = producerOf(options)
    // That of the agreements publishes nothing.
    return options?.transactionalId?.includes('-g1-') ? failing(producer) : producer
  }
  return kafka
}

function failing(producer: Producer): ReturnType<Kafka['producer']> {
  const begin = producer.transaction.bind(producer)
  return Object.assign(producer, {
    transaction: async () => {
      const transaction = await begin()
      const commit = transaction.commit.bind(transaction)
      return Object.assign(transaction, {
        commit: async () => {
          reach('before EndTxn')
          await commit()
          reach('after EndTxn')
        },
      })
    },
  })
}
