import type { InputStatus, RuleChangeStatus, ServiceStatus, ShardStatus, TaggedStatus } from './service-status.ts'

/** All that metrics are read from. */
export interface Observed {
  /** When it was observed, in ms since the epoch. */
  readonly nowMs: number
  /** Null while the service is starting. */
  readonly service: ServiceStatus | null
  /** How often calls to Redis were kept waiting, by what. */
  readonly hindrances: Readonly<Record<string, number>>
  readonly ruleChanges: RuleChangeStatus
  readonly process: ProcessStatus
}

export interface ProcessStatus {
  /** In ms since the epoch. */
  readonly startedMs: number
  readonly version: string
  readonly nodeVersion: string
  /** Used by objects of JavaScript, and by the whole process. */
  readonly heapBytes: number
  readonly residentBytes: number
  /** Null if nothing was measured since it was last asked for. */
  readonly loopDelayP99Ms: number | null
}

export interface Reading {
  readonly value: number
  readonly attributes: Readonly<Record<string, string>>
}

/** A metric. Its attributes are partitions, shards and short lists: never hosts, keys or rules, of which there may be any number. */
export interface Instrument {
  /** In the form of OpenTelemetry: `sequor.input.hold_back` */
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  /** Of UCUM: `s`, `By`; in braces what is counted; empty for what has none. */
  readonly unit: string
  readonly description: string
  readonly attributes: readonly string[]
  readonly read: (observed: Observed) => readonly Reading[]
}

type Meaning = Pick<Instrument, 'name' | 'kind' | 'unit' | 'description'>
/** A value that is not known yet is null or infinite, and is not shown. */
type Value = number | null

const seconds = (ms: number) => ms / 1_000

