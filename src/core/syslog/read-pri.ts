import { byteAt, GREATER, isDigit, ZERO } from './ascii.ts'
import { INVALID_PRI } from './noticed.ts'
import type { Scan } from './scan.ts'

/** Highest priority there is: facility 23, severity 7. */
const HIGHEST_PRI = 191

/**
 * Reads `<189>` and gives the position behind it, or -1 where no number of one to four digits stands in angle brackets.
 * `<034>` is 34. A number above 191 is noticed and gives no priority; the line is read on.
 */
export function readPri(scan: Scan, pos: number): number {
  const { bytes, end } = scan
  const limit = Math.min(end, pos + 6)
  let pri = 0
  let at = pos + 1
  for (; at < limit && isDigit(bytes[at]!); at++) pri = pri * 10 + bytes[at]! - ZERO
  if (at === pos + 1 || at > pos + 5 || byteAt(bytes, at, end) !== GREATER) return -1
  if (pri <= HIGHEST_PRI) scan.pri = pri
  else scan.noticed |= INVALID_PRI
  scan.priStart = pos
  scan.priEnd = at + 1
  return at + 1
}
