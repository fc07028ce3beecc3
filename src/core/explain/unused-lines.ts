import { canLieWithin, elapsedMs } from '../distance.ts'
import type { ExplainedLine, ExplainedWindow, OtherKeyLine } from './explained-window.ts'

/** How many lines of an event are remembered, and how many are told of a window. */
const REMEMBERED = 64
const TOLD = 3

/** The newest lines of each event that did nothing in the window of their key: perhaps they were meant for another. */
export interface UnusedLines {
  readonly add: (key: readonly string[], line: ExplainedLine) => void
  /** Those that would have come in time for a window, had they been of its key: first of the keys that differ least. */
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
        .sort((a, b) => differences(a.key, explained.key) - differences(b.key, explained.key))
        .slice(0, TOLD)
    },
  }
}

function differences(a: readonly string[], b: readonly string[]): number {
  return a.filter((value, index) => value !== b[index]).length
}
