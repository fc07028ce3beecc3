import type { Line } from './match.ts'

/**
 * What a key remembers of the lines that it was given, oldest first: their identities with their arrivals, and the ids of
 * openers.
 *
 * Most keys remember a line or two, for which a list takes a third of what a map does; from a dozen on it is a map.
 */
export interface Memory {
  lines: (string | number)[] | Map<string, number>
  openers: string[] | Set<string>
}

const LONGEST_LIST = 12

export function newMemory(): Memory {
  return { lines: [], openers: [] }
}

/**
 * Whether `line` is one that the key was given before; if not, remembers it. Of more than `most` the oldest is forgotten: a
 * later copy of it counts again.
 */
export function isDuplicate(memory: Memory, line: Line, reorderMs: number, most: number): boolean {
  if (line.proof === 'never') return false
  const seen = arrivalOf(memory, line.identity)
  if (seen !== undefined && (line.proof === 'always' || Math.abs(line.arrival - seen) <= reorderMs)) return true
  remember(memory, line, most)
  return false
}

function arrivalOf({ lines }: Memory, identity: string): number | undefined {
  if (!Array.isArray(lines)) return lines.get(identity)
  const index = lines.indexOf(identity)
  return index < 0 ? undefined : (lines[index + 1] as number)
}

function remember(memory: Memory, { identity, arrival }: Line, most: number): void {
  if (Array.isArray(memory.lines)) {
    // Built anew, as a list that grows in place takes room for sixteen more.
    const known = memory.lines.indexOf(identity)
    const others = known < 0 ? memory.lines : memory.lines.toSpliced(known, 2)
    memory.lines = [...others, identity, arrival].slice(-2 * most)
    if (memory.lines.length > 2 * LONGEST_LIST) memory.lines = new Map(pairsOf(memory.lines))
    return
  }
  memory.lines.delete(identity)
  memory.lines.set(identity, arrival)
  if (memory.lines.size > most) forgetOldest(memory.lines)
}

function pairsOf(lines: readonly (string | number)[]): [string, number][] {
  const pairs: [string, number][] = []
  for (let i = 0; i < lines.length; i += 2) pairs.push([lines[i] as string, lines[i + 1] as number])
  return pairs
}

/** Whether an opener of this id was there before; if not, remembers it. */
export function isRememberedOpener(memory: Memory, id: string, most: number): boolean {
  const { openers } = memory
  if (Array.isArray(openers)) {
    if (openers.includes(id)) return true
    memory.openers = [...openers, id].slice(-most)
    if (memory.openers.length > LONGEST_LIST) memory.openers = new Set(memory.openers)
    return false
  }
  if (openers.has(id)) return true
  openers.add(id)
  if (openers.size > most) forgetOldest(openers)
  return false
}

function forgetOldest(kept: Map<string, number> | Set<string>): void {
  for (const oldest of kept.keys()) {
    kept.delete(oldest)
    return
  }
}
