import { readFileSync } from 'node:fs'
import { reasonOf } from './rule-files.ts'

/** The text of a small file such as a configuration or a secret, or why it cannot be read. Reads it at once: nothing else is done meanwhile. */
export function readTextFile(path: string): { readonly text: string } | { readonly reason: string } {
  try {
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    return { reason: reasonOf(error) }
  }
}
