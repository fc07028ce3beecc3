import { describe, expect, it } from 'vitest'
import { memoryAgreements } from '../../src/adapters/memory/agreements.ts'
import { memoryDeadLetters } from '../../src/adapters/memory/dead-letters.ts'
import { memoryRewindRequests } from '../../src/adapters/memory/rewind-requests.ts'
import { Definitions } from '../../src/app/agreement.ts'
import { CorrelateLoop } from '../../src/app/correlate-loop.ts'
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
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import { serviceRules } from '../support/service/rules.ts'

const rules = serviceRules()
const SHARDS = 3
const PARTITIONS = 3
/** Lines without a stamp wait `ahead` longer. */
const LAYOUT = { ...SHORT, reorderMs: 40, disorderMs: 0, aheadMs: 50 }

/** Runs the loops over topics in memory which fail now and then, restarts them, and compares what was published. */
async function differencesAfter(
  seed: number,
  lies: number,
): Promise<{ differences: string[]; expected: number; gaps: number }> {
  const chance = seededChance(seed)
  const broker = new MemoryBroker()
  broker.create('lines', PARTITIONS)
  broker.create('matches', SHARDS)
  const keeping = { store: copyingStore(), rewinds: memoryRewindRequests() }
  let gaps = 0
  const start = async () => {
    const taggers = Array.from({ length: PARTITIONS }, (_, partition) => {
      const options = { rules, layout: LAYOUT, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false }
      return new RecordTagger({ topic: 'lines', partition }, options)
    })
    const batchSize = () => chance.between(1, 5)
    const tagLoop = new TagLoop(
      {
        reader: broker.reader('tag', batchSize),
        appender: broker.appender('matches', chance, lies),
        lookups: broker.lookups,
        clock: systemClock,
        rewinds: keeping.rewinds,
        deadLetters: memoryDeadLetters(),
      },
      {
        ...{ layout: LAYOUT, shards: SHARDS, clockErrorMs: 1, topics: ['lines'], barrierMs: 10, sliceMs: 50 },
        tag: (_, partition, record) => taggers[partition]!.tag(record),
        ...{ recordBytes: 1e6, matchBytes: 1e6, deadLetterBytes: 1e5 },
        ...{ group: 'tag', generation: 0, baseOf: () => 0 },
        newStream: () => String(chance.between(0, 1e9)),
      },
    )
    const definitions = await Definitions.agree(memoryAgreements(), rules.rules)
    const correlateLoop = new CorrelateLoop(
      {
        reader: broker.reader('correlate', batchSize),
        lookups: broker.lookups,
        recordOf: value => matchRecordOf(new TextDecoder().decode(value)),
        claim: (shard, begin) => {
          const ports = { ...keeping, publisher: broker.publisher(shard, chance), clock: systemClock }
          const topics = { incidents: () => 'incidents', state: 'state' }
          return ShardOwner.claim(
            ports,
            {
              shard,
              token: String(chance.between(0, 1e9)),
              layout: LAYOUT,
              definitions,
              topics,
              source: '/test',
              storeEveryMs: 30,
            },
            begin,
          )
        },
      },
      'matches',
    )
    const ended = (error: Error) => {
      throw error
    }
    await correlateLoop.start(ended)
    await tagLoop.start(ended)
    return async () => {
      gaps += correlateLoop.status().reduce((sum, status) => sum + status.gaps, 0)
      await tagLoop.stop()
      await correlateLoop.stop()
    }
  }
  let stop = await start()
  for (let sent = 0; sent < 120; sent++) {
    const value = `<189>${sent}: host-${chance.between(1, 4)}: %TEST-5-${chance.pick(['A', 'B', 'C', 'NOISE'])}: x`
    broker.append('lines', chance.between(0, PARTITIONS - 1), value)
    await pause(chance.between(0, 12))
    if (chance.happens(0.03)) {
      await stop()
      stop = await start()
    }
  }
  await pause(5_500)
  await stop()
  const lines = broker.records('lines').flatMap(({ topic, partition, records }) =>
    records.map(({ offset, timestampMs, value }) => ({
      ...{ topic, partition, timestampMs, key: null, value: Buffer.from(value) },
      offset: String(offset),
    })),
  )
  const expected = expectedRevisions(lines, rules, LAYOUT, Date.now() + 60_000)
  return { differences: differencesOf(expected, broker.published), expected: expected.length, gaps }
}

describe('the loops of the service publish every revision once, in order, and no other', () => {
  it.concurrent.each([1, 2, 3])(
    'over a broker that fails before and after it writes, with restarts: seed %i',
    async seed => {
      const { differences, expected } = await differencesAfter(seed, 0)
      expect(differences).toEqual([])
      expect(expected).toBeGreaterThan(10)
    },
  )

  it.concurrent.each([4, 5, 6])(
    'over one that says of some records that they are written, though they are not: seed %i',
    async seed => {
      const { differences, gaps } = await differencesAfter(seed, 0.05)
      expect(differences).toEqual([])
      expect(gaps).toBeGreaterThan(0)
    },
  )
})
