import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { LogSet, LogSetPosition } from '../app/log-set.ts'
import { type Json, plainFromJson, plainToJson } from '../core/plain-json.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { stateFromJson, stateToJson } from '../core/state-json.ts'
import type { ShardState } from '../core/world.ts'
import { UsageError } from './exit-code.ts'
import type { KeptCounts } from './replay-writer.ts'
import { harmless } from './terminal.ts'

/** What a replay needs to go on where it was left. */
export interface ReplayCheckpoint {
  readonly inputs: readonly LogSetPosition[]
  readonly counts: KeptCounts
  /** How much of the output stands, in bytes. */
  readonly outputBytes: number
  /** Whether something went wrong by then that the exit code tells. */
  readonly failed: boolean
  readonly state: ShardState
}

/** A file in which a replay keeps how far it is. */
export interface CheckpointFile {
  /** What it held when the command began; null for a new one. */
  readonly found: ReplayCheckpoint | null
  /** Puts this in its place, whole or not at all. */
  readonly save: (checkpoint: ReplayCheckpoint) => void
  readonly remove: () => void
}

const VERSION = 1

/** What a checkpoint is of: it must be the same when the replay goes on. */
interface Origin {
  readonly command: readonly string[]
  readonly rules: readonly string[]
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly modifiedMs: number }[]
}

/** Opens the file at `path`. Throws UsageError for one that is of another replay. */
export function checkpointFile(
  path: string,
  command: readonly string[],
  { rules, inputs }: { readonly rules: RuleSet; readonly inputs: readonly LogSet[] },
): CheckpointFile {
  const origin: Origin = {
    command,
    rules: rules.rules.map(({ hash }) => hash),
    files: inputs.flatMap(({ paths }) => paths.map(fileOf)),
  }
  return {
    found: existsSync(path) ? readCheckpoint(path, origin) : null,
    save: ({ state, ...rest }) => {
      const text = JSON.stringify({ version: VERSION, origin, rest: plainToJson(rest), state: stateToJson(state) })
      writeFileSync(`${path}.new`, text)
      renameSync(`${path}.new`, path)
    },
    remove: () => rmSync(path, { force: true }),
  }
}

function fileOf(name: string): Origin['files'][number] {
  const { size: bytes, mtimeMs: modifiedMs } = statSync(name)
  return { name, bytes, modifiedMs }
}

function readCheckpoint(path: string, origin: Origin): ReplayCheckpoint {
  const hint = 'remove the file to begin anew, or run the command that it is of'
  const refuse = (reason: string, cause?: unknown): UsageError =>
    Object.assign(new UsageError(`--checkpoint ${harmless(path)}: ${reason}`, hint), { cause })
  let read: { version?: number; origin?: Origin; rest?: Json; state?: Json }
  try {
    read = JSON.parse(readFileSync(path, 'utf8')) as typeof read
  } catch (error) {
    throw refuse('is no checkpoint', error)
  }
  if (read.version !== VERSION || read.rest === undefined || read.state === undefined) throw refuse('is no checkpoint')
  for (const [name, what] of [
    ['command', 'of other arguments'],
    ['rules', 'of other rules'],
    ['files', 'of other logs, or these have changed'],
  ] as const)
    if (JSON.stringify(read.origin?.[name]) !== JSON.stringify(origin[name])) throw refuse(`is ${what}`)
  return { ...(plainFromJson(read.rest) as Omit<ReplayCheckpoint, 'state'>), state: stateFromJson(read.state) }
}
