import type { Changes } from './changes.ts'
import { newShardState } from './fold.ts'
import type { Life } from './life.ts'
import { type Json, plainFromJson, plainToJson } from './plain-json.ts'
import type { Window } from './window.ts'
import type { Held, ShardState } from './world.ts'

/** Raise it whenever a part has another meaning than before. */
export const PARTS_VERSION = 2

/** What is written of a state beside its windows and lives. Deadlines are not: each window and life says for when it is queued. */
interface Rest extends Omit<ShardState, 'held' | 'windows' | 'lives' | 'deadlines'> {
  readonly held: readonly Held[]
}

/** A window or a life by its name among the parts. Text null: there is none of that name any more. */
export type Part = readonly [name: string, text: string | null]

const WINDOW = 'w:'
const LIFE = 'l:'

/** Everything but windows and lives, as JSON. */
export function restText(state: ShardState): string {
  const { held, windows: _windows, lives: _lives, deadlines: _deadlines, ...others } = state
  const rest: Rest = { ...others, held: held.values() }
  return JSON.stringify({ version: PARTS_VERSION, rest: plainToJson(rest) })
}

/** What changed of windows and lives, each as JSON. They refer to each other by name only, so each stands alone. */
export function changedParts({ windows, lives }: ShardState, changes: Changes): Part[] {
  const parts: Part[] = []
  for (const name of changes.windows) parts.push([WINDOW + wellFormed(name), textOrNull(windows.get(name))])
  for (const name of changes.lives) parts.push([LIFE + wellFormed(name), textOrNull(lives.get(name))])
  return parts
}

/** Half a character, where a field was cut, is lost in UTF-8: two names could become one. */
function wellFormed(name: string): string {
  return name.isWellFormed() ? name : JSON.stringify(name)
}

function textOrNull(kept: Window | Life | undefined): string | null {
  return kept === undefined ? null : JSON.stringify(plainToJson(kept))
}

/**
 * The state whose rest and parts were written, in any order. It goes on in every byte as the state itself would have.
 *
 * @throws Error if the rest was written in another version, or a part has a name that no part has.
 */
export function stateOfParts(rest: string, parts: Iterable<readonly [name: string, text: string]>): ShardState {
  const { held, ...others } = restOf(rest)
  const state: ShardState = { ...newShardState(others.layout), ...others }
  for (const each of held) state.held.push(each)
  for (const [name, text] of parts) addPart(state, name, plainFromJson(JSON.parse(text) as Json))
  return state
}

function restOf(text: string): Rest {
  const { version, rest } = JSON.parse(text) as { readonly version?: Json; readonly rest: Json }
  if (version === PARTS_VERSION) return plainFromJson(rest) as Rest
  throw new Error(
    `the state of a shard is kept in version ${JSON.stringify(version)}, and ${PARTS_VERSION} can be read: build it again from the log`,
  )
}

function addPart(state: ShardState, name: string, kept: unknown): void {
  if (name.startsWith(WINDOW)) {
    const window = kept as Window
    state.windows.set(window.name, window)
    if (isQueued(window)) state.deadlines.push({ at: window.queuedAt, rule: window.rule, window, life: null })
  } else if (name.startsWith(LIFE)) {
    const life = kept as Life
    state.lives.set(life.name, life)
    if (isQueued(life)) state.deadlines.push({ at: life.queuedAt, rule: life.rule, window: null, life })
  } else throw new Error(`no part of a state: ${JSON.stringify(name)}`)
}

function isQueued({ queuedAt }: Window | Life): boolean {
  return queuedAt !== Number.POSITIVE_INFINITY
}
