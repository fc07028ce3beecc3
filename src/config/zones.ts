import { IANAZone } from 'luxon'
import { DAY_MS } from '../core/syslog/civil.ts'
import { QUARTER_MS, type Zones } from '../core/syslog/zones.ts'

/** No zone is further from UTC. */
const FURTHEST_MINUTES = 14 * 60
const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/

/**
 * The zone of a name: `UTC`, an offset (`+02:00`, `UTC-5`), or a name of the IANA database (`Europe/Berlin`). Null for
 * a name that is none.
 *
 * A local time that a change to summer time leaves out is read by the offset before the change; one that occurs twice is
 * the first. Offsets are kept by the quarter of an hour, in which no zone changes.
 */
export function zonesOf(name: string): Zones | null {
  if (/^(?:UTC|GMT|Z)$/i.test(name)) return { offsetOf: () => 0 }
  const fixed = FIXED.exec(name)
  if (fixed !== null && Number(fixed[2]) * 60 + Number(fixed[3] ?? 0) > FURTHEST_MINUTES) return null
  if (fixed !== null) {
    const offsetMs = (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)) * 60_000 * (fixed[1] === '-' ? -1 : 1)
    return { offsetOf: () => offsetMs }
  }
  if (!IANAZone.isValidZone(name)) return null
  return ianaZones(IANAZone.create(name))
}

function ianaZones(zone: IANAZone): Zones {
  const known = new Map<number, number>()
  return {
    offsetOf: localMs => {
      const quarter = Math.floor(localMs / QUARTER_MS)
      const kept = known.get(quarter)
      if (kept !== undefined) return kept
      const offsetMs = localOffsetMs(zone, quarter * QUARTER_MS)
      if (known.size > 100_000) known.clear()
      known.set(quarter, offsetMs)
      return offsetMs
    },
  }
}

/** The offset at a local time: the one of a day before where it fits, which is the earlier of two. */
function localOffsetMs(zone: IANAZone, localMs: number): number {
  const offsetAt = (instantMs: number) => zone.offset(instantMs) * 60_000
  const before = offsetAt(localMs - DAY_MS)
  if (offsetAt(localMs - before) === before) return before
  const after = offsetAt(localMs + DAY_MS)
  return offsetAt(localMs - after) === after ? after : before
}
