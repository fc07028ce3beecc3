import { LogSet } from '../app/log-set.ts'
import type { RuleSet } from '../core/rule-set.ts'
import type { ShardState } from '../core/world.ts'
import { type Arguments, textOf } from './arguments.ts'
import { checkpointFile, type ReplayCheckpoint } from './checkpoint-file.ts'
import { UsageError } from './exit-code.ts'
import type { FactualInput } from './replay-inputs.ts'

/** A replay that is kept in a file, so that it can go on. */
export interface KeptReplay {
  /** Where an earlier one was left; null if this one is the first. The inputs stand there already. */
  readonly found: ReplayCheckpoint | null
  /** Saves a state with the place of the inputs, and what `rest` says. */
  readonly saver: (
    rest: () => Pick<ReplayCheckpoint, 'counts' | 'outputBytes' | 'failed'>,
  ) => (state: ShardState) => void
  /** It is at its end. */
  readonly remove: () => void
}

/** What `--checkpoint` asks for; null without it. Throws UsageError where it cannot be, or where the file is of another replay. */
export function keptReplayOf(
  args: Arguments,
  argv: readonly string[],
  { rules, inputs }: { readonly rules: RuleSet; readonly inputs: readonly FactualInput[] },
): KeptReplay | null {
  const path = textOf(args, 'checkpoint')
  if (path === null) return null
  const sets = inputs.filter(input => input instanceof LogSet)
  if (sets.length < inputs.length || sets.some(({ paths }) => paths.includes('-')))
    throw new UsageError('--checkpoint is for files of lines', 'what comes through a pipe cannot be read again')
  if (!args.texts.has('output') || textOf(args, 'format') === 'junit')
    throw new UsageError(
      '--checkpoint needs --output FILE, and a format that is written as it comes',
      'write `--output FILE --format ndjson`',
    )
  const { found, save, remove } = checkpointFile(path, argv, { rules, inputs: sets })
  for (const [index, position] of (found?.inputs ?? []).entries()) sets[index]!.resume(position)
  const saver: KeptReplay['saver'] = rest => state =>
    save({ inputs: sets.map(({ position }) => position), state, ...rest() })
  return { found, saver, remove }
}
