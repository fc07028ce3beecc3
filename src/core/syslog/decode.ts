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
