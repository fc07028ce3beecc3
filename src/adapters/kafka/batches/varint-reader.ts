import { corrupt } from './unpacked.ts'

const NONE: readonly (readonly [string, Buffer | null])[] = []

/** Reads what records consist of: integers of seven bits a byte, and bytes with their length before them. */
export class VarintReader {
  readonly #bytes: Buffer
  at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  pass(bytes: number): void {
    this.at += bytes
    if (this.at > this.#bytes.length) throw corrupt('ends within a record')
  }

  /** Exact to 2^53; the sign is in the lowest bit. */
  integer(): number {
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

  /** Null for a length of −1. */
  bytes(): Buffer | null {
    const length = this.integer()
    if (length === -1) return null
    if (length < 0) throw corrupt('holds a length below nothing')
    const from = this.at
    this.pass(length)
    return this.#bytes.subarray(from, this.at)
  }

  headers(): readonly (readonly [name: string, value: Buffer | null])[] {
    const count = this.integer()
    if (count === 0) return NONE
    if (count < 0) throw corrupt('has fewer than no headers')
    const headers: (readonly [string, Buffer | null])[] = []
    for (let i = 0; i < count; i++) headers.push([this.bytes()?.toString() ?? '', this.bytes()])
    return headers
  }
}
