import type { RewindRequest, RewindRequests, ShardStore, StoredShard } from '../../src/app/ports.ts'
import { changedParts, restText, stateOfParts } from '../../src/core/state-parts.ts'
import type { SimProcess } from './sim-process.ts'

/** What Redis holds of a shard. It is replaced, never changed, so that an older one may come back. */
interface Kept {
  readonly version: string
  readonly position: number
  readonly rest: string
  readonly parts: ReadonlyMap<string, string>
}

/** A Redis that may lose all it has, or go back to what it was. It keeps the promises of the scripts of `src/adapters/redis/`. */
export class KeptShards {
  readonly #history = new Map<number, Kept[]>()
  rewinds = new Map<string, RewindRequest>()

  of(shard: number): Kept | null {
    return this.#history.get(shard)?.at(-1) ?? null
  }

  put(shard: number, kept: Kept): void {
    const history = this.#history.get(shard) ?? []
    history.push(kept)
    this.#history.set(shard, history)
  }

  empty(): void {
    this.#history.clear()
    this.rewinds.clear()
  }

  /** Forgets the newest so many writes of each shard. */
  goBack(writes: number): void {
    for (const history of this.#history.values()) history.length = Math.max(0, history.length - writes)
    this.rewinds.clear()
  }

  /** Takes the shard over. */
  claim(shard: number, version: string): void {
    const { position = 0, rest = '', parts = new Map<string, string>() } = this.of(shard) ?? {}
    this.put(shard, { version, position, rest, parts })
  }

  save(shard: number, [from, to]: readonly [from: string, to: string], saved: Saved): 'stored' | 'refused' {
    const kept = this.of(shard)
    if (kept?.version === to) return 'stored'
    if (kept?.version !== from) return 'refused'
    const parts = new Map(kept.parts)
    for (const [name, text] of saved.changed) {
      if (text === null) parts.delete(name)
      else parts.set(name, text)
    }
    this.put(shard, { version: to, position: saved.position, rest: saved.rest, parts })
    return 'stored'
  }
}

interface Saved {
  readonly position: number
  readonly rest: string
  readonly changed: readonly (readonly [name: string, text: string | null])[]
}

export function simStore(process: SimProcess, kept: KeptShards): ShardStore {
  return {
    claim: async (shard, token): Promise<StoredShard | null | 'refused'> => {
      const version = `${token}:0`
      await process.ask('claim', `shard ${shard} as ${version}`, { effect: () => kept.claim(shard, version) })
      // What stands there is read in slices, behind the script that takes over.
      const found = await process.ask('claim', `shard ${shard} is read`, { effect: () => kept.of(shard) })
      if (found !== null && found.version !== version) return 'refused'
      if (found === null || found.rest === '') return null
      return { position: found.position, state: stateOfParts(found.rest, found.parts) }
    },
    save: (shard, { token, number, position, state, changes }) => {
      const versions = [`${token}:${number - 1}`, `${token}:${number}`] as const
      const saved = { position, rest: restText(state), changed: changedParts(state, changes) }
      const effect = () => kept.save(shard, versions, saved)
      const faulty = () => {
        effect()
        return effect()
      }
      return process.ask('save', `shard ${shard} ${versions.join(' → ')} @${position}`, { effect, faulty })
    },
  }
}

export function simRewinds(process: SimProcess, kept: KeptShards): RewindRequests {
  const nameOf = ({ shard, topic, partition }: Pick<RewindRequest, 'shard' | 'topic' | 'partition'>) =>
    `${shard} ${topic}/${partition}`
  return {
    request: request =>
      process.ask('rewind', `asks ${nameOf(request)} from ${request.offset}`, {
        effect: () => void kept.rewinds.set(nameOf(request), request),
      }),
    all: () => process.ask('rewind', 'all', { effect: () => [...kept.rewinds.values()] }),
    withdraw: (input, next) =>
      process.ask('rewind', `withdraws ${nameOf(input)} below ${next}`, {
        effect: () => {
          const known = kept.rewinds.get(nameOf(input))
          if (known !== undefined && known.offset < next) kept.rewinds.delete(nameOf(input))
        },
      }),
  }
}
