import { expect, it } from 'vitest'
import { memoryRewindRequests } from '../../src/adapters/memory/rewind-requests.ts'
import { RecordTaggers } from '../../src/app/record-taggers.ts'
import { TagLoop } from '../../src/app/tag-loop.ts'
import { systemClock } from '../../src/cli/wire-service.ts'
import { matchRecordOf } from '../../src/core/match-json.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { seededChance } from '../support/seeded-random.ts'
import { pause, SHORT } from '../support/service/bench-site.ts'
import { judgementOf } from '../support/service/judged-log.ts'
import { MemoryBroker } from '../support/service/memory-broker.ts'
import { CHANGED_RULES, rulesIn, SERVICE_RULES } from '../support/service/rules.ts'

const SETS = new Map([
  ['before', rulesIn(SERVICE_RULES)],
  ['behind', rulesIn(CHANGED_RULES)],
])
const SHARDS = 3
const PARTITIONS = 2

/** Tags lines over a broker that fails, by one set of rules and by the other, with restarts, and gives what became of the lines. */
async function judgementAfter(seed: number) {
  const chance = seededChance(seed)
  const broker = new MemoryBroker()
  broker.create('lines', PARTITIONS)
  broker.create('matches', SHARDS)
  const start = async () => {
    const hash = chance.pick([...SETS.keys()])
    const fixed = { layout: SHORT, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false }
    const taggers = new RecordTaggers({ rules: SETS.get(hash)!, ...fixed })
    const loop = new TagLoop(
      {
        reader: broker.reader('tag', () => chance.between(1, 5)),
        appender: broker.appender('matches', chance, { lies: 0, damages: 0, mostMatches: 1_000 }),
        lookups: broker.lookups,
        clock: systemClock,
        rewinds: memoryRewindRequests(),
        deadLetters: broker.deadLetters(chance),
      },
      {
        ...{ layout: SHORT, shards: SHARDS, clockErrorMs: 1, topics: ['lines'], barrierMs: 10, sliceMs: 50 },
        ...{ recordBytes: 1e6, matchBytes: 1e6, deadLetterBytes: 1e5, group: 'tag', generation: 0, rules: hash },
        baseOf: () => 0,
        newStream: () => String(chance.between(0, 1e9)),
        taggerOf: (topic, partition) => taggers.of(topic, partition),
      },
    )
    await loop.start(error => {
      throw error
    })
    const change = (other: string) => loop.useRules(other, () => taggers.use(SETS.get(other)!))
    return { change, stop: () => loop.stop() }
  }
  let running = await start()
  const changing: Promise<void>[] = []
  for (let sent = 0; sent < 200; sent++) {
    const value = `<189>${sent}: host-${chance.between(1, 4)}: %TEST-5-${chance.pick(['A', 'B', 'C'])}: x`
    broker.append('lines', chance.between(0, PARTITIONS - 1), value)
    if (chance.happens(0.3)) await pause(chance.between(0, 12))
    if (chance.happens(0.1)) changing.push(running.change(chance.pick([...SETS.keys()])))
    if (!chance.happens(0.03)) continue
    await running.stop()
    running = await start()
  }
  await pause(1_500)
  await running.stop()
  await Promise.allSettled(changing)
  const lines = broker.records('lines').flatMap(({ topic, partition, records }) =>
    records.map(({ offset, timestampMs, value }) => ({
      ...{ topic, partition, timestampMs, offset: String(offset), key: null, value: Buffer.from(value) },
    })),
  )
  const shards = broker
    .records('matches')
    .map(({ records }) => records.map(({ value }) => matchRecordOf(Buffer.from(value).toString())!))
  return judgementOf({ shards, sets: SETS, layout: SHORT }, lines)
}

it.concurrent.each([1, 2, 3, 4])(
  'lines are judged once a shard, by the set that their record names, while rules change over a broker that fails: seed %i',
  async seed => {
    const { faults, lines } = await judgementAfter(seed)
    expect(faults).toEqual([])
    for (const set of SETS.keys()) expect(lines.get(set)).toBeGreaterThan(50)
  },
)
