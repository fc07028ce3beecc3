import { BLANK, COLON, DASH, DOT, PLUS, ZERO } from './ascii.ts'
import type { Stamp } from './stamp.ts'

const NOT_QUICK = -1
const NO_DIGITS = 1_000_000

/**
 * Behind `2026-07-09T13:15:29.902044+00:00 host `, a relay's stamp and host, whose parts are stored; -1 if it is
 * anything else. The 29th to 31st of a month may not exist: they are for the full scan unless the month has them surely.
 */
export function quickRelay(bytes: Uint8Array, start: number, end: number, stamp: Stamp): number {
  if (start + 24 > end || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH || bytes[start + 10] !== 0x54)
    return NOT_QUICK
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return NOT_QUICK
  const year = two(bytes, start) * 100 + two(bytes, start + 2)
  const month = two(bytes, start + 5)
  const day = two(bytes, start + 8)
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || !isSurelyDay(month, day)) return NOT_QUICK
  stamp.year = year
  stamp.month = month
  stamp.day = day
  stamp.stampKind = 'full'
  stamp.clock = ''
  return behindHost(bytes, behindTime(bytes, start + 11, end, stamp), end)
}

function isSurelyDay(month: number, day: number): boolean {
  if (day <= 28) return true
  return month !== 2 && (day <= 30 || (day === 31 && ((month + (month >> 3)) & 1) === 1))
}

function behindTime(bytes: Uint8Array, start: number, end: number, stamp: Stamp): number {
  const hours = two(bytes, start)
  const minutes = two(bytes, start + 3)
  const seconds = two(bytes, start + 6)
  if (hours > 23 || minutes > 59 || seconds > 59) return NOT_QUICK
  stamp.timeOfDayMs = (hours * 60 + minutes) * 60_000 + seconds * 1000
  stamp.resolutionMs = 999
  let pos = start + 8
  if (bytes[pos] === DOT) {
    let scale = 100
    for (pos++; pos < end && isDigit(bytes[pos]!); pos++) {
      if (scale >= 1) stamp.timeOfDayMs += (bytes[pos]! - ZERO) * scale
      scale = Math.floor(scale / 10)
    }
    if (pos === start + 9 || pos > start + 18) return NOT_QUICK
    stamp.resolutionMs = 0
  }
  return behindOffset(bytes, pos, stamp)
}

function behindOffset(bytes: Uint8Array, start: number, stamp: Stamp): number {
  stamp.offsetMinutes = 0
  if (bytes[start] === 0x5a) return start + 1
  const sign = bytes[start] === PLUS ? 1 : bytes[start] === DASH ? -1 : 0
  const minutes = two(bytes, start + 1) * 60 + two(bytes, start + 4)
  if (sign === 0 || bytes[start + 3] !== COLON || minutes > 14 * 60) return NOT_QUICK
  stamp.offsetMinutes = sign * minutes
  return start + 6
}

/** Behind ` host `: letters, digits, dots, dashes; not only digits, which may be a year, and no dot or dash in front. */
function behindHost(bytes: Uint8Array, start: number, end: number): number {
  if (start === NOT_QUICK || bytes[start] !== BLANK) return NOT_QUICK
  let pos = start + 1
  if (bytes[pos] === DOT || bytes[pos] === DASH) return NOT_QUICK
  let isNumber = true
  while (pos < end && isHostByte(bytes[pos]!)) isNumber = isDigit(bytes[pos++]!) && isNumber
  return !isNumber && bytes[pos] === BLANK && bytes[pos + 1] !== BLANK ? pos + 1 : NOT_QUICK
}

function isHostByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) || isDigit(byte) || byte === DOT || byte === DASH || (byte >= 0x41 && byte <= 0x5a)
  )
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/** Two digits as a number; beyond every range if they are none. Whole numbers only: a NaN would make all slow. */
function two(bytes: Uint8Array, pos: number): number {
  const tens = bytes[pos]! - ZERO
  const ones = bytes[pos + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_DIGITS
}
