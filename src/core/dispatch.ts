/**
 * Which codes any rule can want, told from the bytes of a line, so that a line that no rule wants never becomes a string.
 *
 * A trie over the literal beginnings of all code globs. It may let a line pass that no rule wants (behind a `*` it looks
 * no further), never the other way round.
 */
export interface CodeFilter {
  /** Whether a code at [start, end) can be one that a rule wants. */
  readonly wants: (bytes: Uint8Array, start: number, end: number) => boolean
  /** Whether a line without a code can be one that a rule wants. */
  readonly wantsUncoded: boolean
  /** The same for whoever walks it himself. Rows of 128: see trieOf. */
  readonly trie: Int32Array
}

/** The codes by which other platforms call what the rules know by its IOS XE name (see code.ts). */
const ALIASES: readonly (readonly [RegExp, string])[] = [[/^SMART_LIC-/, 'LICMGR-']]

const PASS = -1

/** Globs of codes that rules want; with `wantsUncoded`, lines of any code and lines without one are wanted. */
export function codeFilter(globs: readonly string[], wantsUncoded = false): CodeFilter {
  const beginnings = globs.map(glob => glob.split('*', 1)[0]!)
  const others = beginnings.flatMap(beginning => aliasesOf(beginning))
  const any = wantsUncoded ? [''] : []
  const trie = trieOf([...any, ...beginnings, ...others], new Set(globs.filter(glob => !glob.includes('*'))))
  return { wants: (bytes, start, end) => walk(trie, bytes, start, end), wantsUncoded, trie }
}

function aliasesOf(beginning: string): string[] {
  return ALIASES.flatMap(([known, alias]) => {
    const possible = known.test(beginning) || 'SMART_LIC-'.startsWith(beginning)
    return possible ? [alias] : []
  })
}

/** Rows of 128: the next row for a byte, 0 for none, PASS where everything behind is accepted. Row r begins at r × 128. */
function trieOf(beginnings: readonly string[], whole: ReadonlySet<string>): Int32Array {
  const rows: Int32Array[] = [new Int32Array(128)]
  const ends = new Set<number>()
  for (const beginning of beginnings) {
    const row = rowOf(rows, beginning)
    if (row === PASS) continue
    if (whole.has(beginning)) ends.add(row)
    else rows[row]!.fill(PASS)
  }
  return flatten(rows, ends)
}

/** The row behind a beginning, made if need be; PASS if a shorter beginning accepts it already. */
function rowOf(rows: Int32Array[], beginning: string): number {
  let row = 0
  for (const char of beginning) {
    const code = char.charCodeAt(0) & 127
    const next = rows[row]![code]!
    if (next === PASS) return PASS
    if (next === 0) rows[row]![code] = rows.push(new Int32Array(128)) - 1
    row = rows[row]![code]!
  }
  return row
}

/** A row that ends a whole code accepts only the end: its entry 0 says so (no code holds a NUL). */
function flatten(rows: readonly Int32Array[], ends: ReadonlySet<number>): Int32Array {
  const trie = new Int32Array(rows.length * 128)
  rows.forEach((row, index) => {
    trie.set(row, index * 128)
    if (ends.has(index)) trie[index * 128] = PASS
  })
  return trie
}

function walk(trie: Int32Array, bytes: Uint8Array, start: number, end: number): boolean {
  let row = 0
  for (let i = start; i < end; i++) {
    const next = trie[row * 128 + (bytes[i]! & 127)]!
    if (next === PASS) return true
    if (next === 0) return false
    row = next
  }
  return trie[row * 128] === PASS
}
