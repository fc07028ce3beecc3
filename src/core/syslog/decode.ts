import { BAD_UTF8 } from './noticed.ts'
import type { Scan } from './scan.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of bytes[from, to), a copy that pins no buffer. Bytes that are not UTF-8 become U+FFFD and are noticed. */
export function decode(bytes: Uint8Array, from: number, to: number, scan: Scan): string {
  const range = bytes.subarray(from, to)
  try {
    return strict.decode(range)
  } catch {
    scan.noticed |= BAD_UTF8
    return lenient.decode(range)
  }
}

/**
 * Gives the texts of ranges of a scanned line, null for a range that starts at -1.
 *
 * The line is decoded once: where every byte became one character, which is nearly always, a range is a slice of it.
 */
export function rangeReader(scan: Scan): (from: number, to: number) => string | null {
  const { bytes, start } = scan
  // What an envelope says of the sender stands behind the line.
  const end = scan.shape === 'json' ? bytes.length : scan.end
  const line = decode(bytes, start, end, scan)
  const isByteForByte = line.length === end - start
  return (from, to) => {
    if (from < 0) return null
    return isByteForByte ? line.slice(from - start, to - start) : decode(bytes, from, to, scan)
  }
}
