import type { RequiredText } from './required-text.ts'

/** Letters of a window, by which a piece is looked up. A shorter piece cannot be looked for. */
const WINDOW = 4
/** No window of a text is looked up more seldom: the pieces stand in the table once for each place between two of them. */
const LONGEST_STRIDE = 8
/** So many slots for a window: most look-ups end at an empty one. */
const SLOTS_EACH = 2
/** The bit that upper and lower case of an ASCII letter differ in; set in all letters of the table. */
const CASE_BIT = 0x20
const CASE_BITS = 0x20202020
const SIEVE_WORDS = 16

/** Numbers of an entry: its window, group, place of the window in the piece, place and length of the piece, owner, next entry. */
export const ENTRY_WORDS = 7

/** A run of printable ASCII characters that is looked for in the texts of a group. */
export interface Piece {
  readonly group: number
  /** Who asks for it. */
  readonly owner: number
  readonly run: string
}

/**
 * Pieces of text, for finding all of them in one pass over a text at a cost that does not grow with their number.
 *
 * A hash table of windows of four letters, without regard to case. Of a text only each stride-th window is looked up: each
 * piece is in the table with as many of its windows as the stride has places, so that one of them is met. The same
 * arrays are read by pieces.as.
 */
export interface PieceTable {
  /** The first entry by hash, 0 for none; a power of two of them. */
  readonly slots: Int32Array
  /** By how much a hash is shifted to give a slot. */
  readonly shift: number
  /** ENTRY_WORDS each; the first one is none. */
  readonly entries: Int32Array
  /** All pieces, one behind the other, in the letters of the table. */
  readonly letters: Uint8Array
  /** By group; 0 for a group without pieces. */
  readonly strides: Int32Array
  /** By group a set of 512 bits, by hash, of the windows that it has: most look-ups end there, in one line of the cache. */
  readonly sieves: Int32Array
}

/**
 * Of each required piece the longest run that can be looked for in bytes and in text alike, without regard to case; null if
 * one has none. K and S end a run where case makes no difference: the Kelvin sign and the long s are theirs too, and no ASCII.
 */
export function runsOf(required: RequiredText | null): readonly string[] | null {
  if (required === null) return null
  const parts = required.ignoreCase ? /[ -jl-rt-~]+/g : /[ -~]+/g
  const runs = required.anyOf.map(piece =>
    (piece.match(parts) ?? []).reduce((longest, part) => (part.length > longest.length ? part : longest), ''),
  )
  return runs.every(({ length }) => length >= WINDOW) ? runs : null
}

export function pieceTable(pieces: readonly Piece[], groups: number): PieceTable {
  const strides = new Int32Array(groups)
  for (const { group, run } of pieces) {
    const stride = Math.min(run.length - WINDOW + 1, LONGEST_STRIDE)
    strides[group] = strides[group] === 0 ? stride : Math.min(stride, strides[group]!)
  }
  const count = pieces.reduce((sum, { group }) => sum + strides[group]!, 0)
  const bits = Math.max(4, Math.ceil(Math.log2(count * SLOTS_EACH + 1)))
  const table = {
    slots: new Int32Array(1 << bits),
    shift: 32 - bits,
    entries: new Int32Array((count + 1) * ENTRY_WORDS),
    letters: new Uint8Array(pieces.reduce((sum, { run }) => sum + run.length, 0)),
    strides,
    sieves: new Int32Array(groups * SIEVE_WORDS),
  }
  fill(table, pieces)
  return table
}

function fill({ slots, shift, entries, letters, strides, sieves }: PieceTable, pieces: readonly Piece[]): void {
  let at = 0
  let entry = ENTRY_WORDS
  for (const { group, owner, run } of pieces) {
    for (let i = 0; i < run.length; i++) letters[at + i] = run.charCodeAt(i) | CASE_BIT
    for (let offset = 0; offset < strides[group]!; offset++) {
      const window = windowAt(letters, at + offset)
      const hash = hashOf(window, group)
      const slot = hash >>> shift
      sieves[group * SIEVE_WORDS + (hash >>> 28)]! |= 1 << ((hash >>> 23) & 31)
      entries.set([window, group, offset, at, run.length, owner, slots[slot]!], entry)
      slots[slot] = entry
      entry += ENTRY_WORDS
    }
    at += run.length
  }
}

/** The window as a number, without regard to case. */
function windowAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24) | CASE_BITS
}

function hashOf(window: number, group: number): number {
  return Math.imul(window ^ Math.imul(group + 1, 0x9e3779b1), 0x85ebca6b)
}

/** Whether a group wants the text in bytes[start, end): a piece of it stands there, or it has none and wants every text. */
export function wantsText(table: PieceTable, group: number, bytes: Uint8Array, start: number, end: number): boolean {
  const { slots, shift, entries, strides } = table
  const stride = strides[group]!
  if (stride === 0) return true
  for (let at = start; at + WINDOW <= end; at += stride) {
    const window = windowAt(bytes, at)
    for (let entry = slots[hashOf(window, group) >>> shift]!; entry > 0; entry = entries[entry + 6]!) {
      if (entries[entry] !== window || entries[entry + 1] !== group) continue
      const from = at - entries[entry + 2]!
      if (from >= start && isPiece(table, entry, bytes, from, end)) return true
    }
  }
  return false
}

function isPiece(
  { entries, letters }: PieceTable,
  entry: number,
  bytes: Uint8Array,
  from: number,
  end: number,
): boolean {
  const piece = entries[entry + 3]!
  const length = entries[entry + 4]!
  if (from + length > end) return false
  for (let i = 0; i < length; i++) if ((bytes[from + i]! | CASE_BIT) !== letters[piece + i]) return false
  return true
}

/** Tells the owners of the pieces of group 0 that stand in a text, some more than once. */
export function findOwners(table: PieceTable, text: string, found: (owner: number) => void): void {
  const { slots, shift, entries, strides } = table
  const stride = strides[0]!
  for (let at = 0; at + WINDOW <= text.length; at += stride) {
    const window =
      text.charCodeAt(at) |
      (text.charCodeAt(at + 1) << 8) |
      (text.charCodeAt(at + 2) << 16) |
      (text.charCodeAt(at + 3) << 24) |
      CASE_BITS
    for (let entry = slots[hashOf(window, 0) >>> shift]!; entry > 0; entry = entries[entry + 6]!) {
      if (entries[entry] === window && isPieceOf(table, entry, text, at - entries[entry + 2]!))
        found(entries[entry + 5]!)
    }
  }
}

function isPieceOf({ entries, letters }: PieceTable, entry: number, text: string, from: number): boolean {
  const piece = entries[entry + 3]!
  const length = entries[entry + 4]!
  if (from < 0 || from + length > text.length) return false
  for (let i = 0; i < length; i++) if ((text.charCodeAt(from + i) | CASE_BIT) !== letters[piece + i]) return false
  return true
}
