// Reads `2026-07-09T13:15:29.902044+00:00 host `.

import { DIGIT, HOST, skip } from './blocks'
import { BLANK, byteAt, COLON, DASH, DOT, isDigit, NOT_PLAIN, PLUS, two, ZERO } from './bytes'
import { dayMsOf, isDay, isYear } from './calendar'
import { NO_TIME, timeOfDayMsAt } from './stamp'

const MOST_FRACTION_DIGITS: usize = 9
const LONGEST_HOST: usize = 255
const LARGEST_OFFSET_MINUTES: u32 = 14 * 60

/** The instant of the relay's stamp read last. */
let instantMs: f64 = 0

export function relayMs(): f64 {
  return instantMs
}

@inline
export function beginsRelay(start: usize): bool {
  return byteAt(start) == 0x32 && byteAt(start + 4) == DASH
}

export function behindRelay(start: usize): usize {
  const year = two(start) * 100 + two(start + 2)
  const month = two(start + 5)
  const day = two(start + 8)
  if (byteAt(start + 7) != DASH || byteAt(start + 10) != 0x54 || !isYear(year)) return NOT_PLAIN
  if (month - 1 > 11 || !isDay(year, month, day)) return NOT_PLAIN
  const seconds = timeOfDayMsAt(start + 11)
  if (seconds == NO_TIME) return NOT_PLAIN
  instantMs = dayMsOf(year, month, day) + <f64>seconds
  const pos = behindOffset(behindFraction(start + 19))
  return pos == NOT_PLAIN ? NOT_PLAIN : behindHost(pos)
}

/** Behind `.902044`: what follows the third digit is cut off. */
@inline
function behindFraction(start: usize): usize {
  if (byteAt(start) != DOT) return start
  let pos = start + 1
  let weight: u32 = 100
  let ms: u32 = 0
  for (; isDigit(byteAt(pos)); pos++) {
    ms += (byteAt(pos) - ZERO) * weight
    weight /= 10
  }
  instantMs += <f64>ms
  return pos > start + 1 && pos <= start + 1 + MOST_FRACTION_DIGITS ? pos : NOT_PLAIN
}

/** Behind `Z` or `-05:30`. Nothing stands at NOT_PLAIN, so that leads to itself. */
@inline
function behindOffset(pos: usize): usize {
  const sign = byteAt(pos)
  if (sign == 0x5a) return pos + 1
  const hours = two(pos + 1)
  const minutes = two(pos + 4)
  if ((sign != PLUS && sign != DASH) || byteAt(pos + 3) != COLON) return NOT_PLAIN
  if (minutes > 59 || hours * 60 + minutes > LARGEST_OFFSET_MINUTES) return NOT_PLAIN
  const offsetMs = <f64>(hours * 60 + minutes) * 60_000
  instantMs += sign == PLUS ? -offsetMs : offsetMs
  return pos + 6
}

/** Behind ` host `: letters, digits, dots, dashes; not only digits, which may be a year, and no dot or dash in front. */
@inline
function behindHost(start: usize): usize {
  const first = byteAt(start + 1)
  if (byteAt(start) != BLANK || first == DOT || first == DASH) return NOT_PLAIN
  const pos = skip(start + 1, HOST)
  if (skip(start + 1, DIGIT) == pos || pos - start > LONGEST_HOST || byteAt(pos) != BLANK) return NOT_PLAIN
  return byteAt(pos + 1) == BLANK ? NOT_PLAIN : pos + 1
}
