import type { DeadLetter } from '../../src/app/dead-letter.ts'
import { outgoingOf } from '../../src/app/outgoing.ts'
import { fold, newShardState } from '../../src/core/fold.ts'
import type { KnownRules } from '../../src/core/known-rules.ts'
import type { Layout } from '../../src/core/match.ts'
import { matchRecordOf } from '../../src/core/match-json.ts'
import { differencesOf, expectedRevisions } from '../support/service/oracle.ts'
import type { Cluster, KeptRecord } from './cluster.ts'
import type { Dangers } from './faults.ts'
import { SIM_RULES } from './sim-rules.ts'
import { POISON } from './sim-service.ts'

/** What has come of a world. */
export interface Ended {
  readonly cluster: Cluster
  readonly agreed: ReadonlyMap<string, string>
  readonly letters: readonly DeadLetter[]
  readonly dangers: Dangers
  readonly layout: Layout
  /** Of each partition of lines, those that were deleted and may not have been read, as `PARTITION/OFFSET`. */
  readonly unread: ReadonlySet<string>
  readonly endMs: number
}

/** What is not as it should be, in words; and what there was of it. */
export interface Verdict {
  readonly failures: readonly string[]
  readonly revisions: number
  readonly late: number
  readonly gaps: number
}

const TOPICS = { incidents: () => 'incidents', state: 'state' }

/**
 * Holds what was published against the lines, and against the log of matches: two ways of which the first knows nothing of taggers, and
 * the second nothing of owners.
 */
export function judge(ended: Ended): Verdict {
  const { cluster, dangers } = ended
  const published = cluster.logs('incidents').flatMap(({ records }) => records.map(textOf))
  const again = foldedAgain(ended)
  const isJudged = judgedBy(ended)
  const failures = [
    ...differencesOf(expectedOf(ended).filter(isJudged), published.filter(isJudged)).map(
      text => `by the lines: ${text}`,
    ),
    ...differencesOf(again.revisions, published).map(text => `by the matches: ${text}`),
    ...openDifferences(cluster),
    ...letterDifferences(ended),
  ]
  if (again.late > 0) failures.push(`${again.late} matches were late`)
  if (again.gaps > 0 && !dangers.lies) failures.push(`${again.gaps} gaps, and nothing was lost`)
  return { failures, revisions: published.length, late: again.late, gaps: again.gaps }
}

function textOf({ value }: KeptRecord): string {
  return new TextDecoder().decode(value!)
}

function isPoison(record: KeptRecord): boolean {
  return record.isBroken || textOf(record).endsWith(POISON)
}

/** The lines from where their partitions begin. */
function linesOf({ cluster, agreed }: Ended) {
  const bases = JSON.parse(agreed.get('base/lines') ?? '[]') as number[]
  return cluster
    .logs('lines')
    .flatMap(({ records }, partition) =>
      records.filter(({ offset }) => offset >= (bases[partition] ?? 0)).map(record => ({ partition, record })),
    )
}

function expectedOf(ended: Ended): string[] {
  const lines = linesOf(ended)
    .filter(({ record }) => !isPoison(record))
    .map(({ partition, record: { offset, timestampMs, value } }) => ({
      ...{ topic: 'lines', partition, timestampMs },
      ...{ offset: String(offset), value: Buffer.from(value!) },
    }))
  return expectedRevisions(lines, SIM_RULES[0], ended.layout, ended.endMs)
}

interface Named {
  readonly rule: { readonly id: string }
  readonly key: Readonly<Record<string, string>>
}

/** Which revisions the lines decide: not those of a rule that not every line was held against, nor of a key that lost lines. */
function judgedBy({ cluster, unread }: Ended): (json: string) => boolean {
  const known = new Set(SIM_RULES[0].rules.map(({ id }) => id))
  const lost = cluster
    .logs('lines')
    .flatMap(({ records }, partition) =>
      records.filter(({ offset }) => unread.has(`${partition}/${offset}`)).map(textOf),
    )
  const touched = new Set(lost.flatMap(text => / (host-\d+):/.exec(text)?.[1] ?? []))
  return json => {
    const { rule, key } = JSON.parse(json) as Named
    const host = key['host']
    return known.has(rule.id) && (host === undefined ? lost.length === 0 : !touched.has(host))
  }
}

/** What one owner finds that nothing ever happens to. */
function foldedAgain({ cluster, agreed, layout }: Ended) {
  const definitions = new Map(SIM_RULES.flatMap(rules => [...rules.definitions]))
  const ruleSets = new Map<string, KnownRules>()
  for (const [name, value] of agreed) {
    if (!name.startsWith('rules/')) continue
    const written = JSON.parse(value) as { readonly definitions: string[]; readonly site: string }
    ruleSets.set(name.slice('rules/'.length), { definitions: new Set(written.definitions), site: written.site })
  }
  const context = { definitions, ruleSets, replay: false, observe: null }
  const sum = { revisions: [] as string[], late: 0, gaps: 0 }
  for (const { records } of cluster.logs('matches')) {
    const state = newShardState(layout)
    for (const record of records) {
      const read = record.isBroken ? null : matchRecordOf(textOf(record))
      const outputs = read === null ? [] : fold(state, read, context)
      const outgoing = outgoingOf(outputs, TOPICS, '/sim').filter(({ topic }) => topic === 'incidents')
      sum.revisions.push(...outgoing.map(({ value }) => value!))
    }
    sum.late += state.counters.late
    sum.gaps += state.counters.gaps
  }
  return sum
}

/** The compacted topic must hold of each key what was published of it last, if that is open. */
function openDifferences(cluster: Cluster): string[] {
  const newest = new Map<string, string>()
  for (const { records } of cluster.logs('state'))
    for (const record of records) newest.set(record.key!, record.value === null ? '' : textOf(record))
  const wanted = new Map<string, string>()
  for (const { records } of cluster.logs('incidents'))
    for (const record of records) {
      const text = textOf(record)
      const { outcome, state } = JSON.parse(text) as { readonly outcome: string; readonly state: string }
      if (outcome !== 'met') wanted.set(record.key!, state === 'open' ? text : '')
    }
  return [...new Set([...newest.keys(), ...wanted.keys()])]
    .filter(key => newest.get(key) !== wanted.get(key))
    .map(key => `${key} is said to be ${newest.get(key)}\ninstead of ${wanted.get(key)}`)
}

function letterDifferences(ended: Ended): string[] {
  const lines = linesOf(ended).map(({ partition, record }) => ({ name: `${partition}/${record.offset}`, record }))
  const wanted = new Set(lines.filter(({ record }) => isPoison(record)).map(({ name }) => name))
  const written = new Set(ended.letters.map(({ partition, offset }) => `${partition}/${offset}`))
  return [
    ...[...wanted].filter(name => !written.has(name) && !ended.unread.has(name)).map(name => `no letter about ${name}`),
    ...[...written].filter(name => !wanted.has(name)).map(name => `a letter about ${name}`),
  ]
}
