const SLOT_BITS = 14
const SLOTS = 1 << SLOT_BITS
/** A longer name is made anew each time. */
const LONGEST_NAME = 64

/**
 * What has been made of a name, found by the name's bytes: no string is made to look it up.
 *
 * Bounded, as names come from outside: of two names that share a slot the last one stays.
 */
export class NameCache<T> {
  /** The names of all slots, one behind the other, and their lengths. */
  readonly #bytes = new Uint8Array(SLOTS * LONGEST_NAME)
  readonly #lengths = new Uint8Array(SLOTS)
  readonly #values: T[] = []
  readonly #make: (bytes: Uint8Array, from: number, to: number) => T

  /** `make` is never asked for an empty name to keep. */
  constructor(make: (bytes: Uint8Array, from: number, to: number) => T) {
    this.#make = make
  }

  /** What is made of bytes[from, to): always the same for the same bytes. */
  of(bytes: Uint8Array, from: number, to: number): T {
    const length = to - from
    if (length > LONGEST_NAME || length < 4) return this.#make(bytes, from, to)
    const slot = slotOf(bytes, from, to)
    if (this.#lengths[slot] === length && isAt(this.#bytes, slot * LONGEST_NAME, bytes, from, length)) {
      return this.#values[slot]!
    }
    const value = this.#make(bytes, from, to)
    while (this.#values.length <= slot) this.#values.push(value)
    this.#values[slot] = value
    this.#lengths[slot] = length
    this.#bytes.set(bytes.subarray(from, to), slot * LONGEST_NAME)
    return value
  }
}

/** By the length, the middle and the last four bytes: names of a family differ at their ends. */
function slotOf(bytes: Uint8Array, from: number, to: number): number {
  const ends = bytes[to - 1]! | (bytes[to - 2]! << 8) | (bytes[to - 3]! << 16) | (bytes[to - 4]! << 24)
  const rest = (to - from) | (bytes[from]! << 8) | (bytes[(from + to) >> 1]! << 16)
  const mixed = Math.imul(ends, 0x9e3779b1) ^ Math.imul(rest, 0x85ebca6b)
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> (32 - SLOT_BITS)
}

function isAt(names: Uint8Array, at: number, bytes: Uint8Array, from: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (names[at + i] !== bytes[from + i]) return false
  return true
}
