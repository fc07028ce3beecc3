import { describe, expect, it } from 'vitest'
import type { ShardStore } from '../../src/app/ports.ts'
import { newShardState } from '../../src/core/fold.ts'
import { restText } from '../../src/core/state-parts.ts'
import type { ShardState } from '../../src/core/world.ts'
import { type RandomLog, randomLog } from '../support/random-log.ts'
import { foldByOwners, Owner } from '../support/random-owners.ts'
import { recordsOf, runLog } from '../support/run-log.ts'
import { seededChance } from '../support/seeded-random.ts'

let lastShard = 0

/** A shard that no test has used. */
export function newShard(): number {
  return ++lastShard
}

/** A log of some twenty records. */
export const LOG = randomLog(7, 'any')

/** A copy of everything that is kept of a state, whatever the order in which it was read. */
export function contentOf(state: ShardState): unknown {
  const { windows, lives } = state
  return structuredClone({
    rest: restText(state),
    windows: Object.fromEntries(windows),
    lives: Object.fromEntries(lives),
  })
}

/** An owner that has folded so many records of a log on top of what was stored. */
export async function ownerAfter(
  store: ShardStore,
  shard: number,
  count: number,
  log: RandomLog = LOG,
): Promise<Owner> {
  const owner = await Owner.claim(store, shard, `owner-${newShard()}`, log.layout)
  const records = [...recordsOf(log)]
  for (const record of records.slice(owner.position, owner.position + count)) owner.fold(record, log)
  return owner
}

async function storedIn(store: ShardStore, shard: number) {
  const stored = await store.claim(shard, `reader-${newShard()}`)
  return stored === null || stored === 'refused' ? stored : { ...stored, state: contentOf(stored.state) }
}

/** What every store of shards promises. `copies`: what is claimed and what is stored are different objects. */
export function describeShardStore(name: string, open: () => ShardStore, copies = true): void {
  describe(`a store of shards ${name}`, () => {
    it('has nothing of a shard that was never stored, also after a claim', async () => {
      const shard = newShard()
      expect(await open().claim(shard, 'one')).toBeNull()
      expect(await open().claim(shard, 'two')).toBeNull()
    })

    it('gives back what was stored last, with its position', async () => {
      const store = open()
      const shard = newShard()
      const first = await ownerAfter(store, shard, 12)
      expect(await first.save()).toBe('stored')
      for (const record of [...recordsOf(LOG)].slice(12, 20)) first.fold(record, LOG)
      expect(await first.save()).toBe('stored')
      expect(first.state.windows.size).toBeGreaterThan(0)
      expect(await storedIn(store, shard)).toEqual({ position: 20, state: contentOf(first.state) })
    })

    it('refuses who claimed before somebody else, and changes nothing', async () => {
      const store = open()
      const shard = newShard()
      const zombie = await ownerAfter(store, shard, 5)
      expect(await zombie.save()).toBe('stored')
      const next = await ownerAfter(store, shard, 9)
      expect(await zombie.save()).toBe('refused')
      expect(await next.save()).toBe('stored')
      const content = contentOf(next.state)
      expect(await zombie.save()).toBe('refused')
      expect(await storedIn(store, shard)).toEqual({ position: 14, state: content })
    })

    it('takes a save that it has already as stored, and stores it once', async () => {
      const store = open()
      const shard = newShard()
      const owner = await ownerAfter(store, shard, 8)
      const resent = owner.checkpoint
      expect(await owner.save()).toBe('stored')
      expect(await store.save(shard, resent)).toBe('stored')
      expect(await owner.save()).toBe('stored')
      expect(await store.save(shard, resent)).toBe('refused')
      expect(await storedIn(store, shard)).toMatchObject({ position: 8 })
    })

    it('refuses a save whose predecessor it does not have', async () => {
      const store = open()
      const shard = newShard()
      const owner = await ownerAfter(store, shard, 8)
      expect(await store.save(shard, { ...owner.checkpoint, number: 2 })).toBe('refused')
      expect(await store.save(newShard(), owner.checkpoint)).toBe('refused')
      expect(await storedIn(store, shard)).toBeNull()
    })

    it('keeps shards apart', async () => {
      const store = open()
      const [one, other] = [newShard(), newShard()]
      const owner = await ownerAfter(store, one, 8)
      const neighbour = await ownerAfter(store, other, 3)
      expect([await owner.save(), await neighbour.save()]).toEqual(['stored', 'stored'])
      expect(await storedIn(store, one)).toMatchObject({ position: 8 })
      expect(await storedIn(store, other)).toMatchObject({ position: 3 })
    })

    it.runIf(copies)('keeps what was stored as it was then', async () => {
      const store = open()
      const shard = newShard()
      const owner = await ownerAfter(store, shard, 8)
      await owner.save()
      const content = contentOf(owner.state)
      for (const record of [...recordsOf(LOG)].slice(8)) owner.fold(record, LOG)
      expect(contentOf(owner.state)).not.toEqual(content)
      expect(await storedIn(store, shard)).toEqual({ position: 8, state: content })
    })

    it.runIf(copies)('lets owners that come, crash and come back as zombies find what one fold finds', async () => {
      const told = { refused: 0, crashed: 0, claimed: 0 }
      for (let seed = 1; seed <= 60; seed++) {
        const log = randomLog(seed, 'any')
        const run = await foldByOwners(log, newShard(), {
          store: open(),
          chance: seededChance(seed),
          same: (found, before) => expect(found, `seed ${seed}`).toEqual(before),
        })
        expect(run.outputs, `seed ${seed}`).toEqual(runLog(log))
        for (const name of Object.keys(told) as (keyof typeof told)[]) told[name] += run.told[name]
      }
      expect(Math.min(told.refused, told.crashed)).toBeGreaterThan(100)
    })

    it('stores many windows at once, and forgets as many', async () => {
      const store = open()
      const shard = newShard()
      const owner = await ownerAfter(store, shard, 20)
      const { state, checkpoint } = owner
      const template = [...state.windows.values()][0]!
      const names = Array.from({ length: 1_700 }, (_, i) => `many-${i}`)
      for (const window of names) {
        state.windows.set(window, { ...template, name: window })
        checkpoint.changes.windows.add(window)
      }
      expect(await owner.save()).toBe('stored')
      expect(await storedIn(store, shard)).toEqual({ position: 20, state: contentOf(state) })
      const heir = await ownerAfter(store, shard, 0)
      expect(contentOf(heir.state)).toEqual(contentOf(state))
      for (const window of names) {
        heir.state.windows.delete(window)
        heir.checkpoint.changes.windows.add(window)
      }
      expect(await heir.save()).toBe('stored')
      expect(await storedIn(store, shard)).toEqual({ position: 20, state: contentOf(heir.state) })
    })

    it('is equal for a state that has just begun', async () => {
      const store = open()
      const shard = newShard()
      const owner = await ownerAfter(store, shard, 0)
      expect(await owner.save()).toBe('stored')
      expect(await storedIn(store, shard)).toEqual({ position: 0, state: contentOf(newShardState(LOG.layout)) })
    })
  })
}
