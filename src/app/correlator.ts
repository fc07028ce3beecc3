import { type Changes, newChanges } from '../core/changes.ts'
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
  #token = ''
  #saves = 0
  #changes: Changes = newChanges()

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

  /** Takes over the shard where its last owner left it. The token is random for each claim. */
  async claim(token: string): Promise<void> {
    const stored = await this.#ports.store.claim(this.#shard, token)
    if (stored === 'refused') throw takenOver(this.#shard)
    this.#state = stored?.state ?? newShardState(this.#layout)
    this.#position = stored?.position ?? 0
    this.#token = token
    this.#saves = 0
    this.#changes = newChanges()
  }

  /** Folds what stands in the log by now. */
  async step(): Promise<void> {
    const records = await this.#ports.log.read(this.#shard, this.#position)
    if (records.length === 0) return
    const published = await this.#ports.sink.published(this.#shard)
    const outputs = records.flatMap(({ offset, record }) => {
      const found = fold(this.#state, record, { ...this.#context, changes: this.#changes })
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
    this.#saves++
    const built = { token: this.#token, number: this.#saves, position: this.#position, state: this.#state }
    const answer = await this.#ports.store.save(this.#shard, { ...built, changes: this.#changes })
    if (answer === 'refused') throw takenOver(this.#shard)
    this.#changes = newChanges()
  }
}

function takenOver(shard: number): Error {
  return new Error(`shard ${shard}: another owner has taken it over`)
}
