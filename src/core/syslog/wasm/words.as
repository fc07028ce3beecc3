// Reads `[<PRI>][words: ]`: counter, origin, sequence.

import { NUMBER, skip, WORD } from './blocks'
import { byteAt, GREATER, isDigit, isLetter, LESS, NOT_PLAIN } from './bytes'

const MOST_WORDS: u32 = 8
const LONGEST_WORD: usize = 255
const COLON_BLANK: u32 = 0x203a
/** `SAEV`: a word that begins so may be a licence event's name, which is a code. */
const EVENT_NAME: u32 = 0x56454153

@inline
export function behindPri(start: usize): usize {
  if (byteAt(start) != LESS) return start
  let pos = start + 1
  while (pos < start + 5 && isDigit(byteAt(pos))) pos++
  return byteAt(pos) == GREATER && pos > start + 1 ? pos + 1 : NOT_PLAIN
}

/** Behind words that a colon and a blank close. What stands there must be a stamp. */
@inline
export function behindWords(start: usize): usize {
  let word = start
  for (let left = MOST_WORDS; left > 0; left--) {
    const pos = behindWord(word)
    if (pos == word || load<u16>(pos) != COLON_BLANK) return word
    if (pos - word > LONGEST_WORD || load<u32>(word) == EVENT_NAME) return NOT_PLAIN
    word = pos + 2
  }
  return NOT_PLAIN
}

/** One that begins with a digit holds only digits and dots: others may be a time since boot, such as `1d2h`. */
@inline
function behindWord(start: usize): usize {
  const first = byteAt(start)
  if (isDigit(first)) return skip(start, NUMBER)
  return isLetter(first) ? skip(start, WORD) : start
}
