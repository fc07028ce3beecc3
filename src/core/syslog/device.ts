import { decode } from './decode.ts'
import { hostName } from './host-name.ts'
import { NameCache } from './name-cache.ts'
import type { Scan } from './scan.ts'

const hosts = new NameCache((bytes, from, to) => hostName(decode(bytes, from, to)))

/** The host that stands at [from, to) of a scanned line, null for a `from` of -1. */
export function hostAt({ bytes }: Scan, from: number, to: number): string | null {
  return from < 0 ? null : hosts.of(bytes, from, to)
}

/** The origin, unless it is no address, as a device without one writes it: all such devices would be one. */
export function deviceNamed(origin: string | null, otherwise: string | null): string | null {
  return origin === null || ((origin === '0.0.0.0' || origin === '::') && otherwise !== null) ? otherwise : origin
}

/** The device of a scanned line by the line alone, null if it names none. */
export function deviceOf(scan: Scan): string | null {
  return deviceNamed(
    hostAt(scan, scan.originStart, scan.originEnd),
    hostAt(scan, scan.relayHostStart, scan.relayHostEnd),
  )
}
