import type { Kafka, Message, ProducerConfig } from 'kafkajs'
import type { DeadLetter } from '../../src/app/dead-letter.ts'
import type { Agreements, DeadLetters, TopicLookups } from '../../src/app/service-ports.ts'
import { BrokerError, type Cluster, type NewRecord, positionName } from './cluster.ts'
import type { IoFault } from './faults.ts'
import type { SimProcess } from './sim-process.ts'

interface Sending {
  readonly topic: string
  readonly messages: readonly Message[]
}

/** As many bytes brokers take of a record; small, so that records are halved. */
export interface SimKafkaOptions {
  readonly mostBytes: number
}

/**
 * The producers of kafkajs, as far as our adapters use them: requests of a process to the cluster. Reading is not among it: that
 * client has timers of its own.
 */
export function simKafka(process: SimProcess, cluster: Cluster, { mostBytes }: SimKafkaOptions): Kafka {
  const producer = ({ transactionalId }: ProducerConfig = {}) => {
    const connection = { connect: async () => {}, disconnect: async () => {} }
    if (transactionalId === undefined) return { ...connection, send: plainSend }
    let epoch: number | null = null
    const transaction = async () => {
      epoch ??= await process.ask('init', transactionalId, { effect: () => cluster.initProducer(transactionalId) })
      return transactionOf(transactionalId, epoch)
    }
    return { ...connection, transaction }
  }
  const plainSend = ({ topic, messages }: Sending) => {
    const { partition, value } = messages[0] as { partition: number; value: Buffer }
    const append = (more: Partial<NewRecord> = {}) => {
      if (value.length > mostBytes) throw new BrokerError('MESSAGE_TOO_LARGE')
      const baseOffset = String(cluster.append(topic, partition, { key: null, value, ...more }))
      return [{ topicName: topic, partition, errorCode: 0, baseOffset }]
    }
    const faulty = (fault: IoFault) => {
      if (fault === 'unconfirmed') return []
      if (fault === 'twice') append()
      return append({ isBroken: fault === 'damaged' })
    }
    const lie = [{ topicName: topic, partition, errorCode: 0, baseOffset: '0' }]
    return process.ask('append', `${topic}/${partition} ${String(value)}`, { effect: append, lie, faulty })
  }
  const transactionOf = (id: string, epoch: number) => ({
    send: ({ topic, messages }: Sending) =>
      process.ask('send', `${id}#${epoch} ${topic} ${messages.map(({ key }) => key).join(' ')}`, {
        effect: () => {
          const { records } = cluster.transactionOf(id, epoch)
          for (const { key, value, partition } of messages) {
            const record = { key: String(key), value: value === null ? null : Buffer.from(value) }
            records.push({ topic, partition: partition!, record })
          }
          return [{ topicName: topic, partition: messages[0]!.partition, errorCode: 0, baseOffset: '0' }]
        },
      }),
    sendOffsets: ({ consumerGroupId, topics }: Offsets) =>
      process.ask('offsets', `${id}#${epoch} ${JSON.stringify(topics)}`, {
        effect: () => {
          const { positions } = cluster.transactionOf(id, epoch)
          for (const { topic, partitions } of topics)
            for (const { partition, offset } of partitions)
              positions.set(positionName(consumerGroupId, topic, partition), Number(offset))
        },
      }),
    commit: () => end(id, epoch, true),
    abort: () => end(id, epoch, false),
  })
  const end = (id: string, epoch: number, isCommit: boolean) =>
    process.ask(isCommit ? 'commit' : 'abort', `${id}#${epoch}`, {
      effect: () => cluster.endTransaction(id, epoch, isCommit),
    })
  return { producer } as unknown as Kafka
}

interface Offsets {
  readonly consumerGroupId: string
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
  }[]
}

export function simLookups(process: SimProcess, cluster: Cluster): TopicLookups {
  const ask = <T>(what: string, effect: () => T) => process.ask('lookup', what, { effect })
  return {
    counts: topics => ask('counts', () => Object.fromEntries(topics.map(topic => [topic, cluster.logs(topic).length]))),
    bounds: topic =>
      ask(`bounds ${topic}`, () => cluster.logs(topic).map(log => ({ begin: log.begin, end: cluster.endOf(log) }))),
    since: async () => {
      throw new Error('not asked')
    },
    committed: (group, topic) =>
      ask(`committed ${group} ${topic}`, () =>
        cluster.logs(topic).map((_, partition) => cluster.positions.get(positionName(group, topic, partition)) ?? null),
      ),
  }
}

/** Each name written once; a process knows what it has read. */
export function simAgreements(process: SimProcess, agreed: Map<string, string>): Agreements {
  let known = new Map<string, string>()
  const read = () => {
    known = new Map(agreed)
  }
  return {
    get: name => known.get(name),
    refresh: () => process.ask('control', 'refresh', { effect: read }),
    settle: values =>
      process.ask('control', `settle ${[...values.keys()].join(' ')}`, {
        effect: () => {
          for (const [name, value] of values) if (!agreed.has(name)) agreed.set(name, value)
          read()
        },
      }),
  }
}

export function simDeadLetters(process: SimProcess, letters: DeadLetter[]): DeadLetters {
  return {
    write: letter =>
      process.ask('letter', `${letter.topic}/${letter.partition} ${letter.offset}`, {
        effect: () => void letters.push(letter),
      }),
  }
}
