import { BLANK, byteAt, COLON, COMMA, DOT, digitOf, isCodeByte } from './ascii.ts'
import type { Stamp } from './stamp.ts'

/** Value of `timeOfDayMs` for a time that no clock shows, such as 25:00:00. */
export const NO_TIME_OF_DAY = -1

/**
 * Reads a whole time of day (`9:05:07`, `13:15:29.902`, `09:10:12,987`, `11:57:27 PM.685`) and gives the position
 * behind it, or -1. A time without seconds is a line that was cut: no time. Sets timeOfDayMs (or NO_TIME_OF_DAY),
 * resolutionMs and leapSecond. Second 60 is accepted at any minute, as devices insert it in their own zone.
 */
export function readTime(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const colonAt = byteAt(bytes, from + 1, end) === COLON ? from + 1 : from + 2
  if (colonAt + 6 > end || bytes[colonAt] !== COLON || bytes[colonAt + 3] !== COLON) return -1
  const h1 = colonAt === from + 1 ? 0 : digitOf(bytes[from]!)
  const h2 = digitOf(bytes[colonAt - 1]!)
  const m1 = digitOf(bytes[colonAt + 1]!)
  const m2 = digitOf(bytes[colonAt + 2]!)
  const s1 = digitOf(bytes[colonAt + 4]!)
  const s2 = digitOf(bytes[colonAt + 5]!)
  if ((h1 | h2 | m1 | m2 | s1 | s2) > 15) return -1
  const hour = h1 * 10 + h2
  const second = s1 * 10 + s2
  stamp.leapSecond = second === 60
  stamp.resolutionMs = 999
  stamp.fractionDigits = 0
  stamp.timeOfDayMs =
    hour > 23 || m1 > 5 || second > 60 ? NO_TIME_OF_DAY : (hour * 3600 + (m1 * 10 + m2) * 60 + second) * 1000
  return readEnding(bytes, colonAt + 6, end, stamp)
}

/** The fraction and AM or PM, in either order; a letter or digit directly behind them makes it no time. */
function readEnding(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  let pos = readFraction(bytes, from, end, stamp)
  if (byteAt(bytes, pos, end) === COLON) return pos
  const marked = readMeridiem(bytes, pos, end, stamp)
  if (marked > 0) pos = readFraction(bytes, marked, end, stamp)
  const next = byteAt(bytes, pos, end)
  return isCodeByte(next) && next !== 0x5a ? -1 : pos
}

function readFraction(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const mark = byteAt(bytes, from, end)
  if (mark !== DOT && mark !== COMMA) return from
  let ms = 0
  let weight = 100
  let pos = from + 1
  for (; pos < end; pos++) {
    const digit = digitOf(bytes[pos]!)
    if (digit > 9) break
    ms += digit * weight
    weight = weight === 100 ? 10 : weight === 10 ? 1 : 0
  }
  if (pos === from + 1) return from
  if (stamp.timeOfDayMs >= 0) stamp.timeOfDayMs += ms
  stamp.resolutionMs = 0
  stamp.fractionDigits = pos - from - 1
  return pos
}

/** Position behind ` AM` or ` PM`, the time of day corrected; 0 where neither stands. */
function readMeridiem(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const pos = byteAt(bytes, from, end) === BLANK ? from + 1 : from
  const half = byteAt(bytes, pos, end) & 0xdf
  if ((half !== 0x41 && half !== 0x50) || (byteAt(bytes, pos + 1, end) & 0xdf) !== 0x4d) return 0
  if (isCodeByte(byteAt(bytes, pos + 2, end))) return 0
  const hour = Math.floor(stamp.timeOfDayMs / 3_600_000)
  if (hour < 1 || hour > 12) stamp.timeOfDayMs = NO_TIME_OF_DAY
  else stamp.timeOfDayMs += ((half === 0x50 ? 12 : 0) - (hour === 12 ? 12 : 0)) * 3_600_000
  return pos + 2
}

/** The number that two digits write, -1 where there are no two. */
export function twoDigits(bytes: Uint8Array, pos: number, end: number): number {
  if (pos + 2 > end) return -1
  const tens = digitOf(bytes[pos]!)
  const ones = digitOf(bytes[pos + 1]!)
  return (tens | ones) > 15 ? -1 : tens * 10 + ones
}
