import { memoryShardStore } from '../../src/adapters/memory/shard-store.ts'
import { copyingStore } from '../support/copying-store.ts'
import { describeShardStore } from './shard-store.ts'

const memory = memoryShardStore()
const copying = copyingStore()

describeShardStore('in memory', () => memory, false)
describeShardStore('in memory that keeps copies', () => copying)
