import { isDeepStrictEqual } from 'node:util'
import type { Incident } from '../../../src/core/incident.ts'
import type { Layout } from '../../../src/core/match.ts'
import type { RuleSet } from '../../../src/core/rule-set.ts'
import { JUDGED, judge, type ReferenceLine, type ReferenceRevision } from '../reference.ts'
import { revisionOf } from '../run-log.ts'
import type { ReadLine } from './oracle.ts'

/** `<189>COUNTER: HOST: [STAMP: ]%CODE: TEXT`, as the sites of tests send it; the counter is that of a relay's connection, and tells no two lines apart. */
const LINE = /^<189>\d+: ([\w-]+): (?:(\w{3} [ \d]\d [\d:.]+): )?%(TEST-5-(\w+)): (.*)$/

/**
 * Where the expected revisions of rules that the reference knows are not what it makes of the lines, in words: it has neither the
 * parser nor the fold of the product.
 */
export function doubtsOf(
  expected: readonly string[],
  lines: readonly ReadLine[],
  { rules, layout, endMs }: { readonly rules: RuleSet; readonly layout: Layout; readonly endMs: number },
): readonly string[] {
  const known = rules.rules.filter(({ pattern }) => JUDGED.some(kind => kind === pattern.kind))
  const again = judge(
    lines.flatMap(line => known.flatMap(rule => referenceLine(line, rule))),
    layout,
    endMs,
  )
  const ids = new Set(known.map(({ id }) => id))
  const incidents = expected.map(json => JSON.parse(json) as Incident).filter(({ rule }) => ids.has(rule.id))
  const nameOf = ({ id, revision }: ReferenceRevision) => `${id}:${revision}`
  const left = new Map(again.map(one => [nameOf(one), one]))
  const doubts: string[] = []
  for (const incident of incidents) {
    const one = revisionOf({ incident })
    const other = left.get(nameOf(one))
    left.delete(nameOf(one))
    if (!isDeepStrictEqual(one, other))
      doubts.push(`the reference has ${JSON.stringify(other)}\ninstead of ${JSON.stringify(one)}`)
  }
  return [...doubts, ...[...left.values()].map(one => `only the reference has ${JSON.stringify(one)}`)]
}

function referenceLine(line: ReadLine, rule: ReferenceLine['rule']): ReferenceLine[] {
  const found = LINE.exec(line.value.toString())
  if (found === null) return []
  const [, host, stamp, code, event, text] = found as unknown as readonly string[]
  const name = event!.toLowerCase()
  if (!rule.events.some(one => one.name === name)) return []
  const arrival = line.timestampMs
  const stampMs = stamp === undefined ? null : Date.parse(`${new Date(arrival).getUTCFullYear()} ${stamp} UTC`)
  const { topic, partition, offset } = line
  return [
    {
      ...{ rule, key: [host!], group: [host!], events: [name], topic, partition, offset: Number(offset) },
      ...{ arrival, stampMs, resolutionMs: 0, shiftMs: 0, unset: false },
      ...{ host: host!, code: code!, text: text!, sequence: null },
    },
  ]
}
