import { RecordTagger } from '../../../src/app/record-tagger.ts'
import { fold, foldEnd, newShardState } from '../../../src/core/fold.ts'
import { incidentJson } from '../../../src/core/incident-json.ts'
import type { Layout } from '../../../src/core/match.ts'
import { compareOutputs } from '../../../src/core/order.ts'
import type { RuleSet } from '../../../src/core/rule-set.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'
import type { TopicRecord } from '../kafka/read-topics.ts'

/** A line as it stands in its topic. */
export type ReadLine = Pick<TopicRecord, 'topic' | 'partition' | 'offset' | 'timestampMs' | 'value'>

/** What the lines imply, as they were read back: every revision, by incident, in the order of revisions. */
export function expectedRevisions(lines: readonly ReadLine[], rules: RuleSet, layout: Layout, endMs: number): string[] {
  const partitions = Map.groupBy(lines, ({ topic, partition }) => `${topic}/${partition}`)
  const state = newShardState(layout)
  const context = { definitions: rules.definitions, replay: false, observe: null }
  const frames = [...partitions.values()].map(records => {
    const { topic, partition } = records[0]!
    const options = { rules, layout, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false, plain: null }
    const tagger = new RecordTagger({ topic, partition }, options)
    const matches = records.flatMap(({ offset, timestampMs, value }) =>
      tagger.tag({ offset: Number(offset), timestampMs, key: null, value }),
    )
    const place = { topic, partition, stream: 'oracle', base: 0, from: 0 }
    return { ...place, to: Number(records.at(-1)!.offset) + 1, promise: Number.NEGATIVE_INFINITY, matches }
  })
  const outputs = [
    ...fold(state, { generation: 0, partitions: {}, frames }, context),
    ...foldEnd(state, endMs, context),
  ]
  return outputs.sort(compareOutputs).map(({ incident }) => incidentJson(incident))
}

/** How what was published differs from what the lines imply, each in words. */
export interface Verdict {
  readonly missing: readonly string[]
  /** A revision that stands there more than once. */
  readonly doubled: readonly string[]
  /** What no line implies: an incident or a revision that there is none of, or one that says something else. */
  readonly foreign: readonly string[]
  /** Revisions that do not follow the one before. */
  readonly disorder: readonly string[]
}

export function judge(expected: readonly string[], published: readonly string[]): Verdict {
  const nameOf = (json: string) => {
    const { id, revision } = JSON.parse(json) as { id: string; revision: number }
    return `${id}:${revision}`
  }
  const wanted = new Map(expected.map(json => [nameOf(json), json]))
  const found = Map.groupBy(published, nameOf)
  return {
    missing: [...wanted].filter(([name]) => !found.has(name)).map(([, json]) => `missing: ${json}`),
    doubled: [...found.values()]
      .filter(copies => copies.length > 1)
      .map(copies => `${copies.length} times instead of once: ${copies[0]}`),
    foreign: [...found]
      .filter(([name, [json]]) => wanted.get(name) !== json)
      .map(([name, [json]]) => `foreign: ${json}\ninstead of ${wanted.get(name) ?? 'nothing'}`),
    disorder: disorder(published),
  }
}

/** What differs, in words; empty if the two are the same, each revision once and in the order of its incident. */
export function differencesOf(expected: readonly string[], published: readonly string[]): readonly string[] {
  return Object.values(judge(expected, published)).flat()
}

function disorder(published: readonly string[]): string[] {
  const revisions = new Map<string, number>()
  return published.flatMap(json => {
    const { id, revision } = JSON.parse(json) as { id: string; revision: number }
    const before = revisions.get(id) ?? 0
    revisions.set(id, revision)
    return revision === before + 1 ? [] : [`revision ${revision} of ${id} stands behind ${before}`]
  })
}
