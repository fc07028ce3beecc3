import {
  byName,
  counter,
  gauge,
  type Instrument,
  type Meaning,
  type Now,
  PROCESS_INSTRUMENTS,
  reading,
  seconds,
  type Value,
} from './instrument.ts'
import type { InputStatus, RuleChangeStatus, ServiceStatus, ShardStatus, TaggedStatus } from './service-status.ts'

/** All that metrics of `run` are read from. */
export interface Observed extends Now {
  /** Null while the service is starting. */
  readonly service: ServiceStatus | null
  /** How often calls to Redis were kept waiting, by what. */
  readonly hindrances: Readonly<Record<string, number>>
  readonly ruleChanges: RuleChangeStatus
}

/** All metrics of `run`, for OpenTelemetry, for Prometheus and for the table of docs/operating.md. */
export const INSTRUMENTS: readonly Instrument<Observed>[] = [
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
  ...PROCESS_INSTRUMENTS,
]

function ofTagged(meaning: Meaning, value: (tagged: TaggedStatus) => Value): Instrument<Observed> {
  const read = ({ service }: Observed) => (service?.tagged ?? []).flatMap(one => reading(value(one), partitionOf(one)))
  return { ...meaning, attributes: ['topic', 'partition'], read }
}

function ofInput(meaning: Meaning, value: (input: InputStatus, nowMs: number) => Value): Instrument<Observed> {
  const read = ({ service, nowMs }: Observed) =>
    (service?.inputs ?? []).flatMap(one => reading(value(one, nowMs), partitionOf(one)))
  return { ...meaning, attributes: ['topic', 'partition'], read }
}

function ofShard(meaning: Meaning, value: (shard: ShardStatus, nowMs: number) => Value): Instrument<Observed> {
  const read = ({ service, nowMs }: Observed) =>
    (service?.shards ?? []).flatMap(one => reading(value(one, nowMs), { shard: String(one.shard) }))
  return { ...meaning, attributes: ['shard'], read }
}

function ofService(meaning: Meaning, value: (service: ServiceStatus) => Value): Instrument<Observed> {
  const read = ({ service }: Observed) => (service === null ? [] : reading(value(service), {}))
  return { ...meaning, attributes: [], read }
}

function partitionOf({ topic, partition }: { topic: string; partition: number }): Record<string, string> {
  return { topic, partition: String(partition) }
}
