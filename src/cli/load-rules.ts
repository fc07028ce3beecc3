import { fileURLToPath } from 'node:url'
import { type RuleFile, type RuleFiles, readRuleFiles } from '../adapters/file/rule-files.ts'
import { formatProblem } from '../document/problem.ts'
import type { SourceFile } from '../document/source-file.ts'
import { type LoadedRules, loadRules, readRules } from '../rules/load.ts'
import { withoutTests } from '../rules/without-tests.ts'
import { harmless, type Terminal } from './terminal.ts'

/** The rules that come with sequor. */
export const SHIPPED_RULES = fileURLToPath(new URL('../../rules', import.meta.url))

/** Which rules are meant. */
export interface WantedRules {
  /** Files and folders. */
  readonly paths: readonly string[]
  /** What changes them; null for nothing. */
  readonly overrides: SourceFile | null
}

/** What was read of them. */
export interface RuleSources extends RuleFiles {
  readonly overrides: SourceFile | null
}

/** Rules to be run: their own tests are neither read nor checked. */
export async function rulesToRunOrNull(wanted: WantedRules, terminal: Notes): Promise<LoadedRules | null> {
  return rulesToRunIn(await sourcesOf(wanted), terminal)
}

/** The same of what was read. */
export function rulesToRunIn(sources: RuleSources, terminal: Notes): Promise<LoadedRules | null> {
  return loadedOrNull(sources, terminal, withoutTests)
}

/** Rules with their tests. */
export async function rulesOrNull(wanted: WantedRules, terminal: Notes): Promise<LoadedRules | null> {
  return loadedOrNull(await sourcesOf(wanted), terminal, file => file)
}

export async function sourcesOf({ paths, overrides }: WantedRules): Promise<RuleSources> {
  return { ...(await readRuleFiles(paths)), overrides }
}

type Notes = Pick<Terminal, 'note' | 'paintNote'>

/**
 * Loads the rules of files and folders and tells every problem on standard error. Null if there is an error: rules are
 * used as a whole or not at all.
 */
async function loadedOrNull(
  { files, unreadable, overrides }: RuleSources,
  terminal: Notes,
  read: (file: RuleFile) => RuleFile,
): Promise<LoadedRules | null> {
  for (const { path, reason } of unreadable)
    terminal.note(`${harmless(path)}: ${terminal.paintNote('red', 'error:')} ${reason}`)
  const sources = files.map(read)
  const loaded = overrides === null ? loadRules(sources) : await tuned(sources, overrides)
  const errors = loaded.problems.filter(({ level }) => level === 'error')
  for (const problem of errors) terminal.note(`${formatProblem(problem)}\n`)
  return errors.length > 0 || unreadable.length > 0 ? null : loaded
}

/** What overrides take is only loaded where there are any. */
async function tuned(sources: readonly SourceFile[], overrides: SourceFile): Promise<LoadedRules> {
  const { tuneRules } = await import('../rules/load-tuned.ts')
  return tuneRules(readRules(sources), overrides)
}
