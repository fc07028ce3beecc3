import { expect, it } from 'vitest'
import { type Changes, newChanges } from '../../src/core/changes.ts'
import { fold, newShardState } from '../../src/core/fold.ts'
import { changedParts, restText, stateOfParts } from '../../src/core/state-parts.ts'
import type { ShardState } from '../../src/core/world.ts'
import { randomLog } from '../support/random-log.ts'
import { contextOf, recordsOf } from '../support/run-log.ts'

/** As if all had changed that there is. */
function everything({ windows, lives }: ShardState): Changes {
  return { windows: new Set(windows.keys()), lives: new Set(lives.keys()) }
}

function applyTo(parts: Map<string, string>, state: ShardState, changes: Changes): void {
  for (const [name, text] of changedParts(state, changes)) {
    if (text === null) parts.delete(name)
    else parts.set(name, text)
  }
}

function sorted(parts: Map<string, string>): [string, string][] {
  return [...parts].sort()
}

it('names every window and life that a fold changes or drops: what was written by these names is the whole state', () => {
  let dropped = 0
  for (let seed = 1; seed <= 300; seed++) {
    const drawn = randomLog(seed, 'any')
    // With room for one window, idle ones are forgotten for others.
    const bounds = { windows: 1, remembered: 5 }
    const log = seed % 2 === 0 ? drawn : { ...drawn, rules: drawn.rules.map(rule => ({ ...rule, bounds })) }
    const state = newShardState(log.layout)
    const parts = new Map<string, string>()
    for (const record of recordsOf(log)) {
      const changes = newChanges()
      const before = parts.size
      fold(state, record, { ...contextOf(log), changes })
      applyTo(parts, state, changes)
      if (parts.size < before) dropped++
      const whole = new Map<string, string>()
      applyTo(whole, state, everything(state))
      expect(sorted(parts), `seed ${seed}`).toEqual(sorted(whole))
    }
    const again = stateOfParts(restText(state), parts)
    expect(restText(again), `seed ${seed}`).toBe(restText(state))
    const kept = new Map<string, string>()
    applyTo(kept, again, everything(again))
    expect(sorted(kept), `seed ${seed}`).toEqual(sorted(parts))
  }
  expect(dropped).toBeGreaterThan(50)
})

it('names half characters apart', () => {
  const state = newShardState({ reorderMs: 0, disorderMs: 0, beliefMs: 0, aheadMs: 0 })
  const names = ['rule\u001f\ud800', 'rule\u001f\ud801']
  const parts = changedParts(state, { windows: new Set(names), lives: new Set() })
  const written = parts.map(([name]) => Buffer.from(name).toString())
  expect(new Set(written).size).toBe(2)
})