/** All metrics there are, for OpenTelemetry, for Prometheus and for the table of docs/operating.md. */
export const INSTRUMENTS: readonly Instrument[] = [
  ofTagged(counter('sequor.input.records', '{record}', 'Records that were read.'), ({ records }) => records),
  ofTagged(counter('sequor.input.lines', '{line}', 'Lines in them.'), ({ lines }) => lines),
  ofTagged(counter('sequor.input.matches', '{match}', 'Matches that were found in them.'), ({ matches }) => matches),
  ofTagged(
    counter('sequor.input.missing_key', '{line}', 'Lines that are an event of a rule, but lack what its key names.'),
    ({ missingKey }) => missingKey,
  ),
  ofTagged(
    counter('sequor.input.judged', '{line}', 'Lines that may be an event of a rule, and were read whole.'),
    ({ judged }) => judged,
  ),
  ofTagged(
    counter(
      'sequor.input.stale_time',
      '{line}',
      "Those of them whose device's time is an hour or more behind their arrival.",
    ),
    ({ staleTime }) => staleTime,
  ),
  ofInput(
    gauge('sequor.input.lag', '{record}', 'Records that are there and not read yet.'),
    ({ next, end }) => end - next,
  ),
  ofInput(
    gauge(
      'sequor.input.hold_back',
      's',
      'How far what is promised of the partition is behind the clock. Absences are told so much later.',
    ),
    ({ promiseMs }, nowMs) => seconds(nowMs - promiseMs),
  ),
  ofService(
    counter('sequor.tag.lost', '{record}', 'Records that the topic did not hold any more when their turn came.'),
    ({ tagging }) => tagging.lost,
  ),
  ofService(
    counter(
      'sequor.tag.rewinds',
      '{rewind}',
      'How often a partition was read again because the log of a shard lacked what was written to it.',
    ),
    ({ tagging }) => tagging.rewinds,
  ),
  ofService(
    counter('sequor.tag.resent', '{append}', 'Appends to the matches topic that failed, and were sent again.'),
    ({ tagging }) => tagging.resent,
  ),
  ofShard(gauge('sequor.shard.position', '{offset}', 'Offset of the next record that is folded.'), one => one.position),
  ofShard(
    gauge(
      'sequor.shard.lag',
      '{record}',
      'Records of the matches topic that are not folded yet, as far as its end is known.',
    ),
    ({ end, position }) => end - position,
  ),
  ofShard(
    gauge('sequor.shard.frontier_age', 's', 'How far what is complete is behind the clock.'),
    ({ frontierMs }, nowMs) => seconds(nowMs - frontierMs),
  ),
  ofShard(gauge('sequor.shard.windows', '{window}', 'Windows that are kept.'), ({ windows }) => windows),
  ofShard(
    gauge('sequor.shard.lives', '{incident}', 'Incidents that are kept: open, or able to open again.'),
    one => one.lives,
  ),
  ofShard(
    counter('sequor.shard.late', '{match}', 'Matches that came when all before them counted as complete.'),
    ({ late }) => late,
  ),
  ofShard(
    counter('sequor.shard.gaps', '{frame}', 'Frames that were put aside because one before them is missing.'),
    ({ gaps }) => gaps,
  ),
  ofShard(
    counter('sequor.shard.repeated', '{match}', 'Matches that stood in the log already, and were passed over.'),
    ({ repeated }) => repeated,
  ),
  ofShard(
    counter(
      'sequor.shard.over_bound',
      '{match}',
      'Matches of keys that a rule could not follow, having as many windows as it may.',
    ),
    ({ overBound }) => overBound,
  ),
  ofShard(
    counter(
      'sequor.shard.rule_changed',
      '{window}',
      'Windows and incidents that ended because their rule was changed or removed.',
    ),
    ({ ruleChanged }) => ruleChanged,
  ),
  ofShard(
    counter(
      'sequor.shard.stale',
      '{match}',
      'Matches of pulled rules whose stamps are too old to be believed, or none.',
    ),
    ({ stale }) => stale,
  ),
  ofService(
    counter('sequor.correlate.records', '{record}', 'Records of the matches topic that were folded.'),
    one => one.owning.records,
  ),
  ofService(
    counter('sequor.correlate.incidents', '{revision}', 'Revisions of incidents that were published.'),
    ({ owning }) => owning.incidents,
  ),
  ofService(
    counter(
      'sequor.correlate.shadow_incidents',
      '{revision}',
      'Revisions that shadow rules found, and that were told apart.',
    ),
    ({ owning }) => owning.shadowIncidents,
  ),
  ofService(
    counter('sequor.correlate.unreadable', '{record}', 'Records of the matches topic that are none of ours.'),
    ({ owning }) => owning.unreadable,
  ),
  ofService(
    counter('sequor.correlate.rebuilds', '{rebuild}', 'Shards whose windows were lost, and built again from the log.'),
    ({ owning }) => owning.rebuilds,
  ),
  ofService(
    counter(
      'sequor.correlate.unknown_outcomes',
      '{transaction}',
      'Transactions of which it was not known whether they were committed, until it was asked.',
    ),
    ({ owning }) => owning.unknownOutcomes,
  ),
  ofService(
    counter(
      'sequor.correlate.fences',
      '{fence}',
      'How often another process had taken over a shard that was still owned here.',
    ),
    ({ owning }) => owning.fences,
  ),
  {
    ...counter('sequor.dead_letters', '{record}', 'Records that could not be handled, and were put aside.'),
    attributes: ['reason'],
    read: ({ service }) => byName('reason', service?.deadLetters ?? {}),
  },
  {
    ...counter(
      'sequor.input.flags',
      '{line}',
      'Lines that were read whole, by what is doubtful about them: docs/parsing.md.',
    ),
    attributes: ['flag'],
    read: ({ service }) => byName('flag', service?.flags ?? {}),
  },
  {
    ...counter(
      'sequor.redis.hindrances',
      '{attempt}',
      'Attempts that Redis did not answer, or refused for the time being.',
    ),
    attributes: ['kind'],
    read: ({ hindrances }) => byName('kind', hindrances),
  },
  {
    ...gauge('sequor.rules.active', '{rule}', 'Rules by which lines are tagged; `set` is the same where they are.'),
    attributes: ['set'],
    read: ({ service }) => (service === null ? [] : reading(service.rules.count, { set: service.rules.set })),
  },
  {
    ...counter('sequor.rules.changes', '{change}', 'Changes of the rule files, by what became of them.'),
    attributes: ['outcome'],
    read: ({ ruleChanges: { taken, refused } }) => byName('outcome', { taken, refused }),
  },
  {
    ...gauge(
      'sequor.rules.stale',
      '',
      'Whether the rule files hold what was refused, and the rules of before go on: 1 or 0.',
    ),
    attributes: [],
    read: ({ ruleChanges: { fault } }) => reading(fault === null ? 0 : 1, {}),
  },
  ofProcess(gauge('process.start_time', 's', 'When the process began, since 1970.'), one => seconds(one.startedMs)),
  ofProcess(gauge('process.memory.usage', 'By', 'Memory of the whole process.'), one => one.residentBytes),
  ofProcess(gauge('v8js.memory.heap.used', 'By', 'Memory of the objects of JavaScript.'), one => one.heapBytes),
  ofProcess(
    gauge(
      'nodejs.eventloop.delay.p99',
      's',
      'How late 99 of 100 timers are at most, with the 10 ms that they are set to.',
    ),
    ({ loopDelayP99Ms }) => (loopDelayP99Ms === null ? null : seconds(loopDelayP99Ms)),
  ),
  {
    ...gauge('sequor.build.info', '', 'Always 1; its attributes are of interest.'),
    attributes: ['version', 'node'],
    read: ({ process: { version, nodeVersion } }) => [{ value: 1, attributes: { version, node: nodeVersion } }],
  },
]

