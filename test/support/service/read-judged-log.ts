import { topicLookups } from '../../../src/adapters/kafka/lookups.ts'
import { matchesTopic } from '../../../src/app/topics.ts'
import { matchRecordOf } from '../../../src/core/match-json.ts'
import type { RuleSet } from '../../../src/core/rule-set.ts'
import { readTopics, type TopicRecord } from '../kafka/read-topics.ts'
import { SHORT, type Site } from './bench-site.ts'
import type { JudgedLog } from './judged-log.ts'

/** The logs of all shards of a site at which nothing runs any more, where each set of rules is one of these. */
export async function readJudgedLog(site: Site, candidates: readonly RuleSet[]): Promise<JudgedLog> {
  const topic = matchesTopic(site.namespace)
  const control = `${site.namespace}.control`
  const records = await readWhole(site, topic)
  const ordered = records.toSorted((a, b) => Number(a.offset) - Number(b.offset))
  const parts = [...Map.groupBy(ordered, ({ partition }) => partition)].sort(([a], [b]) => a - b)
  const shards = parts.map(([, part]) => part.map(({ value }) => matchRecordOf(value.toString())!))
  const written = await readWhole(site, control)
  const sets = written.flatMap(({ key, value }): [string, RuleSet][] => {
    if (key?.startsWith('rules/') !== true) return []
    const { definitions } = JSON.parse(value.toString()) as { definitions: readonly string[] }
    const set = candidates.find(one => [...one.definitions.keys()].sort().join() === definitions.join())
    if (set === undefined) throw new Error(`${key} is none of the sets of this test`)
    return [[key.slice('rules/'.length), set]]
  })
  return { shards, sets: new Map(sets), layout: SHORT }
}

/** Up to where it ends now; of a topic with transactions their markers count as read. */
export async function readWhole(site: Site, topic: string): Promise<TopicRecord[]> {
  const admin = site.kafka.admin()
  await admin.connect()
  const bounds = await topicLookups(admin).bounds(topic)
  await admin.disconnect()
  let before = -1
  let sinceMs = Date.now()
  return readTopics(site.kafka, {
    topics: [topic],
    withinMs: 60_000,
    isAll: read => {
      if (read.length !== before) sinceMs = Date.now()
      before = read.length
      const isQuiet = Date.now() - sinceMs > 3_000
      return bounds.every(({ end }, partition) => {
        const last = read.findLast(one => one.partition === partition)
        return Number(last?.offset ?? -1) + 1 >= end || (isQuiet && read.length > 0)
      })
    },
  })
}
