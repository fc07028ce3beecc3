import { corrupt } from './unpacked.ts'

const NONE: readonly (readonly [string, Buffer | null])[] = []

/** Reads what records consist of: integers of seven bits a byte, and bytes with their length before them. */
export class VarintReader {
  readonly #bytes: Buffer
  at: number

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  pass(bytes: number): void {
    this.at += bytes
    if (this.at > this.#bytes.length) throw corrupt('ends within a record')
  }

  /** Exact to 2^53; the sign is in the lowest bit. */
  integer(): number {
    const bytes = this.#bytes
    // Nearly all are of one byte or two.
    const first = bytes[this.at]!
    if (first < 0x80) {
      this.at++
      return (first >>> 1) ^ -(first & 1)
    }
    const second = bytes[this.at + 1]!
    if (second < 0x80) {
      this.at += 2
      const value = (first & 0x7f) | (second << 7)
      return (value >>> 1) ^ -(value & 1)
    }
    return this.#longInteger()
  }

  #longInteger(): number {
    const bytes = this.#bytes
    let value = 0
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      if (this.at >= bytes.length) throw corrupt('ends within a record')
      const byte = bytes[this.at++]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    throw corrupt('holds a number without an end')
  }

  /** Passes bytes with their length before them, and gives that length: −1 for null. */
  passBytes(): number {
    const length = this.integer()
    if (length > 0) this.pass(length)
    else if (length < -1) throw corrupt('holds a length below nothing')
    return length
  }

  /** Null for a length of −1. */
  bytes(): Buffer | null {
    const length = this.passBytes()
    return length < 0 ? null : this.#bytes.subarray(this.at - length, this.at)
  }

  passHeaders(): void {
    const count = this.#headerCount()
    for (let i = 0; i < count; i++) {
      this.passBytes()
      this.passBytes()
    }
  }

  headers(): readonly (readonly [name: string, value: Buffer | null])[] {
    const count = this.#headerCount()
    if (count === 0) return NONE
    const headers: (readonly [string, Buffer | null])[] = []
    for (let i = 0; i < count; i++) headers.push([this.bytes()?.toString() ?? '', this.bytes()])
    return headers
  }

  #headerCount(): number {
    const count = this.integer()
    if (count < 0) throw corrupt('has fewer than no headers')
    return count
  }
}