function counter(name: string, unit: string, description: string): Meaning {
  return { name, kind: 'counter', unit, description }
}

function gauge(name: string, unit: string, description: string): Meaning {
  return { name, kind: 'gauge', unit, description }
}

function ofTagged(meaning: Meaning, value: (tagged: TaggedStatus) => Value): Instrument {
  const read = ({ service }: Observed) => (service?.tagged ?? []).flatMap(one => reading(value(one), partitionOf(one)))
  return { ...meaning, attributes: ['topic', 'partition'], read }
}

function ofInput(meaning: Meaning, value: (input: InputStatus, nowMs: number) => Value): Instrument {
  const read = ({ service, nowMs }: Observed) =>
    (service?.inputs ?? []).flatMap(one => reading(value(one, nowMs), partitionOf(one)))
  return { ...meaning, attributes: ['topic', 'partition'], read }
}

function ofShard(meaning: Meaning, value: (shard: ShardStatus, nowMs: number) => Value): Instrument {
  const read = ({ service, nowMs }: Observed) =>
    (service?.shards ?? []).flatMap(one => reading(value(one, nowMs), { shard: String(one.shard) }))
  return { ...meaning, attributes: ['shard'], read }
}

function ofService(meaning: Meaning, value: (service: ServiceStatus) => Value): Instrument {
  const read = ({ service }: Observed) => (service === null ? [] : reading(value(service), {}))
  return { ...meaning, attributes: [], read }
}

function ofProcess(meaning: Meaning, value: (process: ProcessStatus) => Value): Instrument {
  return { ...meaning, attributes: [], read: ({ process }) => reading(value(process), {}) }
}

function partitionOf({ topic, partition }: { topic: string; partition: number }): Record<string, string> {
  return { topic, partition: String(partition) }
}

function byName(attribute: string, counts: Readonly<Record<string, number>>): readonly Reading[] {
  return Object.entries(counts).map(([name, value]) => ({ value, attributes: { [attribute]: name } }))
}

function reading(value: Value, attributes: Readonly<Record<string, string>>): readonly Reading[] {
  return value === null || !Number.isFinite(value) ? [] : [{ value, attributes }]
}
