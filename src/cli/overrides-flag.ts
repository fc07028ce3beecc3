import { readTextFile } from '../adapters/file/text-file.ts'
import type { SourceFile } from '../document/source-file.ts'
import { type Arguments, type Flag, textOf } from './arguments.ts'
import { UsageError } from './exit-code.ts'
import { harmless } from './terminal.ts'

/** The flag of every command that uses rules. */
export const OVERRIDES_FLAG = { overrides: { type: 'string' } } as const satisfies Readonly<Record<string, Flag>>

export const OVERRIDES_HELP = `  --overrides FILE   rules that are not used, and other numbers for rules, by host if need be`

/** The file that `--overrides` names; null without it. Throws UsageError where it cannot be read. */
export function overridesOf(args: Arguments): SourceFile | null {
  return overridesIn(textOf(args, 'overrides'), '--overrides')
}

/** The same for a file that `setting` names. */
export function overridesIn(path: string | null, setting: string): SourceFile | null {
  if (path === null) return null
  const read = readTextFile(path)
  if ('text' in read) return { path, text: read.text }
  throw new UsageError(`${setting}: ${harmless(path)}: ${read.reason}`)
}
