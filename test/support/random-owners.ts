import type { Checkpoint, ShardStore } from '../../src/app/ports.ts'
import { newChanges } from '../../src/core/changes.ts'
import { fold, foldEnd, newShardState } from '../../src/core/fold.ts'
import type { Layout, MatchRecord } from '../../src/core/match.ts'
import type { Output, ShardState } from '../../src/core/world.ts'
import type { RandomLog } from './random-log.ts'
import { contextOf, recordsOf } from './run-log.ts'
import type { Chance } from './seeded-random.ts'

/** One owner of a shard, from its claim on. */
export class Owner {
  position: number
  readonly state: ShardState
  readonly #store: ShardStore
  readonly #shard: number
  readonly #token: string
  #saves = 0
  #changes = newChanges()

  private constructor(store: ShardStore, shard: number, token: string, from: { position: number; state: ShardState }) {
    this.#store = store
    this.#shard = shard
    this.#token = token
    this.position = from.position
    this.state = from.state
  }

  static async claim(store: ShardStore, shard: number, token: string, layout: Layout): Promise<Owner> {
    const stored = await store.claim(shard, token)
    if (stored === 'refused') throw new Error(`shard ${shard} was claimed by somebody else at the same time`)
    return new Owner(store, shard, token, stored ?? { position: 0, state: newShardState(layout) })
  }

  fold(record: MatchRecord, log: Pick<RandomLog, 'rules'>): readonly Output[] {
    this.position++
    return fold(this.state, record, { ...contextOf(log), changes: this.#changes })
  }

  end(log: RandomLog): readonly Output[] {
    return foldEnd(this.state, log.endMs, contextOf(log))
  }

  /** What its next save stores. */
  get checkpoint(): Checkpoint {
    const { position, state } = this
    return { token: this.#token, number: this.#saves + 1, position, state, changes: this.#changes }
  }

  async save(): Promise<'stored' | 'refused'> {
    const answer = await this.#store.save(this.#shard, this.checkpoint)
    this.#saves++
    this.#changes = newChanges()
    return answer
  }
}

export interface OwnersRun {
  /** By record, then those of the end. */
  readonly outputs: readonly Output[]
  /** What happened to owners. */
  readonly told: { refused: number; crashed: number; claimed: number }
}

/**
 * Folds a log by owners of one shard that know nothing of each other: any of them goes on at any time, crashes, or is a zombie
 * whose saves come too late. Whoever folds a record must find what was found before: that is asserted by `same`.
 */
export async function foldByOwners(
  log: RandomLog,
  shard: number,
  { store, chance, same, disturb }: OwnersWorld,
): Promise<OwnersRun> {
  const records = [...recordsOf(log)]
  const published: (readonly Output[] | undefined)[] = records.map(() => undefined)
  const owners: (Owner | null)[] = [null, null, null]
  const told = { refused: 0, crashed: 0, claimed: 0 }
  while (published.includes(undefined)) {
    await disturb?.()
    const who = chance.between(0, owners.length - 1)
    const owner = owners[who] ?? (await Owner.claim(store, shard, `${log.seed}-${who}-${told.claimed++}`, log.layout))
    owners[who] = owner
    const record = records[owner.position]
    if (record !== undefined) {
      const at = owner.position
      const found = owner.fold(record, log)
      if (published[at] !== undefined) same(found, published[at])
      published[at] = found
    }
    if (chance.happens(0.1)) {
      owners[who] = null
      told.crashed++
    } else if (chance.happens(0.8) && (await owner.save()) === 'refused') {
      owners[who] = null
      told.refused++
    }
  }
  const last = await Owner.claim(store, shard, `${log.seed}-last`, log.layout)
  while (last.position < records.length) {
    const at = last.position
    same(last.fold(records[at]!, log), published[at]!)
  }
  return { outputs: [...published.flatMap(found => found!), ...last.end(log)], told }
}

export interface OwnersWorld {
  readonly store: ShardStore
  readonly chance: Chance
  readonly same: (found: readonly Output[], before: readonly Output[]) => void
  /** Called before each step. */
  readonly disturb?: () => Promise<void>
}
