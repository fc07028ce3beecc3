const PADDING = '\u0000'.repeat(8)

/**
 * MurmurHash3 x86 128 over UTF-16 code units (little endian), as a string of 16 characters, one a byte.
 *
 * Names lines and incidents: equal text gives an equal name on every machine and in every run. Not a cryptographic
 * hash: whoever could forge a collision could as well send the line itself.
 * Algorithm: Austin Appleby, MurmurHash3 (public domain).
 */
export function hashBytes(text: string): string {
  const c1 = 0x239b961b
  const c2 = 0xab0e9789 | 0
  const c3 = 0x38b34ae5
  const c4 = 0xa1e38b93 | 0
  let h1 = 0
  let h2 = 0
  let h3 = 0
  let h4 = 0
  const { length } = text
  // To a whole number of blocks: the length that is mixed in below tells a text from one with more zeroes behind it.
  const padded = (length & 7) === 0 ? text : text + PADDING.slice(length & 7)
  for (let i = 0; i < padded.length; i += 8) {
    let k1 = padded.charCodeAt(i) | (padded.charCodeAt(i + 1) << 16)
    let k2 = padded.charCodeAt(i + 2) | (padded.charCodeAt(i + 3) << 16)
    let k3 = padded.charCodeAt(i + 4) | (padded.charCodeAt(i + 5) << 16)
    let k4 = padded.charCodeAt(i + 6) | (padded.charCodeAt(i + 7) << 16)
    k1 = Math.imul(rotate(Math.imul(k1, c1), 15), c2)
    h1 = (Math.imul((rotate(h1 ^ k1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0
    k2 = Math.imul(rotate(Math.imul(k2, c2), 16), c3)
    h2 = (Math.imul((rotate(h2 ^ k2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0
    k3 = Math.imul(rotate(Math.imul(k3, c3), 17), c4)
    h3 = (Math.imul((rotate(h3 ^ k3, 15) + h4) | 0, 5) + (0x96cd1c35 | 0)) | 0
    k4 = Math.imul(rotate(Math.imul(k4, c4), 18), c1)
    h4 = (Math.imul((rotate(h4 ^ k4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0
  }
  h1 ^= length
  h2 ^= length
  h3 ^= length
  h4 ^= length
  h1 = (h1 + h2 + h3 + h4) | 0
  h2 = (h2 + h1) | 0
  h3 = (h3 + h1) | 0
  h4 = (h4 + h1) | 0
  h1 = finish(h1)
  h2 = finish(h2)
  h3 = finish(h3)
  h4 = finish(h4)
  h1 = (h1 + h2 + h3 + h4) | 0
  return bytesOf(h1, (h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function finish(value: number): number {
  let h = value ^ (value >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function bytesOf(a: number, b: number, c: number, d: number): string {
  return String.fromCharCode(
    a >>> 24,
    (a >>> 16) & 255,
    (a >>> 8) & 255,
    a & 255,
    b >>> 24,
    (b >>> 16) & 255,
    (b >>> 8) & 255,
    b & 255,
    c >>> 24,
    (c >>> 16) & 255,
    (c >>> 8) & 255,
    c & 255,
    d >>> 24,
    (d >>> 16) & 255,
    (d >>> 8) & 255,
    d & 255,
  )
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A hash of bytes as 32 hex digits: as it is published. */
export function hexOf(bytes: string): string {
  let hex = ''
  for (let i = 0; i < bytes.length; i++) hex += HEX[bytes.charCodeAt(i)]!
  return hex
}

/** The same hash as 32 hex digits. */
export function hash128(text: string): string {
  return hexOf(hashBytes(text))
}
