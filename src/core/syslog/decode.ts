import { BAD_UTF8 } from './noticed.ts'
import type { Scan } from './scan.ts'

const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

let viewed = new Uint8Array(0)
let view = Buffer.from(viewed.buffer)

/** The same bytes as a Buffer, which decodes faster. Lines come in large buffers, one after the other. */
function viewOf(bytes: Uint8Array): Buffer {
  if (bytes !== viewed) {
    viewed = bytes as Uint8Array<ArrayBuffer>
    view = Buffer.from(viewed.buffer, viewed.byteOffset, viewed.length)
  }
  return view
}

/** The text of bytes[from, to), a copy that pins no buffer. Bytes that are not UTF-8 become U+FFFD. */
export function decode(bytes: Uint8Array, from: number, to: number): string {
  return viewOf(bytes).toString(undefined, from, to)
}

/** The text of a part of a scanned line; bytes that are not UTF-8 are noticed. */
export function decodeRange(scan: Scan, from: number, to: number): string {
  const text = decode(scan.bytes, from, to)
  // A device may have written U+FFFD itself. To look for it in a text without a character beyond U+00FF costs nothing.
  if (text.includes('\ufffd') && !isUtf8(scan.bytes.subarray(from, to))) scan.noticed |= BAD_UTF8
  return text
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * The texts of ranges of a scanned line, null for a range that starts at -1.
 *
 * The line is decoded once: where every byte became one character, which is nearly always, a range is a slice of it.
 */
export class RangeReader {
  readonly #scan: Scan
  readonly #line: string
  readonly #isByteForByte: boolean

  constructor(scan: Scan) {
    // What an envelope says of the sender stands behind the line.
    const end = scan.shape === 'json' ? scan.bytes.length : scan.end
    this.#scan = scan
    this.#line = decodeRange(scan, scan.start, end)
    this.#isByteForByte = this.#line.length === end - scan.start
  }

  text(from: number, to: number): string | null {
    if (from < 0) return null
    const { bytes, start } = this.#scan
    return this.#isByteForByte ? this.#line.slice(from - start, to - start) : decode(bytes, from, to)
  }
}
