import type { BatchFault } from '../../../app/dead-letter.ts'

/** A batch that cannot be read, and why. */
export class BrokenBatchError extends Error {
  readonly reason: BatchFault

  constructor(reason: BatchFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export function corrupt(message: string): BrokenBatchError {
  return new BrokenBatchError('undecodable_batch', message)
}

export function tooLarge(mostBytes: number): BrokenBatchError {
  const message = `unpacks to more than ${mostBytes} bytes (limits.unpacked)`
  return new BrokenBatchError('too_large_when_decompressed', message)
}

/** What is unpacked so far: it grows as needed up to a bound, and ends at it before it takes the memory. */
export class Unpacked {
  readonly #mostBytes: number
  #buffer: Buffer
  #length = 0

  constructor(mostBytes: number, expectedBytes: number) {
    this.#mostBytes = mostBytes
    this.#buffer = Buffer.allocUnsafe(Math.min(mostBytes, Math.max(expectedBytes, 64)))
  }

  get length(): number {
    return this.#length
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Bytes as they stand in the source. */
  copy(source: Uint8Array, from: number, to: number): void {
    if (to > source.length) throw corrupt('ends within a literal')
    this.#reserve(to - from)
    this.#buffer.set(source.subarray(from, to), this.#length)
    this.#length += to - from
  }

  /** Bytes that stood so far before; they may overlap those that they become. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#length) throw corrupt('refers to what is before its beginning')
    this.#reserve(length)
    const buffer = this.#buffer
    let at = this.#length
    for (const end = at + length; at < end; at++) buffer[at] = buffer[at - distance]!
    this.#length = at
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed > this.#mostBytes) throw tooLarge(this.#mostBytes)
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.min(this.#mostBytes, Math.max(needed, 2 * this.#buffer.length)))
    grown.set(this.bytes)
    this.#buffer = grown
  }
}
