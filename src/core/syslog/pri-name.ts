import { DOT, isLetter } from './ascii.ts'
import { FACILITIES, indexOf, SEVERITIES } from './envelope/envelope-pri.ts'
import type { Scan } from './scan.ts'

const LONGEST = 24

/** Reads `local7.err` or `Local7.Error`, the priority as some relays write it. False for another word. */
export function readPriName(scan: Scan, from: number, to: number): boolean {
  const { bytes } = scan
  const dot = bytes.subarray(from, to).indexOf(DOT) + from
  if (dot < from || to - from > LONGEST || !isLetter(bytes[to - 1]!) || !isLetter(bytes[from]!)) return false
  const facility = indexOf(asciiText(bytes, from, dot), FACILITIES)
  const severity = indexOf(asciiText(bytes, dot + 1, to), SEVERITIES)
  if (facility === null || severity === null) return false
  scan.pri = facility * 8 + severity
  return true
}

function asciiText(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}
