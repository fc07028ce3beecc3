import { memoryAgreements } from '../../src/adapters/memory/agreements.ts'
import type { Chance } from '../support/seeded-random.ts'
import { MemoryBroker } from '../support/service/memory-broker.ts'
import { describeServicePorts } from './service-ports.ts'

/** Nothing fails. */
const never = { happens: () => false } as unknown as Chance
const FAULTS = { lies: 0, damages: 0, mostMatches: 4_000 }

const broker = new MemoryBroker()
/** All processes share one memory, and one test alone agrees on something. */
const agreements = memoryAgreements()
let topics = 0

describeServicePorts('in memory', () => ({
  lookups: broker.lookups,
  topic: async partitions => {
    const topic = `topic-${++topics}`
    broker.create(topic, partitions)
    return topic
  },
  send: async (topic, partition, value) => void broker.append(topic, partition, value),
  reader: group => broker.reader(group, () => 2),
  appender: async topic => broker.appender(topic, never, FAULTS),
  publisher: () => broker.publisher(0, never),
  agreements: async () => agreements,
}))
