import { byteAt, COLON, GREATER, isBlank, isDigit, LESS, skipDigits } from './ascii.ts'
import { mayBeEnvelope } from './envelope/envelope.ts'
import { newScan, scanLine } from './scan.ts'

const NEWLINE = 0x0a

/** A message's bytes within its record: from (inclusive) and to (exclusive). */
export type MessageRange = readonly [from: number, to: number]

/**
 * The messages of one record, in order. A line break begins a new message only where a header follows: a message may have
 * further lines (`System restarted --`). Two messages that were read as one are parted at the priority of the second.
 *
 * An envelope stays whole, as its own line breaks mean nothing; so does every record in which nothing else is sure.
 */
export function splitRecord(bytes: Uint8Array): readonly MessageRange[] {
  if (isWholeEnvelope(bytes)) return [[0, bytes.length]]
  const ranges: MessageRange[] = []
  const scan = newScan()
  let from = 0
  let pos = 0
  while (pos < bytes.length) {
    const found = bytes.indexOf(NEWLINE, pos)
    const end = found < 0 ? bytes.length : found
    scanLine(bytes, pos, end, scan)
    if (pos > from && begins(scan)) {
      ranges.push([from, pos])
      from = pos
    }
    for (const glued of gluedFrom(bytes, pos + 1, end)) {
      if (glued <= scan.textStart || scan.codeStart < 0) continue
      ranges.push([from, glued])
      from = glued
    }
    pos = end + 1
  }
  if (from < bytes.length || ranges.length === 0) ranges.push([from, bytes.length])
  return ranges
}

function isWholeEnvelope(bytes: Uint8Array): boolean {
  if (!mayBeEnvelope(bytes[0] ?? 0, bytes[1] ?? 0)) return false
  const scan = newScan()
  scanLine(bytes, 0, bytes.length, scan)
  return scan.shape === 'json'
}

/** Whether a line has a header of its own. */
function begins({ shape, pri, stampKind, codeStart, textStart, start, eventlog }: ReturnType<typeof newScan>): boolean {
  if (shape === 'empty') return false
  return (
    pri >= 0 ||
    shape === 'json' ||
    eventlog ||
    stampKind !== 'none' ||
    (codeStart >= 0 && codeStart <= start + 1 && textStart > start)
  )
}

/** Where a priority and what must follow it in a Cisco line, `<189>35: `, `<189>: `, stand within a line. */
function gluedFrom(bytes: Uint8Array, from: number, end: number): readonly number[] {
  const found: number[] = []
  for (let pos = bytes.indexOf(LESS, from); pos >= 0 && pos < end; pos = bytes.indexOf(LESS, pos + 1)) {
    const close = skipDigits(bytes, pos + 1, Math.min(end, pos + 5))
    if (close === pos + 1 || byteAt(bytes, close, end) !== GREATER) continue
    const colon = skipDigits(bytes, close + 1, end)
    if (byteAt(bytes, colon, end) === COLON && isBlank(byteAt(bytes, colon + 1, end)))
      found.push(countBefore(bytes, from, pos))
  }
  return found
}

/** An octet count before the priority belongs to it. */
function countBefore(bytes: Uint8Array, from: number, pos: number): number {
  if (pos - 1 <= from || !isBlank(bytes[pos - 1]!)) return pos
  let at = pos - 1
  while (at > from && pos - at <= 6 && isDigit(bytes[at - 1]!)) at--
  return at < pos - 1 ? at : pos
}
