import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** A rule file as it was read. */
export interface RuleFile {
  readonly path: string
  readonly text: string
}

/** A path at which no rules can be read, and why. */
export interface UnreadableRules {
  readonly path: string
  readonly reason: string
}

export interface RuleFiles {
  readonly files: readonly RuleFile[]
  readonly unreadable: readonly UnreadableRules[]
}

/** Reads the rule files (`*.yaml`, `*.yml`) of files and folders, sorted by path. All that cannot be read is told at once. */
export async function readRuleFiles(paths: readonly string[]): Promise<RuleFiles> {
  const files: RuleFile[] = []
  const unreadable: UnreadableRules[] = []
  for (const path of paths) {
    try {
      const found = await rulePaths(path)
      if (found.length === 0) unreadable.push({ path, reason: 'holds no rule files (*.yaml)' })
      for (const one of found) await readInto(files, unreadable, one)
    } catch (error) {
      unreadable.push({ path, reason: reasonOf(error) })
    }
  }
  return { files, unreadable }
}

async function readInto(files: RuleFile[], unreadable: UnreadableRules[], path: string): Promise<void> {
  try {
    files.push({ path, text: await readFile(path, 'utf8') })
  } catch (error) {
    unreadable.push({ path, reason: reasonOf(error) })
  }
}

/** A mounted ConfigMap shows each file as a link into a folder `..data`, whose own content must not count twice. */
async function rulePaths(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => !entry.isDirectory() && /\.ya?ml$/.test(entry.name) && entry.name !== 'inventory.yaml')
    .map(entry => join(entry.parentPath, entry.name))
    .filter(found => !relative(path, found).startsWith('..'))
    .sort()
}

/** A system error in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
      return 'no such file or folder'
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it'
    case 'EISDIR':
      return 'is a folder'
    default:
      return message
  }
}
