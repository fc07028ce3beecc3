import type { Loop, Place } from './health.ts'

/** Records of shards that were folded by owners of this process, and what came of them. */
export interface OwnerCounters {
  records: number
  incidents: number
  /** Of shadow rules. */
  shadowIncidents: number
  rebuilds: number
  unknownOutcomes: number
  unreadable: number
}

/** An input partition that this process reads. Offsets are those of the next record. */
export interface InputStatus {
  readonly topic: string
  readonly partition: number
  readonly next: number
  /** Up to where every shard was told. */
  readonly told: number
  /** End of the partition when it was last asked for. */
  readonly end: number
  /** What every shard was promised: no line below it on the axis comes any more. In ms since the epoch, −∞ before the first. */
  readonly promiseMs: number
}

/** What was tagged of an input partition, whether it is still read here or not. */
export interface TaggedStatus {
  readonly topic: string
  readonly partition: number
  readonly records: number
  readonly lines: number
  readonly matches: number
  readonly missingKey: number
  readonly judged: number
  readonly staleTime: number
}

/** A shard that this process owns. */
export interface ShardStatus {
  readonly shard: number
  /** Offset of the next record that is folded, and the end of the log when it was last read. */
  readonly position: number
  readonly end: number
  /** Up to when it is complete, in ms since the epoch, −∞ if nothing is known. */
  readonly frontierMs: number
  /** How many windows and lives of incidents it keeps. */
  readonly windows: number
  readonly lives: number
  /** Since the shard began, by whoever owned it: `FoldCounters`. */
  readonly late: number
  readonly gaps: number
  readonly repeated: number
  readonly overBound: number
  readonly ruleChanged: number
  readonly stale: number
}

/** What the service tells of itself. Counters count since the process began, but for those of a shard. */
export interface ServiceStatus {
  readonly inputs: readonly InputStatus[]
  readonly tagged: readonly TaggedStatus[]
  readonly tagging: { readonly lost: number; readonly rewinds: number; readonly resent: number }
  readonly shards: readonly ShardStatus[]
  /** Also those of owners that have ended. `fences`: how often another took over what was owned here. */
  readonly owning: Readonly<OwnerCounters> & { readonly fences: number }
  /** Records that could not be handled, by reason. A reason belongs here from the start, with 0: alarms see a rise from 0 only. */
  readonly deadLetters: Readonly<Record<string, number>>
  /** What is doubtful about the lines that were read whole: how many of each `Flag`. */
  readonly flags: Readonly<Record<string, number>>
  /** By what lines are tagged: how many rules, and the hash of their set, the same in every process that has the same. */
  readonly rules: { readonly count: number; readonly set: string }
}

/** What became of changes of the rule files since the process began. */
export interface RuleChangeStatus {
  readonly taken: number
  readonly refused: number
  /** Why the rules of before go on in place of what the files hold; null where they do not. */
  readonly fault: string | null
}

/** How far the loops are in all that they read. */
export function placesOf({ inputs, shards }: ServiceStatus): readonly Place[] {
  return [
    ...inputs.map(({ topic, partition, next, end }) => placeOf('tag', `${topic}/${partition}`, next, end)),
    ...shards.map(({ shard, position, end }) => placeOf('correlate', `shard ${shard}`, position, end)),
  ]
}

function placeOf(loop: Loop, partition: string, next: number, end: number): Place {
  return { loop, partition, next, end }
}
