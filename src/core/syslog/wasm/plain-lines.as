// Passes lines of the common form that no rule wants, a block at a time. See plain-lines.ts, which speaks to it.
//
// The first page of the memory is for what stands in these files; the trie and the buffer come behind it.
//
// A plain line is [relay-time host ][<PRI>][words: ][*|.]Mmm dd [yyyy ]hh:mm:ss[.fff][ zone]: %CODE: …

import { mask64, newlineFrom } from './blocks'
import { byteAt, isDigit, LESS, NEWLINE, NOT_PLAIN } from './bytes'
import { setClock, tickAt, tickOwn } from './clock'
import { acceptedAt, behindCode, NOT_ACCEPTED, setTrie } from './code'
import { wantsText } from './pieces'
import { beginsRelay, behindRelay, relayMs } from './relay'
import { behindStamp, own } from './stamp'
import { behindPri, behindWords } from './words'
import { askNothing } from './zones'

export { hasSeenSetClock, nowMs } from './clock'
export { setPieces } from './pieces'
export { askedZone, setLocalZone, setNamedZone } from './zones'

let longestLine: usize = 0
let count: u32 = 0
/** The group of pieces that are wanted whatever the code; below 0 where there are none. */
let ofAnyCode: i32 = -1

export function begin(trieAt: usize, memoAt: usize, longestLineBytes: usize, groupOfAnyCode: i32): void {
  setTrie(trieAt, memoAt)
  ofAnyCode = groupOfAnyCode
  longestLine = longestLineBytes
}

/** Passes the lines of [start, end) up to the first that is not plain, and gives where that one begins, or `end`. */
export function pass(start: usize, end: usize, nowMs: f64, sawSetClock: bool): usize {
  setClock(nowMs, sawSetClock)
  askNothing()
  count = 0
  let line = start
  while (line < end) {
    const behind = behindLine(line, end)
    if (behind == NOT_PLAIN) break
    count++
    line = behind
  }
  return line
}

/** How many lines the last call passed. */
export function passed(): u32 {
  return count
}

/**
 * Whether the record [start, end) is one plain line, with its newline or without, and no second message. The clock stays
 * where it is. What stands behind the record may be anything: a header that reaches there is none.
 */
export function isPlainRecord(start: usize, end: usize): bool {
  const pos = behindHeader(start, beginsRelay(start))
  if (pos == NOT_PLAIN || pos > end || end - start > longestLine) return false
  return isOneMessage(pos, end) && !isTextWanted(pos, end)
}

/** Whether in the text [start, end) no newline stands but the last byte, and nothing that may be a priority. */
@inline
function isOneMessage(start: usize, end: usize): bool {
  for (let at = start; at < end; at += 64) {
    let found = mask64(at, NEWLINE) | mask64(at, <u8>LESS)
    for (; found != 0; found &= found - 1) {
      const pos = at + <usize>ctz(found)
      if (pos >= end) return true
      if (byteAt(pos) == NEWLINE ? pos + 1 < end : isDigit(byteAt(pos + 1))) return false
    }
  }
  return true
}

/** Behind the newline of a plain line, whose stamp has moved the clock. */
@inline
function behindLine(start: usize, end: usize): usize {
  const isRelayed = beginsRelay(start)
  const pos = behindHeader(start, isRelayed)
  if (pos == NOT_PLAIN) return NOT_PLAIN
  const newline = newlineFrom(pos, end)
  if (newline >= end || newline - start > longestLine) return NOT_PLAIN
  if (isTextWanted(pos, newline)) return NOT_PLAIN
  return (isRelayed ? tickAt(relayMs()) : tickOwn(own)) ? newline + 1 : NOT_PLAIN
}

/** Behind the colon of the code. */
@inline
function behindHeader(start: usize, isRelayed: bool): usize {
  let pos = isRelayed ? behindRelay(start) : start
  if (pos != NOT_PLAIN) pos = behindPri(pos)
  if (pos != NOT_PLAIN) pos = behindWords(pos)
  if (pos != NOT_PLAIN) pos = behindStamp(pos)
  if (pos != NOT_PLAIN) pos = behindCode(pos)
  return pos
}

@inline
function isTextWanted(start: usize, end: usize): bool {
  if (acceptedAt != NOT_ACCEPTED && wantsText(acceptedAt, start, end)) return true
  return ofAnyCode >= 0 && wantsText(ofAnyCode, start, end)
}
