import type { MatchRecord } from '../core/match.ts'
import { halvedRecord } from './halve-record.ts'
import type { InputPartition, Promising } from './input-partition.ts'
import { type Insisting, insist } from './insist.ts'
import { type MatchAppender, RecordTooLargeError } from './service-ports.ts'
import { WorldError } from './world-error.ts'

/** How many partitions each topic had, and when that was asked for. */
export interface Counted {
  readonly partitions: Readonly<Record<string, number>>
  readonly askedMs: number
}

/** What a record says beside its frames. `rules` is the hash of the set of rules by which all lines in them were tagged. */
export interface Context extends Counted {
  readonly rules: string
}

export interface SendOptions extends Promising {
  /** Number of the list of topics. */
  readonly generation: number
}

/**
 * Sends the frames of input partitions, one after the other: those of a partition must stand in their order.
 *
 * Behind one that could not be sent none goes: it would tell a shard that it has what it lacks, and that would be committed.
 */
export class FrameSender {
  readonly #appender: MatchAppender
  readonly #options: SendOptions
  readonly #insisting: Insisting
  #lane: Promise<void> = Promise.resolve()

  constructor(appender: MatchAppender, options: SendOptions, insisting: Insisting) {
    this.#appender = appender
    this.#options = options
    this.#insisting = insisting
  }

  /** Sends to the shards that are asked for, after whatever is being sent. What goes with it is taken when its turn comes. */
  send(inputs: readonly InputPartition[], isWanted: (shard: number) => boolean, context: () => Context): Promise<void> {
    const sent = this.#lane.then(async () => {
      for (let shard = 0; shard < this.#options.shards; shard++)
        if (isWanted(shard)) await this.#sendTo(shard, inputs, context())
    })
    this.#lane = sent
    return sent
  }

  /** Resolves when nothing is being sent. */
  idle(): Promise<void> {
    return this.#lane.catch(() => {})
  }

  async #sendTo(shard: number, inputs: readonly InputPartition[], context: Context): Promise<void> {
    const { partitions, askedMs, rules } = context
    const framed = inputs.flatMap(input => {
      const frame = input.frame(shard, askedMs)
      return frame === null ? [] : [{ input, frame }]
    })
    if (framed.length === 0) return
    const { generation } = this.#options
    await this.#append(shard, { generation, rules, partitions, frames: framed.map(({ frame }) => frame) })
    for (const { input, frame } of framed) input.acknowledge(shard, frame.to)
  }

  /** Appends it whole, or in parts where it is too large. */
  async #append(shard: number, record: MatchRecord): Promise<void> {
    try {
      await insist(() => this.#appender.append(shard, record), this.#insisting)
    } catch (error) {
      if (!(error instanceof RecordTooLargeError)) throw error
      const parts = halvedRecord(record, this.#options.layout)
      if (parts === null) throw takesTooLittle(error)
      for (const part of parts) await this.#append(shard, part)
    }
  }
}

function takesTooLittle(cause: RecordTooLargeError): WorldError {
  return new WorldError('refused', 'the matches topic does not take what one line gives', {
    cause,
    hint: 'set its `max.message.bytes` to 1048588 or more',
  })
}
