import { readFile } from 'node:fs/promises'
import { reasonOf } from '../adapters/file/rule-files.ts'
import type { RuleSource } from '../rules/rule-source.ts'
import { type Arguments, type Flag, textOf } from './arguments.ts'
import { UsageError } from './exit-code.ts'
import { harmless } from './terminal.ts'

/** The flag of every command that uses rules. */
export const OVERRIDES_FLAG = { overrides: { type: 'string' } } as const satisfies Readonly<Record<string, Flag>>

export const OVERRIDES_HELP = `  --overrides FILE   rules that are not used, and other numbers for rules, by host if need be`

/** The file that `--overrides` names; null without it. Throws UsageError where it cannot be read. */
export async function overridesOf(args: Arguments): Promise<RuleSource | null> {
  const path = textOf(args, 'overrides')
  if (path === null) return null
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--overrides: ${harmless(path)}: ${reasonOf(error)}`)
  })
  return { path, text }
}
