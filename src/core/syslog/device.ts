import { decode } from './decode.ts'
import type { Scan } from './scan.ts'

/** A host's name as everything knows it: lower case, no trailing dot; null for `-` and nothing. */
export function hostName(name: string | null): string | null {
  const plain = name?.toLowerCase().replace(/\.$/, '') ?? ''
  return plain === '' || plain === '-' ? null : plain
}

/** The origin, unless it is no address, as a device without one writes it: all such devices would be one. */
export function deviceNamed(origin: string | null, otherwise: string | null): string | null {
  return origin === null || ((origin === '0.0.0.0' || origin === '::') && otherwise !== null) ? otherwise : origin
}

/** The device of a scanned line by the line alone, null if it names none. */
export function deviceOf(scan: Scan): string | null {
  const { bytes, originStart, originEnd, relayHostStart, relayHostEnd } = scan
  const origin = originStart < 0 ? null : decode(bytes, originStart, originEnd, scan)
  const relay = relayHostStart < 0 ? null : decode(bytes, relayHostStart, relayHostEnd, scan)
  return deviceNamed(hostName(origin), hostName(relay))
}
