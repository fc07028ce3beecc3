import { canLieWithin, elapsedMs } from '../distance.ts'
import type { ExplainedLine, ExplainedWindow, OtherKeyLine } from './explained-window.ts'

/** How many lines of an event are remembered (beyond it one that was meant for a window may be missed), and how many are told. */
const REMEMBERED = 64
const TOLD = 3

/** The newest lines of each event that did nothing in the window of their key: perhaps they were meant for another. */
export interface UnusedLines {
  readonly add: (key: readonly string[], line: ExplainedLine) => void
  /** Those that would have come in time for a window, had they been of its key: first of the keys that differ in the fewest fields, and there by their ends only. */
  readonly meantFor: (explained: ExplainedWindow) => readonly OtherKeyLine[]
}

export function unusedLines(reorderMs: number): UnusedLines {
  const byEvent = new Map<string, { readonly key: readonly string[]; readonly line: ExplainedLine }[]>()
  return {
    add: (key, line) => {
      for (const event of line.events) {
        const lines = byEvent.get(event) ?? []
        lines.push({ key, line })
        if (lines.length > REMEMBERED) lines.shift()
        byEvent.set(event, lines)
      }
    },
    meantFor: explained => {
      const { awaited, boundMs, lines } = explained
      const opener = lines.first[0]?.line
      if (opener === undefined || boundMs === null) return []
      return awaited
        .flatMap(event => byEvent.get(event) ?? [])
        .filter(({ key, line }) => {
          return differences(key, explained.key) > 0 && canLieWithin(opener, line.line, boundMs, reorderMs)
        })
        .map(({ key, line }) => ({ ...line, key, elapsedMs: elapsedMs(opener, line.line, reorderMs) }))
        .sort((a, b) => compareKeys(explained.key, a.key, b.key))
        .slice(0, TOLD)
    },
  }
}

function differences(a: readonly string[], b: readonly string[]): number {
  return a.filter((value, index) => value !== b[index]).length
}

function compareKeys(key: readonly string[], a: readonly string[], b: readonly string[]): number {
  return differences(a, key) - differences(b, key) || likeness(b, key) - likeness(a, key)
}

/** How many characters the differing values have in common from their beginnings. */
function likeness(a: readonly string[], b: readonly string[]): number {
  return a.reduce((sum, value, index) => sum + (value === b[index] ? 0 : commonLength(value, b[index]!)), 0)
}

function commonLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}
