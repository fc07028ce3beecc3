import { newShardState } from './fold.ts'
import type { Life } from './life.ts'
import { type Json, plainFromJson, plainToJson } from './plain-json.ts'
import type { Window } from './window.ts'
import type { Held, ShardState } from './world.ts'

/** Raise it whenever what is written here has another meaning than before. */
export const STATE_VERSION = 2

/** What is written of a state. Deadlines are not: each window and life says for when it stands in their queue. */
interface Written extends Omit<ShardState, 'held' | 'windows' | 'lives' | 'deadlines'> {
  readonly held: readonly Held[]
  readonly windows: readonly Window[]
  readonly lives: readonly Life[]
}

/**
 * The whole state of a shard as JSON. `stateFromJson` of it goes on in every byte as the state itself would have.
 *
 * It knows nothing of patterns: a state of a new kind is kept if it is plain data (see `plainToJson`).
 */
export function stateToJson(state: ShardState): Json {
  const { held, windows, lives, deadlines: _, ...rest } = state
  const written: Written = {
    ...rest,
    held: held.values(),
    windows: [...windows.values()],
    lives: [...lives.values()],
  }
  return { version: STATE_VERSION, state: plainToJson(written) }
}

/** The state that `stateToJson` wrote. Throws if it was written in another version of its form. */
export function stateFromJson(json: Json): ShardState {
  const { version, state: written } = json as { readonly version?: Json; readonly state?: Json }
  if (version !== STATE_VERSION || written === undefined) {
    const found = version === undefined ? 'without a version' : `in version ${JSON.stringify(version)}`
    throw new Error(
      `the state of a shard is kept ${found}, and ${STATE_VERSION} can be read: build it again from the log`,
    )
  }
  const { held, windows, lives, ...rest } = plainFromJson(written) as Written
  const state: ShardState = { ...newShardState(rest.layout), ...rest }
  for (const each of held) state.held.push(each)
  for (const window of windows) {
    state.windows.set(window.name, window)
    if (window.queuedAt !== Number.POSITIVE_INFINITY)
      state.deadlines.push({ at: window.queuedAt, rule: window.rule, window, life: null })
  }
  for (const life of lives) {
    state.lives.set(life.name, life)
    if (life.queuedAt !== Number.POSITIVE_INFINITY)
      state.deadlines.push({ at: life.queuedAt, rule: life.rule, window: null, life })
  }
  return state
}
