import { byteAt, isDigit, isLetter, isUpper, PERCENT, skipBlanks } from './ascii.ts'
import { CLOSED } from './phase.ts'
import { readZoneWord, storeZoneName } from './read-zone.ts'
import type { Scan } from './scan.ts'
import { NO_ZONE, UNKNOWN_ZONE } from './stamp.ts'

/**
 * Whether the word is `AEST:` between a relay's host and the code: a relay took the stamp for its own and left the zone behind. The stamp is
 * then the device's wall clock, so it is read in that zone.
 */
export function isLeftoverZone(scan: Scan, pos: number, colon: number): boolean {
  return leadsToCode(scan, colon) && readZoneWord(scan.bytes, pos, colon, scan)
}

/**
 * `berlin:` behind a stamp that only a device writes, with a fraction or behind a counter: whatever somebody typed as the name
 * of a zone. With a fraction alone it must look like one, as few relays write it too, and a host behind it: letters, or
 * capitals with digits, `EST5EDT`.
 */
export function isTypedZone(scan: Scan, pos: number, colon: number): boolean {
  const isCounted = scan.counterStart >= 0 || scan.counterOff
  const isDevices = isCounted || (scan.resolutionMs === 0 && looksLikeZone(scan.bytes, pos, colon))
  if (!isDevices || scan.offsetMinutes !== NO_ZONE || !leadsToCode(scan, colon)) return false
  if (!storeZoneName(scan.bytes, pos, colon, scan)) return false
  scan.offsetMinutes = UNKNOWN_ZONE
  scan.phase = CLOSED
  scan.textStart = colon + 1
  return true
}

function looksLikeZone(bytes: Uint8Array, from: number, to: number): boolean {
  let letters = 0
  let capitals = 0
  let digits = 0
  for (let pos = from; pos < to; pos++) {
    const byte = bytes[pos]!
    if (isLetter(byte)) letters++
    if (isUpper(byte)) capitals++
    if (isDigit(byte)) digits++
  }
  return letters === to - from || capitals + digits === to - from
}

/** Whether blanks and a percent sign follow the colon. */
function leadsToCode({ bytes, end }: Scan, colon: number): boolean {
  const next = skipBlanks(bytes, colon + 1, end)
  return next > colon + 1 && byteAt(bytes, next, end) === PERCENT
}
