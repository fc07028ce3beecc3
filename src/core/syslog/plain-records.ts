import { type PlainExports, type PlainOptions, plainScanner } from './plain-scanner.ts'

/**
 * Tells of records that no rule wants them, from their bytes alone: none of them becomes a string or an object.
 *
 * Never wrong, not complete: `passes` holds only for a record that splitRecord gives back whole, whose scan finds a code, and
 * that the filter does not want. Of any other it is not sure.
 */
export class PlainRecords {
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #exports: PlainExports
  /** What stands in the scanner's buffer: this much of this source, from there on. */
  #source: Uint8Array = new Uint8Array(0)
  #from = 0
  #to = 0

  constructor(options: PlainOptions) {
    const { bytes, exports } = plainScanner(options)
    this.#bytes = bytes
    this.#exports = exports
  }

  /**
   * Whether no rule wants the record source[from, to). Cheap where records are asked about in the order in which they stand
   * in one source, which must not change while they are.
   */
  passes(source: Uint8Array, from: number, to: number): boolean {
    if (source !== this.#source || from < this.#from || to > this.#to) {
      if (to - from > this.#bytes.length) return false
      this.#load(source, from)
    }
    const start = this.#bytes.byteOffset + from - this.#from
    return this.#exports.isPlainRecord(start, start + to - from) !== 0
  }

  #load(source: Uint8Array, from: number): void {
    this.#source = source
    this.#from = from
    this.#to = Math.min(source.length, from + this.#bytes.length)
    this.#bytes.set(source.subarray(from, this.#to))
  }
}
