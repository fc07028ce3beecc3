import type { Event } from '../event.ts'
import type { Reading } from './event-of.ts'
import { instantOf, isZoneless, localOf, shiftOf } from './instant.ts'
import type { Scan } from './scan.ts'
import type { Zones } from './zones.ts'

export type Times = Pick<Event, 'time' | 'relayTime' | 'resolutionMs' | 'shiftMs' | 'offsetMinutes'>

/**
 * The device's instant. Its year, and the hour that a change of summer time leaves open, are those nearest to the relay's
 * time in the same line, without one to the arrival. `zones` are the device's own.
 */
export function timesOf(scan: Scan, zones: Zones, reading: Reading): Times {
  const { arrivalMs } = reading
  const relayMs = scan.relay.stampKind === 'none' ? Number.NaN : instantOf(scan.relay, arrivalMs, reading.zones)
  const relayTime = Number.isNaN(relayMs) ? null : relayMs
  const instant = instantOf(scan, relayTime ?? arrivalMs, zones)
  if (Number.isNaN(instant)) return { time: null, relayTime, resolutionMs: 0, shiftMs: 0, offsetMinutes: null }
  const shiftMs = isZoneless(scan, zones) ? shiftOf(instant, arrivalMs, reading.aheadMs) : 0
  const offsetMinutes = (localOf(scan) - instant) / 60_000
  return { time: instant - shiftMs, relayTime, resolutionMs: scan.resolutionMs, shiftMs, offsetMinutes }
}
