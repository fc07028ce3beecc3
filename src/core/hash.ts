/**
 * MurmurHash3 x86 128 over UTF-16 code units (little endian), as 32 hex digits.
 *
 * Names lines and incidents: equal text gives an equal name on every machine and in every run. Not a cryptographic
 * hash: whoever could forge a collision could as well send the line itself.
 * Algorithm: Austin Appleby, MurmurHash3 (public domain).
 */
export function hash128(text: string, seed = 0): string {
  const c1 = 0x239b961b
  const c2 = 0xab0e9789 | 0
  const c3 = 0x38b34ae5
  const c4 = 0xa1e38b93 | 0
  let h1 = seed
  let h2 = seed
  let h3 = seed
  let h4 = seed
  const length = text.length
  for (let i = 0; i < length; i += 8) {
    // Past the end charCodeAt gives NaN, which the bit operations read as 0; the length that is mixed in below tells a
    // text from the same text with zero bytes behind it.
    let k1 = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)
    let k2 = text.charCodeAt(i + 2) | (text.charCodeAt(i + 3) << 16)
    let k3 = text.charCodeAt(i + 4) | (text.charCodeAt(i + 5) << 16)
    let k4 = text.charCodeAt(i + 6) | (text.charCodeAt(i + 7) << 16)
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
  return hex(h1) + hex((h2 + h1) | 0) + hex((h3 + h1) | 0) + hex((h4 + h1) | 0)
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

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
