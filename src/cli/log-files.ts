import { readdir, stat } from 'node:fs/promises'
import { basename, join, matchesGlob, relative } from 'node:path'
import { openFile, streamSource } from '../adapters/file/byte-source.ts'
import { reasonOf } from '../adapters/file/rule-files.ts'
import type { LogFile } from '../app/log-set.ts'
import type { CommandContext } from './command.ts'
import { UsageError } from './exit-code.ts'
import { rotatedSets } from './rotated-sets.ts'
import { harmless } from './terminal.ts'

export interface FoundLogs {
  /** One a partition: files of a rotated set are one. */
  readonly sets: readonly (readonly LogFile[])[]
  /** How many paths could not be read; each was told. */
  readonly unreadable: number
}

/**
 * Finds the logs that are named: files, folders (the files in them and below that fit one of the patterns), or `-` for standard
 * input.
 *
 * @param include patterns of names, or of paths below the folder where they hold a slash; none takes every file
 */
export async function findLogs(
  paths: readonly string[],
  include: readonly string[],
  context: CommandContext,
): Promise<FoundLogs> {
  const { terminal } = context
  if (paths.length === 0 && terminal.stdin.isTTY === true) {
    throw new UsageError('no log is named', 'name files or folders, or `-` for standard input')
  }
  const found: string[] = []
  let unreadable = 0
  for (const path of paths.length === 0 ? ['-'] : paths) {
    try {
      for (const file of path === '-' ? ['-'] : await filesOf(path, include)) found.push(file)
    } catch (error) {
      unreadable++
      tellUnreadable(path, error, context)
    }
  }
  return { sets: rotatedSets(found).map(set => set.map(path => logFile(path, context))), unreadable }
}

/** Tells that a file cannot be read, and why. `behind` says what of it was. */
export function tellUnreadable(name: string, error: unknown, { terminal }: CommandContext, behind = ''): void {
  terminal.note(`${harmless(name)}: ${terminal.paintNote('red', 'error:')} ${harmless(reasonOf(error))}${behind}`)
}

function logFile(path: string, { terminal, startedMs }: CommandContext): LogFile {
  const open = path === '-' ? async () => streamSource('-', terminal.stdin, startedMs) : () => openFile(path)
  return { name: path, open }
}

async function filesOf(path: string, include: readonly string[]): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const files = entries.filter(entry => !entry.isDirectory()).map(entry => join(entry.parentPath, entry.name))
  if (files.length === 0) throw new Error('holds no files')
  const fitting = files.filter(file => include.length === 0 || include.some(glob => fits(file, path, glob)))
  if (fitting.length === 0) throw new Error(`holds no file that fits --include ${include.join(' or ')}`)
  return fitting.sort()
}

function fits(file: string, folder: string, glob: string): boolean {
  return matchesGlob(glob.includes('/') ? relative(folder, file) : basename(file), glob)
}
