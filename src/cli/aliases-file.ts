import { readTextFile } from '../adapters/file/text-file.ts'
import { type Aliases, type AliasFault, aliasesOf } from '../config/aliases.ts'
import { UsageError } from './exit-code.ts'
import { harmless } from './terminal.ts'

/** Reads a file of aliases that `setting` names. Throws UsageError for one that cannot be read, or that is faulty. */
export function aliasesIn(path: string, setting: string): Aliases {
  const read = readTextFile(path)
  if (!('text' in read)) throw new UsageError(`${setting}: ${harmless(path)}: ${read.reason}`)
  const found = aliasesOf(read.text)
  if (found instanceof Map) return found
  const { line, reason } = found as AliasFault
  throw new UsageError(
    `${setting}: ${harmless(path)}:${line}: ${harmless(reason)}`,
    'write `ADDRESS NAME …` on each line',
  )
}
