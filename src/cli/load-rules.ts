import { fileURLToPath } from 'node:url'
import { type RuleFile, readRuleFiles } from '../adapters/file/rule-files.ts'
import { formatProblem } from '../document/problem.ts'
import { type LoadedRules, loadRules } from '../rules/load.ts'
import { withoutTests } from '../rules/without-tests.ts'
import { harmless, type Terminal } from './terminal.ts'

/** The rules that come with sequor. */
export const SHIPPED_RULES = fileURLToPath(new URL('../../rules', import.meta.url))

/** Rules to be run: their own tests are neither read nor checked. */
export function rulesToRunOrNull(paths: readonly string[], terminal: Terminal): Promise<LoadedRules | null> {
  return loadedOrNull(paths, terminal, withoutTests)
}

/** Rules with their tests. */
export function rulesOrNull(paths: readonly string[], terminal: Terminal): Promise<LoadedRules | null> {
  return loadedOrNull(paths, terminal, file => file)
}

/**
 * Loads the rules of files and folders and tells every problem on standard error. Null if there is an error: rules are
 * used as a whole or not at all.
 */
async function loadedOrNull(
  paths: readonly string[],
  terminal: Terminal,
  read: (file: RuleFile) => RuleFile,
): Promise<LoadedRules | null> {
  const { files, unreadable } = await readRuleFiles(paths)
  for (const { path, reason } of unreadable)
    terminal.note(`${harmless(path)}: ${terminal.paintNote('red', 'error:')} ${reason}`)
  const loaded = loadRules(files.map(read))
  const errors = loaded.problems.filter(({ level }) => level === 'error')
  for (const problem of errors) terminal.note(`${formatProblem(problem)}\n`)
  return errors.length > 0 || unreadable.length > 0 ? null : loaded
}
