import { existsSync } from 'node:fs'
import { readTextFile } from '../adapters/file/text-file.ts'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import type { Config } from '../config/schema.ts'
import { formatProblem } from '../document/problem.ts'
import type { SourceFile } from '../document/source-file.ts'
import { type Arguments, type Flag, textOf } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { UsageError } from './exit-code.ts'
import { harmless } from './terminal.ts'

/** The flags of every command that takes the configuration of the service. */
export const CONFIG_FLAGS = {
  config: { type: 'string' },
  set: { type: 'string', multiple: true },
} as const satisfies Readonly<Record<string, Flag>>

export const CONFIG_FLAGS_HELP = `  --config FILE      the configuration (default: sequor.yaml of this folder, if there is one)
  --set NAME=VALUE   one setting, as kafka.clientId=lab; lists are parted by commas; no secrets
  SEQUOR_SECTION__NAME, a variable of the environment, sets one too, and SEQUOR_SECTION__NAME_FILE by what a file
  holds. Flags win over variables, variables over the file.`

const DEFAULT_FILE = 'sequor.yaml'

/** Reads the configuration that the arguments name, with these settings more. Throws UsageError for a file that cannot be read. */
export function configurationOf(
  args: Arguments,
  { environment }: CommandContext,
  sets: readonly string[] = [],
): LoadedConfig {
  const file = sourceFileOf(textOf(args, 'config'))
  return loadConfig({ file, environment, sets: [...sets, ...(args.texts.get('set') ?? [])], readText: readTextFile })
}

/** The same for a command that cannot go on without it: tells every problem, and gives null if there is one. */
export function configOrNull(args: Arguments, context: CommandContext): Config | null {
  return tellProblems(configurationOf(args, context), context)
}

/** Tells every problem of a configuration, and gives null if there is one. */
export function tellProblems({ config, problems }: LoadedConfig, { terminal }: CommandContext): Config | null {
  for (const problem of problems) terminal.note(formatProblem(problem))
  return config
}

function sourceFileOf(named: string | null): SourceFile | null {
  if (named === null && !existsSync(DEFAULT_FILE)) return null
  const path = named ?? DEFAULT_FILE
  const read = readTextFile(path)
  if ('text' in read) return { path, text: read.text }
  throw new UsageError(`the configuration ${harmless(path)} cannot be read: ${read.reason}`)
}
