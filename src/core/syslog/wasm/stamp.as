// Reads `[*|.]Mmm dd [yyyy ]hh:mm:ss[.fff][ zone]: `.

import { BLANK, byteAt, COLON, DOT, isDigit, isLetter, NOT_PLAIN, STAR, two, ZERO } from './bytes'
import { isDay, isYear, monthAt } from './calendar'
import { findNamedZone, namedOffsetMs, packLetter } from './zones'

const LONGEST_ABBREVIATION: usize = 6
/** ` UTC`, by far the most frequent. */
const BLANK_UTC: u32 = 0x43545520
/** In which year-less dates must exist. */
const LEAP_YEAR: u32 = 2000

/** A device's own stamp. `year` is 0 when it says none. */
@unmanaged
export class OwnStamp {
  year: u32
  month: u32
  day: u32
  timeOfDayMs: u32
  /** Whether it names its zone, whose offset is `offsetMs`. */
  zoned: bool
  /** Whether its clock was never set: flagged `*`. */
  neverSet: bool
  offsetMs: f64
}

/** The stamp read last. */
export const own = changetype<OwnStamp>(memory.data(40, 8))

@inline
export function behindStamp(start: usize): usize {
  const flag = byteAt(start)
  own.neverSet = flag == STAR
  const pos = behindDate(flag == STAR || flag == DOT ? start + 1 : start)
  return pos == NOT_PLAIN ? NOT_PLAIN : behindTime(pos)
}

@inline
function behindDate(start: usize): usize {
  const month = monthAt(start)
  if (month == 0) return NOT_PLAIN
  let pos = byteAt(start + 4) == BLANK ? start + 5 : start + 4
  let day = byteAt(pos++) - ZERO
  if (day > 9) return NOT_PLAIN
  if (isDigit(byteAt(pos))) day = day * 10 + byteAt(pos++) - ZERO
  if (byteAt(pos++) != BLANK) return NOT_PLAIN
  let year: u32 = 0
  if (byteAt(pos + 4) == BLANK) {
    year = two(pos) * 100 + two(pos + 2)
    if (!isYear(year)) return NOT_PLAIN
    pos += 5
  }
  own.year = year
  own.month = month
  own.day = day
  return isDay(year == 0 ? LEAP_YEAR : year, month, day) ? pos : NOT_PLAIN
}

@inline
function behindTime(start: usize): usize {
  const ms = timeOfDayMsAt(start)
  if (ms == NO_TIME) return NOT_PLAIN
  own.timeOfDayMs = ms
  let pos = start + 8
  if (byteAt(pos) == DOT) {
    const tens = two(pos + 1)
    const ones = byteAt(pos + 3) - ZERO
    if (tens > 99 || ones > 9) return NOT_PLAIN
    own.timeOfDayMs += tens * 10 + ones
    pos += 4
  }
  pos = behindZone(pos)
  return byteAt(pos) == COLON && byteAt(pos + 1) == BLANK ? pos + 2 : NOT_PLAIN
}

export const NO_TIME: u32 = u32.MAX_VALUE

/** Whole seconds of `hh:mm:ss` in ms; NO_TIME where no such time stands. A leap second is none. */
@inline
export function timeOfDayMsAt(pos: usize): u32 {
  // Digits become their values, colons zeros; what then is more than 9, or a colon's more than 0, sets its highest bit.
  const values = load<u64>(pos) ^ 0x30303a30303a3030
  if (((values | (values + 0x76767f76767f7676)) & 0x8080808080808080) != 0) return NO_TIME
  const hours = twoOf(values)
  const minutes = twoOf(values >> 24)
  const seconds = twoOf(values >> 48)
  return hours < 24 && minutes < 60 && seconds < 60 ? ((hours * 60 + minutes) * 60 + seconds) * 1000 : NO_TIME
}

/** The number of the two values in the lowest bytes. */
@inline
function twoOf(values: u64): u32 {
  return (<u32>values & 0xff) * 10 + ((<u32>values >> 8) & 0xff)
}

/** Behind ` CEST`, or the same position where no blank stands. NOT_PLAIN for a zone that is not known. */
@inline
function behindZone(start: usize): usize {
  own.zoned = byteAt(start) == BLANK
  if (!own.zoned) return start
  if (load<u32>(start) == BLANK_UTC) {
    own.offsetMs = 0
    return start + 4
  }
  let pos = start + 1
  let packed: u32 = 0
  while (pos <= start + LONGEST_ABBREVIATION && isLetter(byteAt(pos))) packed = packLetter(packed, byteAt(pos++))
  if (!findNamedZone(packed)) return NOT_PLAIN
  own.offsetMs = namedOffsetMs()
  return pos
}
