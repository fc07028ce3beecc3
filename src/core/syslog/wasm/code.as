// Reads `%FACILITY-SEVERITY-MNEMONIC:` where no other code can stand in it or behind it.

import { CODE, mask64, skip } from './blocks'
import { byteAt, COLON, DASH, isBlank, isDigit, isUpper, NOT_PLAIN, PERCENT } from './bytes'
import { strideOf } from './pieces'

/** `LIC`: how XR's group `LICENSE-` begins, which is no part of the code. */
const LICENSE_GROUP: u32 = 0x43494c
const LONGEST_CODE: usize = 63
const PASS: i32 = -1

/** The row of the trie at which no code is accepted. */
export const NOT_ACCEPTED: i32 = -1

/** The trie of the wanted codes: see dispatch.ts. */
let trie: usize = 0

/** The row at which the last code was accepted. */
export let acceptedAt: i32 = NOT_ACCEPTED

/**
 * Codes that came lately, 256 by a hash: their length, their row, their bytes. A log has some dozens of codes, and the rows of
 * many rules do not stay in the nearest cache: the walk then costs more than all else of the code.
 */
const MEMO_BYTES: usize = 80
let memo: usize = 0

/** Behind `memoAt` stand as many zeros as the memo has bytes. */
export function setTrie(at: usize, memoAt: usize): void {
  trie = at
  memo = memoAt
}

/** Behind the colon of a code that no rule can want, or only if the text holds a piece. */
@inline
export function behindCode(start: usize): usize {
  if (byteAt(start) != PERCENT || !isUpper(byteAt(start + 1))) return NOT_PLAIN
  const pos = skip(start + 1, CODE)
  const dashes = mask64(start, <u8>DASH)
  // The first part of one character is the severity. Without any this is 64, which lies beyond the code.
  const severity = start + 1 + <usize>ctz(dashes & (dashes >> 2))
  if (byteAt(pos) != COLON || severity + 3 > pos || byteAt(severity) - 0x30 > 7) return NOT_PLAIN
  if (pos - start > LONGEST_CODE || isSpecial(start + 1, pos) || isCodeBehind(pos + 1)) return NOT_PLAIN
  acceptedAt = acceptingRow(start + 1, pos)
  return acceptedAt != NOT_ACCEPTED && strideOf(acceptedAt) == 0 ? NOT_PLAIN : pos + 1
}

/** Codes that may be wrappers (`…MSG`, `…ORM`, numbers), or begin with XR's group. */
@inline
function isSpecial(start: usize, end: usize): bool {
  const letters = load<u32>(end - 4) >> 8
  return isDigit(letters >> 16) || letters == 0x47534d || letters == 0x4d524f || (load<u32>(start) & 0xffffff) == LICENSE_GROUP
}

/** Whether the text begins with a percent sign: it may be another code's. */
@inline
function isCodeBehind(start: usize): bool {
  let pos = start
  while (isBlank(byteAt(pos))) pos++
  return byteAt(pos) == PERCENT
}

@inline
function acceptingRow(start: usize, end: usize): i32 {
  const length = end - start
  if (length < 8) return walk(start, end)
  const hash = (load<u64>(start) ^ rotl<u64>(load<u64>(end - 8), 29)) * 0x9e3779b97f4a7c15
  const slot = memo + <usize>(hash >> 56) * MEMO_BYTES
  if (load<u32>(slot) == <u32>length && isCode(slot + 8, start, length)) return load<i32>(slot, 4)
  const row = walk(start, end)
  store<u32>(slot, <u32>length)
  store<i32>(slot, row, 4)
  memory.copy(slot + 8, start, length)
  return row
}

/** Whether a code of at least 8 bytes is that of a slot. */
@inline
function isCode(kept: usize, start: usize, length: usize): bool {
  for (let i: usize = 0; i + 8 < length; i += 8) if (load<u64>(kept + i) != load<u64>(start + i)) return false
  return load<u64>(kept + length - 8) == load<u64>(start + length - 8)
}

function walk(start: usize, end: usize): i32 {
  let row: i32 = 0
  for (let pos = start; pos < end; pos++) {
    const next = load<i32>(trie + (<usize>((<u32>row << 7) | byteAt(pos)) << 2))
    if (next == PASS) return row
    if (next == 0) return NOT_ACCEPTED
    row = next
  }
  return load<i32>(trie + (<usize>row << 9)) == PASS ? row : NOT_ACCEPTED
}
