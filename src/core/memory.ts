import type { Line } from './match.ts'

/** What a key remembers of the lines that it was given: identity → arrival, oldest first. */
export interface Memory {
  readonly lines: Map<string, number>
  readonly openers: Set<string>
}

export function newMemory(): Memory {
  return { lines: new Map(), openers: new Set() }
}

/**
 * Whether `line` is one that the key was given before; if not, remembers it. Of more than `most` the oldest is forgotten: a
 * later copy of it counts again.
 */
export function isDuplicate(memory: Memory, line: Line, reorderMs: number, most: number): boolean {
  if (line.proof === 'never') return false
  const seen = memory.lines.get(line.identity)
  if (seen !== undefined && (line.proof === 'always' || Math.abs(line.arrival - seen) <= reorderMs)) return true
  if (seen !== undefined) memory.lines.delete(line.identity)
  memory.lines.set(line.identity, line.arrival)
  if (memory.lines.size > most) forgetOldest(memory.lines)
  return false
}

/** Whether an opener of this id was there before; if not, remembers it. */
export function isRememberedOpener(memory: Memory, id: string, most: number): boolean {
  if (memory.openers.has(id)) return true
  memory.openers.add(id)
  if (memory.openers.size > most) forgetOldest(memory.openers)
  return false
}

function forgetOldest(kept: Map<string, number> | Set<string>): void {
  for (const oldest of kept.keys()) {
    kept.delete(oldest)
    return
  }
}
