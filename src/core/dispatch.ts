import { type Piece, type PieceTable, pieceTable, wantsText } from './piece-table.ts'

/**
 * Which lines any rule can want, told from the bytes of a line, so that a line that no rule wants never becomes a string.
 *
 * A trie over the literal beginnings of all code globs, and behind it the pieces of text that the rules of a code require. It
 * may let a line pass that no rule wants (behind a `*` it looks no further), never the other way round.
 */
export interface LineFilter {
  /** Whether a line can be one that a rule wants, by the places of its code, which starts below 0 where it has none, and its text. */
  readonly wants: (bytes: Uint8Array, line: LinePlaces) => boolean
  /** The trie for whoever walks it himself. Rows of 128: see trieOf. */
  readonly trie: Int32Array
  /** What a line's text must hold, by the row of the trie at which its code is accepted; the last group is for lines of any code. */
  readonly pieces: PieceTable
  /** Whether lines of any code, and lines without one, can be wanted. */
  readonly wantsAnyCode: boolean
}

/** Where the code and the text of a line stand; ends are exclusive. */
export interface LinePlaces {
  readonly codeStart: number
  readonly codeEnd: number
  readonly textStart: number
  readonly textEnd: number
}

/** Lines that a rule can want. */
export interface WantedLines {
  /** Null: of any code, or without one. */
  readonly glob: string | null
  /** One of these runs stands in their text (see runsOf); null where nothing is known. */
  readonly runs: readonly string[] | null
}

/** The codes by which other platforms call what the rules know by its IOS XE name (see code.ts). */
const ALIASES: readonly (readonly [RegExp, string])[] = [[/^SMART_LIC-/, 'LICMGR-']]

const PASS = -1
const NOT_ACCEPTED = -1

export function lineFilter(wanted: readonly WantedLines[]): LineFilter {
  const trie = trieOf(wanted.flatMap(({ glob }) => (glob === null ? [] : [glob, ...aliasesOf(glob)])))
  const anyCode = trie.length / 128
  const groups: WantedLines['runs'][][] = Array.from({ length: anyCode + 1 }, () => [])
  for (const { glob, runs } of wanted) {
    const rows = glob === null ? [anyCode] : [glob, ...aliasesOf(glob)].map(each => rowOfGlob(trie, each))
    for (const row of rows) groups[row]!.push(runs)
  }
  const pieces = pieceTable(groups.flatMap(piecesOf), anyCode + 1)
  const wantsAnyCode = groups[anyCode]!.length > 0
  const wants = (bytes: Uint8Array, { codeStart, codeEnd, textStart, textEnd }: LinePlaces): boolean => {
    const row = codeStart < 0 ? NOT_ACCEPTED : acceptingRow(trie, bytes, codeStart, codeEnd)
    if (row !== NOT_ACCEPTED && wantsText(pieces, row, bytes, textStart, textEnd)) return true
    return wantsAnyCode && wantsText(pieces, anyCode, bytes, textStart, textEnd)
  }
  return { wants, trie, pieces, wantsAnyCode }
}

/** One without known runs leaves none to its whole group. */
function piecesOf(all: readonly WantedLines['runs'][], group: number): readonly Piece[] {
  const runs = all.flatMap(each => each ?? [])
  return all.includes(null) ? [] : [...new Set(runs)].map(run => ({ group, owner: 0, run }))
}

function beginningOf(glob: string): string {
  return glob.split('*', 1)[0]!
}

function aliasesOf(glob: string): string[] {
  const beginning = beginningOf(glob)
  return ALIASES.flatMap(([known, alias]) => {
    const possible = known.test(beginning) || 'SMART_LIC-'.startsWith(beginning)
    return possible ? [`${alias}*`] : []
  })
}

/** Rows of 128: the next row for a byte, 0 for none, PASS where everything behind is accepted. Row r begins at r × 128. */
function trieOf(globs: readonly string[]): Int32Array {
  const rows: Int32Array[] = [new Int32Array(128)]
  const ends = new Set<number>()
  for (const glob of globs) {
    const row = makeRow(rows, beginningOf(glob))
    if (row === PASS) continue
    if (glob.includes('*')) rows[row]!.fill(PASS)
    else ends.add(row)
  }
  return flatten(rows, ends)
}

/** The row behind a beginning, made if need be; PASS if a shorter beginning accepts it already. */
function makeRow(rows: Int32Array[], beginning: string): number {
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

/** The row at which the codes of a glob are accepted: behind its beginning, or before where a shorter one accepts all. */
function rowOfGlob(trie: Int32Array, glob: string): number {
  let row = 0
  for (const char of beginningOf(glob)) {
    const next = trie[row * 128 + (char.charCodeAt(0) & 127)]!
    if (next === PASS) return row
    row = next
  }
  return row
}

function acceptingRow(trie: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let row = 0
  for (let i = start; i < end; i++) {
    const next = trie[row * 128 + (bytes[i]! & 127)]!
    if (next === PASS) return row
    if (next === 0) return NOT_ACCEPTED
    row = next
  }
  return trie[row * 128] === PASS ? row : NOT_ACCEPTED
}
