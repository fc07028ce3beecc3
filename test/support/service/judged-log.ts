import { RecordTagger } from '../../../src/app/record-tagger.ts'
import { fold, foldEnd, newShardState } from '../../../src/core/fold.ts'
import { incidentJson } from '../../../src/core/incident-json.ts'
import type { KnownRules } from '../../../src/core/known-rules.ts'
import type { Frame, Layout, Match, MatchRecord } from '../../../src/core/match.ts'
import type { RuleSet } from '../../../src/core/rule-set.ts'
import { shardOf } from '../../../src/core/shard.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'
import type { ReadLine } from './oracle.ts'

/** The logs of all shards, each in its order, with the sets of rules that they name. */
export interface JudgedLog {
  readonly shards: readonly (readonly MatchRecord[])[]
  readonly sets: ReadonlyMap<string, RuleSet>
  readonly layout: Layout
}

export interface Judgement {
  /** Where a shard has not exactly what the set of rules finds that the record names, in words. */
  readonly faults: readonly string[]
  /** How many lines each set has judged, over all shards. */
  readonly lines: ReadonlyMap<string, number>
}

/**
 * Whether each line was judged once for each shard, by one set of rules. Goes by the offsets of frames alone, and tags the lines
 * again: nothing of the folds is in it.
 */
export function judgementOf(log: JudgedLog, lines: readonly ReadLine[]): Judgement {
  const faults: string[] = []
  const judged = new Map<string, number>()
  const found = matchesOf(log, lines)
  for (const [shard, records] of log.shards.entries()) {
    const next = new Map<string, number>()
    for (const { rules, frames } of records)
      for (const frame of frames) {
        const name = `${frame.topic}/${frame.partition}`
        const from = next.get(name) ?? frame.base
        if (frame.from > from || frame.to <= from) continue
        next.set(name, frame.to)
        judged.set(rules!, (judged.get(rules!) ?? 0) + frame.to - from)
        const wanted = found(rules!, name, from, frame.to).filter(
          one => shardOf(one.rule, one.group, log.shards.length) === shard,
        )
        if (textOf(takenOf(frame, from)) !== textOf(wanted))
          faults.push(
            `shard ${shard}, ${name} [${from}, ${frame.to}) by ${rules}: ${textOf(frame.matches)}, not ${textOf(wanted)}`,
          )
      }
    for (const [name, end] of endsOf(lines))
      if ((next.get(name) ?? 0) < end) faults.push(`shard ${shard} has ${name} up to ${next.get(name)}, not ${end}`)
  }
  return { faults, lines: judged }
}

function takenOf({ matches }: Frame, from: number): readonly Match[] {
  return matches.filter(({ offset }) => offset >= from)
}

function textOf(matches: readonly Match[]): string {
  return JSON.stringify(
    matches.map(({ rule, definition, key, events, offset }) => [offset, rule, definition, key, events]),
  )
}

function endsOf(lines: readonly ReadLine[]): ReadonlyMap<string, number> {
  const ends = new Map<string, number>()
  for (const { topic, partition, offset } of lines) {
    const name = `${topic}/${partition}`
    ends.set(name, Math.max(ends.get(name) ?? 0, Number(offset) + 1))
  }
  return ends
}

/** Gives the matches of a set of rules in lines [from, to) of a partition. */
function matchesOf({ sets, layout }: JudgedLog, lines: readonly ReadLine[]) {
  const byOffset = new Map(lines.map(line => [`${line.topic}/${line.partition} ${line.offset}`, line]))
  const fixed = { layout, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false, plain: null }
  return (set: string, name: string, from: number, to: number): readonly Match[] => {
    const matches: Match[] = []
    for (let offset = from; offset < to; offset++) {
      const line = byOffset.get(`${name} ${offset}`)
      if (line === undefined) continue
      const { topic, partition, timestampMs, value } = line
      const tagger = new RecordTagger({ topic, partition }, { rules: sets.get(set)!, ...fixed })
      matches.push(...tagger.tag({ offset, timestampMs, key: null, value }))
    }
    return matches
  }
}

/** Every revision that the logs give when they are folded in one piece, from their beginning. */
export function revisionsOf({ shards, sets, layout }: JudgedLog, endMs: number): readonly string[] {
  const definitions = new Map([...sets.values()].flatMap(set => [...set.definitions]))
  const ruleSets = new Map(
    [...sets].map(([hash, set]): [string, KnownRules] => [
      hash,
      { definitions: new Set(set.definitions.keys()), site: 'the same' },
    ]),
  )
  const context = { definitions, ruleSets, replay: false, observe: null }
  return shards.flatMap(records => {
    const state = newShardState(layout)
    const outputs = records.flatMap(record => fold(state, record, context))
    return [...outputs, ...foldEnd(state, endMs, context)].map(({ incident }) => incidentJson(incident))
  })
}
