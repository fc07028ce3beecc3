import { hostName } from '../core/syslog/host-name.ts'

/** The name of a device by each other name of it, its addresses and its serial number; all as hostName has them. */
export type Aliases = ReadonlyMap<string, string>

/** A fault in a table of aliases. */
export interface AliasFault {
  /** Counted from 1. */
  readonly line: number
  readonly reason: string
}

/**
 * Reads aliases as hosts(5) writes them: on each line an address, the name, and any further names; `#` begins a comment.
 *
 * All words of a line are the same device, which is called by the second of them. A word may not stand for two devices.
 */
export function aliasesOf(text: string): Aliases | AliasFault {
  const aliases = new Map<string, string>()
  for (const [index, written] of text.split('\n').entries()) {
    const words = written
      .replace(/#.*/, '')
      .trim()
      .split(/\s+/)
      .map(word => hostName(word) ?? word)
    if (words[0] === '') continue
    const [, name] = words
    if (name === undefined) return { line: index + 1, reason: `\`${words[0]}\` has no name behind it` }
    for (const word of words) {
      const other = aliases.get(word)
      if (other !== undefined && other !== name) {
        return { line: index + 1, reason: `\`${word}\` is ${other} already, and cannot be ${name} too` }
      }
      aliases.set(word, name)
    }
  }
  return aliases
}
