import { type FoldContext, fold, foldEnd, newShardState } from '../core/fold.ts'
import type { Layout } from '../core/match.ts'
import type { ShardState } from '../core/world.ts'
import type { IncidentSink, MatchLog, ShardStore } from './ports.ts'

export interface CorrelatorPorts {
  readonly log: MatchLog
  readonly store: ShardStore
  readonly sink: IncidentSink
}

/** Owns one shard: reads its log, folds it, publishes what it found, and only then stores the windows. */
export class ShardCorrelator {
  readonly #ports: CorrelatorPorts
  readonly #shard: number
  readonly #context: FoldContext
  readonly #layout: Layout
  #state: ShardState
  #position = 0
  #version = 0

  constructor(ports: CorrelatorPorts, shard: number, rules: { layout: Layout; context: FoldContext }) {
    this.#ports = ports
    this.#shard = shard
    this.#layout = rules.layout
    this.#context = rules.context
    this.#state = newShardState(rules.layout)
  }

  get state(): ShardState {
    return this.#state
  }

  /** Takes over the shard where its last owner left it. */
  async claim(): Promise<void> {
    const stored = await this.#ports.store.load(this.#shard)
    this.#state = stored?.state ?? newShardState(this.#layout)
    this.#position = stored?.position ?? 0
    this.#version = stored?.version ?? 0
  }

  /** Folds what stands in the log by now. */
  async step(): Promise<void> {
    const records = await this.#ports.log.read(this.#shard, this.#position)
    if (records.length === 0) return
    const published = await this.#ports.sink.published(this.#shard)
    const outputs = records.flatMap(({ offset, record }) => {
      const found = fold(this.#state, record, this.#context)
      return offset < published ? [] : found
    })
    this.#position = records.at(-1)!.offset + 1
    if (outputs.length > 0) await this.#ports.sink.publish(this.#shard, outputs, this.#position)
    await this.#save()
  }

  /** The log has ended at `endMs`: applies what was held back. */
  async end(endMs: number): Promise<void> {
    const outputs = foldEnd(this.#state, endMs, this.#context)
    if (outputs.length > 0) await this.#ports.sink.publish(this.#shard, outputs, this.#position)
  }

  async #save(): Promise<void> {
    this.#version++
    const built = { version: this.#version, position: this.#position, state: this.#state }
    const answer = await this.#ports.store.save(this.#shard, built)
    if (answer === 'refused') throw new Error(`shard ${this.#shard}: another owner has stored version ${this.#version}`)
  }
}
