import { matchAppender } from '../../src/adapters/kafka/match-appender.ts'
import { shardPublisher } from '../../src/adapters/kafka/shard-publisher.ts'
import { type AgreedLayout, agreeOnBases, type Start } from '../../src/app/agreement.ts'
import { CorrelateLoop } from '../../src/app/correlate-loop.ts'
import type { DeadLetter } from '../../src/app/dead-letter.ts'
import { Definitions } from '../../src/app/definitions.ts'
import { recordAt } from '../../src/app/record-run.ts'
import { type LineRecord, RecordTagger } from '../../src/app/record-tagger.ts'
import { ShardOwner } from '../../src/app/shard-owner.ts'
import { TagLoop } from '../../src/app/tag-loop.ts'
import { matchRecordOf } from '../../src/core/match-json.ts'
import type { RuleSet } from '../../src/core/rule-set.ts'
import { PlainRecords } from '../../src/core/syslog/plain-records.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import type { Chance } from '../support/seeded-random.ts'
import type { Cluster } from './cluster.ts'
import type { SimGroup } from './sim-group.ts'
import { simAgreements, simDeadLetters, simKafka, simLookups } from './sim-kafka.ts'
import type { SimProcess } from './sim-process.ts'
import { SimReader } from './sim-reader.ts'
import { type KeptShards, simRewinds, simStore } from './sim-store.ts'

/** What all processes of a site share. */
export interface Site {
  readonly chance: Chance
  readonly cluster: Cluster
  readonly groups: { readonly tag: SimGroup; readonly correlate: SimGroup }
  readonly kept: KeptShards
  readonly agreed: Map<string, string>
  readonly letters: DeadLetter[]
  readonly layout: AgreedLayout
  readonly start: Start
  readonly barrierMs: number
  readonly cursorEveryMs: number
  /** As much as brokers take of a record of matches. */
  readonly mostBytes: number
}

export interface SimService {
  readonly tagLoop: TagLoop
  readonly correlateLoop: CorrelateLoop
  readonly stop: () => Promise<void>
}

/** A line on which the tagger fails. */
export const POISON = 'poison'
const PUBLISHED = 'published'

/** Starts what `src/cli/wire-service.ts` starts, over a world in memory. `ended` is told if it dies. */
export async function startSimService(
  process: SimProcess,
  site: Site,
  rules: RuleSet,
  ended: (error: Error) => void,
): Promise<SimService> {
  const { cluster, kept, layout, chance, groups } = site
  const kafka = simKafka(process, cluster, site)
  const lookups = simLookups(process, cluster)
  const agreements = simAgreements(process, site.agreed)
  const keeping = { store: simStore(process, kept), rewinds: simRewinds(process, kept) }
  const bases = await agreeOnBases(agreements, lookups, 'lines', site.start)
  const definitions = await Definitions.agree(agreements, rules.definitions.values(), '')
  const name = () => String(chance.between(0, 1e9))
  const claim = (shard: number, begin: number) => {
    const names = { transactionalId: `shard-${shard}`, cursorGroup: PUBLISHED, matchesTopic: 'matches', shard }
    const publisher = shardPublisher(kafka, lookups, {
      ...names,
      counts: new Map(Object.entries({ incidents: 2, state: 2 })),
    })
    const topics = { incidents: () => 'incidents', state: 'state' }
    const own = { shard, token: name(), layout, definitions, topics, source: '/sim' }
    const options = { ...own, storeEveryMs: 200, cursorEveryMs: site.cursorEveryMs }
    return ShardOwner.claim({ ...keeping, publisher, clock: process.clock }, options, begin)
  }
  const recordOf = (value: Uint8Array) => matchRecordOf(new TextDecoder().decode(value))
  const readerOf = (group: SimGroup, topic: string) => new SimReader(process, cluster, group, { topic, chance })
  const correlateLoop = new CorrelateLoop(
    { reader: readerOf(groups.correlate, 'matches'), lookups, recordOf, claim },
    'matches',
  )
  const tagging = { rules, layout, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false }
  const plain = new PlainRecords({ filter: rules.filter, zones: UTC, capacityBytes: 4_096, longestLineBytes: 4_096 })
  const tagLoop = new TagLoop(
    {
      ...{ reader: readerOf(groups.tag, 'lines'), appender: await matchAppender(kafka, 'matches') },
      ...{ lookups, clock: process.clock, rewinds: keeping.rewinds },
      deadLetters: simDeadLetters(process, site.letters),
    },
    {
      ...{ layout, shards: layout.shards, clockErrorMs: layout.clockErrorMs, topics: ['lines'], generation: 0 },
      ...{ barrierMs: site.barrierMs, sliceMs: 50, recordBytes: 1e6, matchBytes: 1e6, deadLetterBytes: 1e5 },
      ...{ group: 'tag', rules: definitions.own, newStream: name },
      baseOf: (_, partition) => bases[partition] ?? 0,
      taggerOf: (topic, partition) => {
        const tagger = new RecordTagger({ topic, partition }, { ...tagging, plain })
        return {
          passes: (run, index) => !isPoison(recordAt(run, index)) && tagger.passes(run, index),
          tag: record => {
            if (isPoison(record)) throw new Error('a fault of ours')
            return tagger.tag(record)
          },
        }
      },
    },
  )
  await correlateLoop.start(ended)
  await tagLoop.start(ended)
  const stop = async () => {
    await tagLoop.stop()
    await correlateLoop.stop()
  }
  return { tagLoop, correlateLoop, stop }
}

function isPoison({ value }: LineRecord): boolean {
  return new TextDecoder().decode(value).endsWith(POISON)
}
