import { byteAt, PERCENT, skipBlanks } from './ascii.ts'
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
 * of a zone.
 */
export function isTypedZone(scan: Scan, pos: number, colon: number): boolean {
  const isDevices = scan.counterStart >= 0 || scan.counterOff || scan.resolutionMs === 0
  if (!isDevices || scan.offsetMinutes !== NO_ZONE || !leadsToCode(scan, colon)) return false
  if (!storeZoneName(scan.bytes, pos, colon, scan)) return false
  scan.offsetMinutes = UNKNOWN_ZONE
  scan.phase = CLOSED
  scan.textStart = colon + 1
  return true
}

/** Whether blanks and a percent sign follow the colon. */
function leadsToCode({ bytes, end }: Scan, colon: number): boolean {
  const next = skipBlanks(bytes, colon + 1, end)
  return next > colon + 1 && byteAt(bytes, next, end) === PERCENT
}
