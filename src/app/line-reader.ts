import { ArrivalClock, type ArrivalHints, type LinesAhead } from '../core/arrival.ts'
import type { LineFilter } from '../core/dispatch.ts'
import { PlainLines } from '../core/syslog/plain-lines.ts'
import type { PlainOptions } from '../core/syslog/plain-scanner.ts'
import { newScan, type Scan, scanLine, scanNext } from '../core/syslog/scan.ts'
import type { Zones } from '../core/syslog/zones.ts'
import type { ByteSource } from './ports.ts'

const CHUNK_BYTES = 1 << 20
/** Longer lines are cut here; the rest up to the newline is dropped. */
export const LINE_BYTES = 65_536
const NEWLINE = 0x0a

/** What is known of a file from outside it, but for what its source says. */
export interface FileHints extends Omit<ArrivalHints, 'modifiedMs'> {
  readonly zones: Zones
}

export interface LineReaderOptions {
  /** Plain lines that it does not want are read and counted, but not shown. Without it every line is shown. */
  readonly filter?: LineFilter
  /** How much is read at once. */
  readonly chunkBytes?: number
}

/** A line as the reader shows it: its bytes and positions are in `scan`, which the next line overwrites. */
export interface ReadLine {
  readonly scan: Scan
  readonly arrivalMs: number
  /** Offset of its first byte in the file, and its number from 1. */
  readonly offset: number
  readonly line: number
  /** Whether it was longer than a line may be, and was cut. */
  readonly cut: boolean
}

type Mutable<T> = { -readonly [name in keyof T]: T[name] }

/** Without memory for one more scanner the lines are read one by one: slower, and nothing else. */
function scannerOrNone(options: PlainOptions): PlainLines | null {
  try {
    return new PlainLines(options)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Reads a file's lines in large chunks and gives each its arrival. Nothing grows with the length of the file. */
export class LineReader {
  readonly source: ByteSource
  readonly clock: ArrivalClock
  bytesRead = 0
  linesRead = 0
  linesCut = 0
  readonly #plain: PlainLines | null
  readonly #lines: LinesAhead
  readonly #line: Mutable<ReadLine> = { scan: newScan(), arrivalMs: 0, offset: 0, line: 0, cut: false }
  /** The same bytes: a Buffer finds a byte twice as fast. */
  readonly #buffer: Buffer
  /** Offset in the file of the first byte of the buffer. */
  #offset = 0
  #begun = false
  /** Inside a line that was cut. */
  #dropping = false

  constructor(source: ByteSource, { zones, ...hints }: FileHints, options: LineReaderOptions = {}) {
    const { filter, chunkBytes: capacityBytes = CHUNK_BYTES } = options
    const limits = { capacityBytes, longestLineBytes: LINE_BYTES }
    // Which zone a plain line is in, the fast look cannot tell where it depends on the device.
    this.#plain =
      filter === undefined || zones.ofHost !== undefined ? null : scannerOrNone({ filter, zones, ...limits })
    const bytes = this.#plain?.bytes ?? new Uint8Array(capacityBytes)
    this.#lines = { bytes, next: 0, end: 0, complete: false }
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.source = source
    this.clock = new ArrivalClock({ ...hints, modifiedMs: source.modifiedMs }, zones)
  }

  /** Shows the lines of the next chunk; gives the offset behind the last of them, or null at the end of the file. */
  async next(show: (line: ReadLine) => void): Promise<number | null> {
    const lines = this.#lines
    if (lines.complete && lines.next === lines.end) return null
    await this.#fill()
    if (!this.#begun) this.clock.begin(lines)
    this.#begun = true
    this.#showLines(show)
    return this.#offset + lines.next
  }

  /** Moves what is left to the front and reads until the buffer is full or the source is at its end. */
  async #fill(): Promise<void> {
    const lines = this.#lines
    lines.bytes.copyWithin(0, lines.next, lines.end)
    this.#offset += lines.next
    lines.end -= lines.next
    lines.next = 0
    while (lines.end < lines.bytes.length) {
      const read = await this.source.read(lines.bytes, lines.end)
      this.bytesRead += read
      lines.end += read
      lines.complete = read === 0
      if (lines.complete) return
    }
  }

  #showLines(show: (line: ReadLine) => void): void {
    const lines = this.#lines
    const { end: filled } = lines
    let start = this.#passPlain(0)
    while (start < filled) {
      const found = this.#buffer.indexOf(NEWLINE, start)
      const whole = found >= 0 && found < filled
      // A line that fills the buffer cannot become whole: it is cut.
      if (!whole && !lines.complete && start > 0) break
      const end = whole ? found : filled
      lines.next = whole ? end + 1 : end
      if (this.#dropping) this.#dropping = !whole
      else if (!this.#showLine(start, end, show)) {
        lines.next = start
        return
      } else this.#dropping = !whole
      start = this.#passPlain(lines.next)
    }
    lines.next = start
  }

  /** Where the first line from `start` on begins that is not plain. */
  #passPlain(start: number): number {
    if (this.#plain === null || this.#dropping) return start
    const behind = this.#plain.pass(start, this.#lines.end, this.clock)
    this.linesRead += this.#plain.passed
    return behind
  }

  /** Whether the line could be told; if not, more must be read first. */
  #showLine(start: number, end: number, show: (line: ReadLine) => void): boolean {
    const line = this.#line
    const cut = end - start > LINE_BYTES
    scanLine(this.#lines.bytes, start, cut ? start + LINE_BYTES : end, line.scan)
    const arrivalMs = this.clock.arrivalOf(line.scan, this.#lines, start === 0)
    if (Number.isNaN(arrivalMs)) return false
    this.linesRead++
    if (cut) this.linesCut++
    line.arrivalMs = arrivalMs
    line.offset = this.#offset + start
    line.line = this.linesRead
    line.cut = cut
    do show(line)
    while (scanNext(line.scan))
    return true
  }
}
