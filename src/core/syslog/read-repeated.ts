import { CLOSE_BRACKET, skipBlanks, skipDigits, startsWith } from './ascii.ts'
import { numberAt } from './read-date.ts'
import type { Scan } from './scan.ts'

const BEFORE = 'message repeated '
const FIRST = BEFORE.charCodeAt(0)
const BEHIND = ' times: ['
const MOST_DIGITS = 9

/**
 * Reads `message repeated 3 times: [`, which rsyslog writes around a message that came again, and gives the position of that
 * message, or -1. The bracket that closes it is the line's last byte, and is cut off.
 */
export function readRepeated(scan: Scan, pos: number): number {
  const { bytes, end } = scan
  if (bytes[pos] !== FIRST || !startsWith(bytes, pos, end, BEFORE)) return -1
  const from = pos + BEFORE.length
  const to = skipDigits(bytes, from, end)
  if (to === from || to - from > MOST_DIGITS || !startsWith(bytes, to, end, BEHIND)) return -1
  scan.repeats = numberAt(bytes, from, to)
  const message = to + BEHIND.length
  if (end > message && bytes[end - 1] === CLOSE_BRACKET) scan.end--
  scan.textEnd = scan.end
  return message
}

/** Reads on behind it where it stands before the text alone. */
export function unwrapText(scan: Scan): void {
  if (scan.bytes[scan.textStart] !== FIRST) return
  const message = readRepeated(scan, scan.textStart)
  if (message >= 0) scan.textStart = skipBlanks(scan.bytes, message, scan.end)
}
