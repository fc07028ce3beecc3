import type { SourceFile } from '../document/source-file.ts'

/**
 * A rule file without what stands under its `tests:`, line for line, so that every place stays where it is.
 *
 * Most of a rule file is its tests. Who only runs the rules need not read them: `check` and `test` do.
 */
export function withoutTests({ path, text }: SourceFile): SourceFile {
  let isTest = false
  const lines = text.split('\n').map(line => {
    // What belongs to a field of the outermost mapping is indented, or an item of a list.
    if (/^[^\s#-]/.test(line) || line.startsWith('---')) isTest = /^tests\s*:\s*(?:#.*)?\r?$/.test(line)
    return isTest ? '' : line
  })
  return { path, text: lines.join('\n') }
}
