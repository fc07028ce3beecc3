import { byteAt, COLON, DASH, DOT, isBlank, isLetter, isUpper, PERCENT, PLUS, skipBlanks, skipDigits } from './ascii.ts'
import { twoDigits } from './read-time.ts'
import { type Stamp, UNKNOWN_ZONE } from './stamp.ts'
import { abbreviationOffset, LONGEST_ABBREVIATION, LONGEST_ZONE_NAME, packLetter, zoneName } from './zones.ts'

/** Zone names that devices print are cut to this many letters. */
const LONGEST_ZONE = 7

/** Reads `Z`, `+02:00`, `-0500`, ` UTC`, ` CEST`, ` UTC+07:30` behind a time; gives the same position where none stands. */
export function readZone(bytes: Uint8Array, from: number, end: number, stamp: Stamp): number {
  const next = byteAt(bytes, from, end)
  if (next === COLON || next === 0) return from
  const pos = isBlank(next) ? skipBlanks(bytes, from, end) : from
  const first = byteAt(bytes, pos, end)
  if (first === PLUS || first === DASH) return readNumericZone(bytes, pos, end, stamp, from)
  return isLetter(first) ? readNamedZone(bytes, pos, end, stamp, from) : from
}

function readNamedZone(bytes: Uint8Array, pos: number, end: number, stamp: Stamp, none: number): number {
  let at = pos
  while (at < end && isLetter(bytes[at]!) && at - pos <= LONGEST_ZONE) at++
  if (at - pos > LONGEST_ZONE) return none
  const packed = packedName(bytes, pos, at)
  const offset = at - pos > LONGEST_ABBREVIATION ? undefined : abbreviationOffset(packed)
  const next = byteAt(bytes, at, end)
  if (offset === 0 && (next === PLUS || next === DASH)) return readNumericZone(bytes, at, end, stamp, none)
  if (next !== COLON && next !== 0 && !isBlank(next)) return none
  const behindOffset = readOffsetBehind(bytes, at, end, stamp)
  if (behindOffset > 0) return behindOffset
  const isKnown = offset !== undefined
  if (isKnown ? next !== COLON && !isUpper(bytes[pos]!) : !isUnknownZone(bytes, pos, at, end, stamp)) return none
  stamp.zone = packed
  stamp.offsetMinutes = isKnown ? offset : UNKNOWN_ZONE
  return at
}

/** Reads the offset of `MET +02:00`, which counts more than the name, and gives the position behind it, or 0. */
function readOffsetBehind(bytes: Uint8Array, nameEnd: number, end: number, stamp: Stamp): number {
  if (!isBlank(byteAt(bytes, nameEnd, end))) return 0
  const sign = byteAt(bytes, nameEnd + 1, end)
  if ((sign !== PLUS && sign !== DASH) || byteAt(bytes, nameEnd + 4, end) !== COLON) return 0
  return Math.max(0, readNumericZone(bytes, nameEnd + 1, end, stamp, 0))
}

function packedName(bytes: Uint8Array, from: number, to: number): number {
  let packed = 0
  for (let pos = from; pos < to; pos++) packed = packLetter(packed, bytes[pos]!)
  return packed
}

/** Reads the whole word [from, to) as a zone that is known, `CEST` or `UTC+2`. Of another word nothing is stored. */
export function readZoneWord(bytes: Uint8Array, from: number, to: number, stamp: Stamp): boolean {
  let nameEnd = from
  while (nameEnd < to && isUpper(bytes[nameEnd]!)) nameEnd++
  if (nameEnd - from > LONGEST_ABBREVIATION) return false
  const name = packedName(bytes, from, nameEnd)
  const offset = abbreviationOffset(name)
  if (offset === undefined) return false
  if (nameEnd === to) {
    stamp.offsetMinutes = offset
    stamp.zone = name
    return true
  }
  const sign = bytes[nameEnd]
  return offset === 0 && (sign === PLUS || sign === DASH) && readNumericZone(bytes, nameEnd, to, stamp, from) === to
}

/**
 * Stores the word [from, to), `berlin` or `EST5EDT`, as the name of a zone that an operator may know. False for a word that
 * cannot be one, such as an address. The offset is left to the caller.
 */
export function storeZoneName(bytes: Uint8Array, from: number, to: number, stamp: Stamp): boolean {
  if (to - from > LONGEST_ZONE_NAME || !isLetter(byteAt(bytes, from, to))) return false
  for (let pos = from; pos < to; pos++) if (bytes[pos] === DOT || bytes[pos] === COLON) return false
  stamp.zone = zoneName(bytes, from, to)
  return true
}

/**
 * A word that no table knows is a zone only if it is capitalised, its colon follows, and either the stamp has a
 * fraction (relays write none before a host) or a code comes next. Else it is a host or a tag.
 */
function isUnknownZone(bytes: Uint8Array, from: number, to: number, end: number, stamp: Stamp): boolean {
  if (byteAt(bytes, to, end) !== COLON || !isUpper(bytes[from]!) || to - from < 2) return false
  return stamp.resolutionMs === 0 || byteAt(bytes, skipBlanks(bytes, to + 1, end), end) === PERCENT
}

/** `+02:00`, `-0500`, `+2`, at most 14 hours; gives `none` where the sign begins something else. */
function readNumericZone(b: Uint8Array, sign: number, end: number, stamp: Stamp, none: number): number {
  const hoursAt = sign + 1
  const digitsEnd = skipDigits(b, hoursAt, end)
  const digits = digitsEnd - hoursAt
  if (digits === 0 || digits === 3 || digits > 4) return none
  const hours = digits === 1 ? b[hoursAt]! - 0x30 : twoDigits(b, hoursAt, end)
  let minutes = digits === 4 ? twoDigits(b, hoursAt + 2, end) : 0
  let pos = digitsEnd
  if (digits <= 2 && byteAt(b, pos, end) === COLON && twoDigits(b, pos + 1, end) >= 0) {
    minutes = twoDigits(b, pos + 1, end)
    pos += 3
  }
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return none
  const offset = hours * 60 + minutes
  stamp.offsetMinutes = b[sign] === DASH ? 0 - offset : offset
  return pos
}
