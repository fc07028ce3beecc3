import { describe, expect, it } from 'vitest'
import { memoryAgreements } from '../../src/adapters/memory/agreements.ts'
import { memoryRewindRequests } from '../../src/adapters/memory/rewind-requests.ts'
import { CorrelateLoop } from '../../src/app/correlate-loop.ts'
import { Definitions } from '../../src/app/definitions.ts'
import { recordAt } from '../../src/app/record-run.ts'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { ShardOwner } from '../../src/app/shard-owner.ts'
import { TagLoop } from '../../src/app/tag-loop.ts'
import { systemClock } from '../../src/cli/wire-service.ts'
import { matchRecordOf } from '../../src/core/match-json.ts'
import { PlainRecords } from '../../src/core/syslog/plain-records.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { copyingStore } from '../support/copying-store.ts'
import { seededChance } from '../support/seeded-random.ts'
import { pause, SHORT } from '../support/service/bench-site.ts'
import { type AppenderFaults, MemoryBroker } from '../support/service/memory-broker.ts'
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import { serviceRules } from '../support/service/rules.ts'

const rules = serviceRules()
const plain = new PlainRecords({ filter: rules.filter, zones: UTC, capacityBytes: 4_096, longestLineBytes: 4_096 })
const SHARDS = 3
const PARTITIONS = 3
/** Lines without a stamp wait `ahead` longer. */
const LAYOUT = { ...SHORT, reorderMs: 40, disorderMs: 0, aheadMs: 50 }

/** Runs the loops over topics in memory which fail now and then, restarts them, and compares what was published. */
async function differencesAfter(
  seed: number,
  { poison = 0, ...faults }: Partial<AppenderFaults> & { readonly poison?: number } = {},
): Promise<{ differences: readonly string[]; expected: number; gaps: number; buried: number }> {
  const chance = seededChance(seed)
  const broker = new MemoryBroker()
  broker.create('lines', PARTITIONS)
  broker.create('matches', SHARDS)
  const keeping = { store: copyingStore(), rewinds: memoryRewindRequests() }
  let gaps = 0
  /** Where what cannot be handled stands, by partition. */
  const poisoned = Array.from({ length: PARTITIONS }, () => new Set<number>())
  const unburied = (partition: number, below: number) => {
    const buried = new Set(broker.letters.filter(letter => letter.partition === partition).map(({ offset }) => offset))
    return [...poisoned[partition]!].filter(offset => offset < below && !buried.has(offset))
  }
  const passed: number[] = []
  broker.committing = (group, _, partition, offset) => {
    if (group === 'tag') passed.push(...unburied(partition, offset))
  }
  const start = async () => {
    const taggers = Array.from({ length: PARTITIONS }, (_, partition) => {
      const options = { rules, layout: LAYOUT, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false, plain }
      return new RecordTagger({ topic: 'lines', partition }, options)
    })
    const definitions = await Definitions.agree(memoryAgreements(), rules.rules, '')
    const batchSize = () => chance.between(1, 5)
    const tagLoop = new TagLoop(
      {
        reader: broker.reader('tag', batchSize),
        appender: broker.appender('matches', chance, { lies: 0, damages: 0, mostMatches: 1_000, ...faults }),
        lookups: broker.lookups,
        clock: systemClock,
        rewinds: keeping.rewinds,
        deadLetters: broker.deadLetters(chance),
      },
      {
        ...{ layout: LAYOUT, shards: SHARDS, clockErrorMs: 1, topics: ['lines'], barrierMs: 10, sliceMs: 50 },
        taggerOf: (_, partition) => ({
          passes: (run, index) => !isPoison(recordAt(run, index).value) && taggers[partition]!.passes(run, index),
          tag: record => {
            if (isPoison(record.value)) throw new Error('a fault of ours')
            return taggers[partition]!.tag(record)
          },
        }),
        ...{ recordBytes: 1e6, matchBytes: 1e6, deadLetterBytes: 1e5 },
        ...{ group: 'tag', generation: 0, rules: definitions.own, baseOf: () => 0 },
        newStream: () => String(chance.between(0, 1e9)),
      },
    )
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
              cursorEveryMs: 200,
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
    const code = chance.pick(['A', 'B', 'C', 'NOISE'])
    // One that no rule wants is of the form that is told by its bytes.
    const stamp = code === 'NOISE' ? 'Jul  9 13:15:29: ' : ''
    const value = `<189>${sent}: host-${chance.between(1, 4)}: ${stamp}%TEST-5-${code}: x`
    const partition = chance.between(0, PARTITIONS - 1)
    if (chance.happens(poison)) {
      const isDamaged = chance.happens(0.5)
      poisoned[partition]!.add(broker.append('lines', partition, isDamaged ? value : `${value} ${POISON}`))
      if (isDamaged) broker.damageLast('lines', partition)
    }
    broker.append('lines', partition, value)
    await pause(chance.between(0, 12))
    if (chance.happens(0.03)) {
      await stop()
      stop = await start()
    }
  }
  await pause(5_500)
  await stop()
  const lines = broker.records('lines').flatMap(({ topic, partition, records }) =>
    records
      .filter(({ value }) => !isPoison(value))
      .map(({ offset, timestampMs, value }) => ({
        ...{ topic, partition, timestampMs, key: null, value: Buffer.from(value) },
        offset: String(offset),
      })),
  )
  for (const partition of poisoned.keys()) passed.push(...unburied(partition, Number.POSITIVE_INFINITY))
  expect(passed).toEqual([])
  const expected = expectedRevisions(lines, rules, LAYOUT, Date.now() + 60_000)
  const buried = poisoned.reduce((sum, { size }) => sum + size, 0)
  return { differences: differencesOf(expected, broker.published), expected: expected.length, gaps, buried }
}

/** A line on which the tagger fails. */
const POISON = 'poison'

function isPoison(value: Uint8Array): boolean {
  return new TextDecoder().decode(value).endsWith(POISON)
}

describe('the loops of the service publish every revision once, in order, and no other', () => {
  it.concurrent.each([1, 2, 3])(
    'over a broker that fails before and after it writes, with restarts: seed %i',
    async seed => {
      const { differences, expected } = await differencesAfter(seed)
      expect(differences).toEqual([])
      expect(expected).toBeGreaterThan(10)
    },
  )

  it.concurrent('over one that says of some records that they are written, though they are not', async () => {
    const runs = await Promise.all([4, 5, 6].map(seed => differencesAfter(seed, { lies: 0.05 })))
    expect(runs.flatMap(({ differences }) => differences)).toEqual([])
    // Whether one run meets a gap is a matter of time.
    expect(runs.reduce((sum, { gaps }) => sum + gaps, 0)).toBeGreaterThan(0)
  })

  it.concurrent('over one whose records of matches cannot be read now and then, or are too large', async () => {
    const runs = await Promise.all([7, 8, 9].map(seed => differencesAfter(seed, { damages: 0.05, mostMatches: 3 })))
    expect(runs.flatMap(({ differences }) => differences)).toEqual([])
    // Whether one run meets a gap is a matter of time.
    expect(runs.reduce((sum, { gaps }) => sum + gaps, 0)).toBeGreaterThan(0)
  })

  it.concurrent.each([10, 11, 12])(
    'between lines that cannot be read and lines on which the tagger fails, each in a letter before anything goes past it: seed %i',
    async seed => {
      const { differences, expected, buried } = await differencesAfter(seed, { poison: 0.2 })
      expect(differences).toEqual([])
      expect(expected).toBeGreaterThan(10)
      expect(buried).toBeGreaterThan(10)
    },
  )
})
