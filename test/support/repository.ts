import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

/** What is not the project's own: packages, history, and what programs leave behind. */
const NOT_OWN = new Set(['node_modules', '.git', '.cache', 'bench/data', 'coverage'])

/** Every file of the project below a folder, as a path from the top, in the order of names. */
export function filesBelow(folder = ''): string[] {
  const entries = readdirSync(join(REPOSITORY, folder), { withFileTypes: true })
  return entries
    .map(entry => ({ entry, path: folder === '' ? entry.name : `${folder}/${entry.name}` }))
    .filter(({ path }) => !NOT_OWN.has(path))
    .flatMap(({ entry, path }) => (entry.isDirectory() ? filesBelow(path) : [path]))
    .sort()
}

/** The text of a file, named by its path from the top. */
export function textOf(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8')
}
