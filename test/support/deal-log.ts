import { PartitionFramer } from '../../src/app/tagger.ts'
import { fold, foldEnd, newShardState } from '../../src/core/fold.ts'
import type { Match, MatchRecord } from '../../src/core/match.ts'
import { compareOutputs } from '../../src/core/order.ts'
import type { Output, ShardState } from '../../src/core/world.ts'
import { inOrderOfReading, type RandomLog } from './random-log.ts'
import { contextOf, matchOf } from './run-log.ts'
import type { Chance } from './seeded-random.ts'

/** How a log is spread, and how often a tagger goes back to an earlier offset before it reads on. */
export interface Spread {
  readonly shards: number
  readonly partitions: number
  readonly rewinds: number
}

/** A line of an input partition; its offset is its place in the list. */
interface DealtLine {
  readonly arrival: number
  readonly matches: readonly Match[]
}

export interface Run {
  /** In the order of publication, all shards together. */
  readonly outputs: readonly Output[]
  /** How many of them the end of the input caused. */
  readonly atEnd: number
  readonly states: readonly ShardState[]
}

/** Deals the lines of a log to partitions at random; in each they stand by arrival, but for a disorder of at most λ. */
export function dealLog({ lines, layout }: RandomLog, partitions: number, chance: Chance): DealtLine[][] {
  const hands = Array.from({ length: partitions }, () => [] as { arrival: number; lines: typeof lines }[])
  for (const [first, ...others] of Map.groupBy(lines, line => line.offset).values()) {
    hands[chance.between(0, partitions - 1)]!.push({ arrival: first!.arrival, lines: [first!, ...others] })
  }
  return hands.map((hand, partition) =>
    inOrderOfReading(hand, layout.disorderMs, chance).map((line, offset) => ({
      arrival: line.arrival,
      matches: line.lines.map(one => matchOf({ ...one, partition, offset }, layout)),
    })),
  )
}

/** Reads one partition in spans of any length, one record a shard for each, until it has said that nothing can follow. */
export class DealtReader {
  isDone = false
  readonly #newFramer: () => PartitionFramer
  readonly #lines: readonly DealtLine[]
  #framer: PartitionFramer
  #next = 0
  #arrivedMs = Number.NEGATIVE_INFINITY

  constructor(lines: readonly DealtLine[], partition: number, { layout }: RandomLog, spread: Omit<Spread, 'rewinds'>) {
    const to = { layout, sources: { lines: spread.partitions }, shards: spread.shards }
    this.#newFramer = () => new PartitionFramer({ topic: 'lines', partition, base: 0, stream: 'test' }, to)
    this.#framer = this.#newFramer()
    this.#lines = lines
  }

  read(count: number): readonly MatchRecord[] {
    const read = this.#lines.slice(this.#next, this.#next + count)
    this.isDone = this.#next === this.#lines.length
    this.#next += read.length
    this.#arrivedMs = Math.max(this.#arrivedMs, ...read.map(({ arrival }) => arrival))
    const arrivedMs = this.isDone ? Number.POSITIVE_INFINITY : this.#arrivedMs
    return this.#framer.frames({ matches: read.flatMap(({ matches }) => matches), to: this.#next, arrivedMs })
  }

  /** Begins again at an earlier offset, as a tagger does that was killed: it knows nothing of what it promised. */
  rewind(chance: Chance): void {
    this.#next = chance.between(0, this.#next)
    this.#arrivedMs = Number.NEGATIVE_INFINITY
    this.#framer = this.#newFramer()
    this.#framer.frames({ matches: [], to: this.#next, arrivedMs: this.#arrivedMs })
  }
}

/** Folds a log that is dealt and cut at random, with an eye on each step. */
export function runDealt(log: RandomLog, spread: Spread, chance: Chance, watch?: (step: Run) => void): Run {
  const context = contextOf(log)
  const states = Array.from({ length: spread.shards }, () => newShardState(log.layout))
  const readers = dealLog(log, spread.partitions, chance).map((lines, i) => new DealtReader(lines, i, log, spread))
  const outputs: Output[] = []
  for (let left = spread.rewinds; readers.some(({ isDone }) => !isDone); ) {
    const reader = chance.pick(readers.filter(({ isDone }) => !isDone))
    if (left > 0 && chance.happens(0.2)) {
      reader.rewind(chance)
      left--
    }
    const records = reader.read(chance.between(0, 8))
    const found = states.flatMap((state, shard) => fold(state, records[shard]!, context)).sort(compareOutputs)
    outputs.push(...found)
    watch?.({ outputs: found, atEnd: 0, states })
  }
  const last = states.flatMap(state => foldEnd(state, log.endMs, context)).sort(compareOutputs)
  return { outputs: [...outputs, ...last], atEnd: last.length, states }
}

/** What must be equal however a log is spread: everything but where its lines stood. */
export function jsonOf(outputs: readonly Output[]): string[] {
  return outputs.map(({ incident }) =>
    JSON.stringify(incident, (name, value: unknown) => (name === 'origin' ? undefined : value)),
  )
}
