import type { LineFilter } from '../core/dispatch.ts'
import { PlainLines } from '../core/syslog/plain-lines.ts'
import type { PlainOptions } from '../core/syslog/plain-scanner.ts'
import type { Zones } from '../core/syslog/zones.ts'

/** How much is read at once. */
export const CHUNK_BYTES = 1 << 20
/** Longer lines are cut here; the rest up to the newline is dropped. */
export const LINE_BYTES = 65_536

/** Who looks at lines on a desk. */
export interface DeskUser {
  /** Takes its bytes away: somebody else needs the desk. */
  leave(): void
}

/**
 * The memory in which readers look at their lines, one reader at a time: of many files that are read in turn none needs a
 * buffer of its own.
 */
export class LineDesk {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The same bytes: a Buffer finds a byte twice as fast. */
  readonly buffer: Buffer
  /** Passes lines that nobody wants; null if every line is to be shown. */
  readonly plain: PlainLines | null
  #user: DeskUser | null = null

  /** @param filter plain lines that it does not want are passed; without it none is */
  constructor(zones: Zones, filter?: LineFilter, capacityBytes = CHUNK_BYTES) {
    const limits = { capacityBytes, longestLineBytes: LINE_BYTES }
    // Which zone a plain line is in, the fast look cannot tell where it depends on the device.
    this.plain = filter === undefined || zones.ofHost !== undefined ? null : scannerOrNone({ filter, zones, ...limits })
    this.bytes = this.plain?.bytes ?? new Uint8Array(capacityBytes)
    this.buffer = Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length)
  }

  /** Whether `user` still has on it what it left there; if not, whoever was there takes its bytes away. */
  keeps(user: DeskUser): boolean {
    if (this.#user === user) return true
    this.#user?.leave()
    this.#user = user
    return false
  }

  /** `user` is at its end. */
  free(user: DeskUser): void {
    if (this.#user === user) this.#user = null
  }
}

/** Without memory for one more scanner the lines are read one by one: slower, and nothing else. */
function scannerOrNone(options: PlainOptions): PlainLines | null {
  try {
    return new PlainLines(options)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
