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

export function setTrie(at: usize): void {
  trie = at
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
  let row: i32 = 0
  for (let pos = start; pos < end; pos++) {
    const next = load<i32>(trie + (<usize>((<u32>row << 7) | byteAt(pos)) << 2))
    if (next == PASS) return row
    if (next == 0) return NOT_ACCEPTED
    row = next
  }
  return load<i32>(trie + (<usize>row << 9)) == PASS ? row : NOT_ACCEPTED
}
