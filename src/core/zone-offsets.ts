import { QUARTER_MS } from './syslog/zones.ts'

/** The offset of a zone from UTC at an instant; both in milliseconds. */
export type OffsetAt = (instantMs: number) => number

/** Offsets are kept by the quarter of an hour, in which no zone changes: so many of them. */
const KEPT_QUARTERS = 10_000

const known = new Map<string, OffsetAt>()

/**
 * The offsets of a zone: `UTC`, an offset (`+02:00`), or a name of the IANA database (`Europe/Berlin`). Null for a name that is none.
 *
 * They come from the database in the JavaScript engine, the only one that the core can reach; it knows no clock.
 */
export function offsetsOf(zone: string): OffsetAt | null {
  const before = known.get(zone)
  if (before !== undefined) return before
  const format = formatOf(zone)
  if (format === null) return null
  const offsetAt = keptByQuarter(instantMs => offsetIn(format.formatToParts(instantMs)))
  known.set(zone, offsetAt)
  return offsetAt
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** `GMT`, `GMT+05:30`, and before there were time zones `GMT+00:53:28`. */
function offsetIn(parts: readonly Intl.DateTimeFormatPart[]): number {
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const read = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name)
  if (read === null) return 0
  const seconds = Number(read[2]) * 3600 + Number(read[3]) * 60 + Number(read[4] ?? 0)
  return (read[1] === '-' ? -seconds : seconds) * 1000
}

function keptByQuarter(offsetAt: OffsetAt): OffsetAt {
  const kept = new Map<number, number>()
  return instantMs => {
    const quarter = Math.floor(instantMs / QUARTER_MS)
    const before = kept.get(quarter)
    if (before !== undefined) return before
    if (kept.size >= KEPT_QUARTERS) kept.clear()
    const offset = offsetAt(quarter * QUARTER_MS)
    kept.set(quarter, offset)
    return offset
  }
}
