import { byteAt, COLON, GREATER, isBlank, isDigit, LESS, skipDigits } from './ascii.ts'
import { isMark, MARK_BYTES, skipVoid } from './beginning.ts'
import { mayBeEnvelope } from './envelope/envelope.ts'
import { BAD_ENVELOPE } from './noticed.ts'
import type { Scan } from './scan.ts'

const NEWLINE = 0x0a

/** A message's bytes within its record: from (inclusive) and to (exclusive). */
export type MessageRange = readonly [from: number, to: number]

/** Reads the line bytes[start, end) into a scan. */
export type ScanLine = (bytes: Uint8Array, start: number, end: number, scan: Scan) => void

/** See splitRecord. `scan` is overwritten. */
export function messageRanges(bytes: Uint8Array, scan: Scan, scanLine: ScanLine): readonly MessageRange[] {
  if (isWholeEnvelope(bytes, scan, scanLine)) return [[0, bytes.length]]
  const begins: number[] = []
  const addGlued = gluedMessages(bytes, begins)
  let pos = 0
  while (pos < bytes.length) {
    const found = bytes.indexOf(NEWLINE, pos)
    const end = found < 0 ? bytes.length : found
    scanLine(bytes, pos, end, scan)
    if (pos > 0 && beginsMessage(scan)) begins.push(pos)
    if (scan.codeStart >= 0 && scan.shape !== 'json') {
      const text = scan.bytes === bytes ? scan.textStart : pos
      addGlued(text + 1, end)
    }
    pos = end + 1
  }
  const ends = [...begins, bytes.length]
  return ends.map((end, index) => [ends[index - 1] ?? 0, end])
}

function isWholeEnvelope(bytes: Uint8Array, scan: Scan, scanLine: ScanLine): boolean {
  const { length } = bytes
  const from = skipVoid(bytes, 0, length)
  const begin = isMark(bytes, from, length) ? skipVoid(bytes, from + MARK_BYTES, length) : from
  if (!mayBeEnvelope(bytes[begin] ?? 0, bytes[begin + 1] ?? 0)) return false
  scanLine(bytes, 0, length, scan)
  return scan.shape === 'json'
}

/** Whether a line has a header of its own, or is an envelope, a broken one too. */
function beginsMessage({ shape, noticed, pri, stampKind, codeStart, textStart, start, eventlog }: Scan): boolean {
  if (shape === 'empty') return false
  return (
    pri >= 0 ||
    shape === 'json' ||
    (noticed & BAD_ENVELOPE) !== 0 ||
    eventlog ||
    stampKind !== 'none' ||
    (codeStart >= 0 && codeStart <= start + 1 && textStart > start)
  )
}

/**
 * Adds where in [from, end) a priority and what must follow it in a Cisco line stand, `<189>35: `, `<189>: `. Each call goes on
 * behind the one before it: the whole record is looked through once.
 */
function gluedMessages(bytes: Uint8Array, begins: number[]): (from: number, end: number) => void {
  let less = -1
  const next = (from: number): number => {
    const found = bytes.indexOf(LESS, from)
    return found < 0 ? bytes.length : found
  }
  return (from, end) => {
    if (less < from) less = next(from)
    for (; less < end; less = next(less + 1)) if (isGlued(bytes, less, end)) begins.push(countBefore(bytes, from, less))
  }
}

function isGlued(bytes: Uint8Array, pos: number, end: number): boolean {
  const close = skipDigits(bytes, pos + 1, Math.min(end, pos + 5))
  if (close === pos + 1 || byteAt(bytes, close, end) !== GREATER) return false
  const colon = skipDigits(bytes, close + 1, end)
  return byteAt(bytes, colon, end) === COLON && isBlank(byteAt(bytes, colon + 1, end))
}

/** An octet count before the priority belongs to it. */
function countBefore(bytes: Uint8Array, from: number, pos: number): number {
  if (pos - 1 <= from || !isBlank(bytes[pos - 1]!)) return pos
  let at = pos - 1
  while (at > from && pos - at <= 6 && isDigit(bytes[at - 1]!)) at--
  return at < pos - 1 ? at : pos
}
