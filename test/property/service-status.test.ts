import { describe, expect, it } from 'vitest'
import { memoryAgreements } from '../../src/adapters/memory/agreements.ts'
import { memoryRewindRequests } from '../../src/adapters/memory/rewind-requests.ts'
import { CorrelateLoop } from '../../src/app/correlate-loop.ts'
import { Definitions } from '../../src/app/definitions.ts'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { ShardOwner } from '../../src/app/shard-owner.ts'
import { TagLoop } from '../../src/app/tag-loop.ts'
import { systemClock } from '../../src/cli/wire-service.ts'
import { matchRecordOf } from '../../src/core/match-json.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { copyingStore } from '../support/copying-store.ts'
import { seededChance } from '../support/seeded-random.ts'
import { pause, SHORT } from '../support/service/bench-site.ts'
import { MemoryBroker } from '../support/service/memory-broker.ts'
import { serviceRules } from '../support/service/rules.ts'
import { waitUntil } from '../support/wait-until.ts'

const rules = serviceRules()
const SHARDS = 2
const PARTITIONS = 2
const LAYOUT = { ...SHORT, reorderMs: 40, disorderMs: 0, aheadMs: 50 }
const ended = (error: Error) => {
  throw error
}

/** Topics in memory, one tagger, and as many correlators as are asked for, which take shards from each other. */
async function site(seed: number) {
  const chance = seededChance(seed)
  const broker = new MemoryBroker()
  broker.create('lines', PARTITIONS)
  broker.create('matches', SHARDS)
  const keeping = { store: copyingStore(), rewinds: memoryRewindRequests() }
  const definitions = await Definitions.agree(memoryAgreements(), rules.definitions.values(), '')
  const batchSize = () => chance.between(1, 5)
  const options = {
    rules,
    layout: LAYOUT,
    zones: UTC,
    aliases: new Map<string, string>(),
    keyIsHost: false,
    plain: null,
  }
  const taggers = [0, 1].map(partition => new RecordTagger({ topic: 'lines', partition }, options))
  const tagLoop = new TagLoop(
    {
      ...{
        reader: broker.reader('tag', batchSize),
        appender: broker.appender('matches', chance, { lies: 0, damages: 0, mostMatches: 1_000 }),
      },
      ...{ lookups: broker.lookups, clock: systemClock, rewinds: keeping.rewinds },
      deadLetters: broker.deadLetters(chance),
    },
    {
      ...{ layout: LAYOUT, shards: SHARDS, clockErrorMs: 1, topics: ['lines'], barrierMs: 10, sliceMs: 50 },
      ...{ rules: definitions.own, recordBytes: 1e6, matchBytes: 1e6, deadLetterBytes: 1e5 },
      taggerOf: (_, partition) => taggers[partition]!,
      ...{ group: 'tag', generation: 0, baseOf: () => 0, newStream: () => String(chance.between(0, 1e9)) },
    },
  )
  await tagLoop.start(ended)
  const correlator = async (group: string) => {
    const claim = (shard: number, begin: number) =>
      ShardOwner.claim(
        { ...keeping, publisher: broker.publisher(shard, chance), clock: systemClock },
        {
          ...{ shard, token: String(chance.between(0, 1e9)), layout: LAYOUT, definitions, source: '/test' },
          ...{ topics: { incidents: () => 'incidents', state: 'state' }, storeEveryMs: 30, cursorEveryMs: 3_600_000 },
        },
        begin,
      )
    const recordOf = (value: Uint8Array) => matchRecordOf(new TextDecoder().decode(value))
    const reader = broker.reader(group, batchSize)
    const loop = new CorrelateLoop({ reader, lookups: broker.lookups, recordOf, claim }, 'matches')
    await loop.start(ended)
    return loop
  }
  const sendLines = async (count: number) => {
    for (let sent = 0; sent < count; sent++) {
      const value = `<189>${sent}: host-${chance.between(1, 4)}: %TEST-5-${chance.pick(['A', 'B', 'C', 'NOISE'])}: x`
      broker.append('lines', chance.between(0, PARTITIONS - 1), value)
      await pause(chance.between(0, 12))
    }
  }
  return { broker, tagLoop, taggers, correlator, sendLines }
}

describe('what the loops tell of themselves', () => {
  it('counts each revision once, whoever owned the shard, and each take-over', async () => {
    const { broker, tagLoop, correlator, sendLines } = await site(1)
    const first = await correlator('first')
    await sendLines(60)
    const second = await correlator('second')
    await sendLines(60)
    await waitUntil('one has taken over from the other', 10_000, () => first.counters.fences > 0)
    await second.stop()
    await sendLines(60)
    await tagLoop.stop()
    await first.stop()
    expect(first.counters.incidents).toBeGreaterThan(0)
    expect(second.counters.incidents).toBeGreaterThan(0)
    expect(first.counters.incidents + second.counters.incidents).toBe(broker.published.length)
  })

  it('shows how far partitions are read and promised, and shards are folded and complete', async () => {
    const { broker, tagLoop, taggers, correlator, sendLines } = await site(2)
    await sendLines(40)
    const loop = await correlator('only')
    const sizes = broker.records('lines').map(({ records }) => records.length)
    const places = () => tagLoop.status().map(({ partition, next, end }) => [partition, next, end])
    const atTheEnd = sizes.map((size, partition) => [partition, size, size])
    await waitUntil('all is read', 10_000, () => JSON.stringify(places().sort()) === JSON.stringify(atTheEnd))
    const readMs = Date.now()
    await waitUntil('all is folded', 10_000, () => {
      const shards = loop.status()
      return shards.length === SHARDS && shards.every(({ frontierMs }) => frontierMs > readMs)
    })
    for (const { position, end, windows } of loop.status()) {
      expect(end).toBeGreaterThanOrEqual(position)
      expect(windows).toBeGreaterThan(0)
    }
    const inputs = tagLoop.status()
    for (const { promiseMs } of inputs) {
      expect(promiseMs).toBeGreaterThan(readMs)
      expect(promiseMs).toBeLessThanOrEqual(Date.now() - LAYOUT.reorderMs)
    }
    expect(taggers.map(({ counters }) => counters.lines)).toEqual(sizes)
    await tagLoop.stop()
    await loop.stop()
  })
})
