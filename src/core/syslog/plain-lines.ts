import type { ArrivalClock } from '../arrival.ts'
import { type PlainExports, type PlainOptions, plainScanner } from './plain-scanner.ts'
import { QUARTER_MS, type Zones } from './zones.ts'

/**
 * Passes lines of the common form that no rule wants, many at a call, and moves the arrival clock as they would.
 *
 * Never wrong, not complete: a line of which it is not sure is not plain, and is left to scanLine and the clock. Most lines
 * of most logs are plain; that is why this is WebAssembly, which looks at them several times as fast.
 */
export class PlainLines {
  /** The buffer in which the lines must stand. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** How many lines the last call passed. */
  passed = 0
  readonly #exports: PlainExports
  readonly #zones: Zones

  constructor(options: PlainOptions) {
    const { bytes, exports } = plainScanner(options)
    this.bytes = bytes
    this.#exports = exports
    this.#zones = options.zones
  }

  /**
   * Passes the whole lines that begin at `start` up to the first that is not plain. Gives where that one begins, or `end`.
   * A last line without its newline is not plain.
   */
  pass(start: number, end: number, clock: ArrivalClock): number {
    const { byteOffset } = this.bytes
    const exports = this.#exports
    this.passed = 0
    let at = byteOffset + start
    while (true) {
      const from = at
      at = exports.pass(from, byteOffset + end, clock.now, clock.sawSetClock ? 1 : 0)
      if (at > from) {
        this.passed += exports.passed()
        clock.moveTo(exports.nowMs(), exports.hasSeenSetClock() !== 0)
      }
      const quarter = exports.askedZone()
      if (quarter < 0) return at - byteOffset
      exports.setLocalZone(quarter, surelyOffsetOf(this.#zones, quarter * QUARTER_MS))
    }
  }
}

/** NaN, of which no instant is sure, for a local time that occurs twice or never. */
function surelyOffsetOf(zones: Zones, localMs: number): number {
  const change = zones.changeAt?.(localMs) ?? null
  return change === null ? zones.offsetOf(localMs) : Number.NaN
}
