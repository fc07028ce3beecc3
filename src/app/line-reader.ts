import { ArrivalClock, type ArrivalHints, type LinesAhead } from '../core/arrival.ts'
import type { LineFilter } from '../core/dispatch.ts'
import { newScan, type Scan, scanLine, scanNext } from '../core/syslog/scan.ts'
import type { Zones } from '../core/syslog/zones.ts'
import { type DeskUser, LINE_BYTES, LineDesk } from './line-desk.ts'
import type { ByteSource } from './ports.ts'

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
  /** Where it looks at its lines, with others that read in turn; a desk of its own if left out. Its filter counts. */
  readonly desk?: LineDesk
  /** The clock of the file before it, of which this one is the continuation. */
  readonly clock?: ArrivalClock
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

/** How far a reader is: what it needs to go on in a source that is opened anew. Plain data. */
export interface ReaderPosition {
  readonly offset: number
  readonly linesRead: number
  readonly linesCut: number
  readonly dropping: boolean
  readonly clock: Pick<ArrivalClock, 'now' | 'sawSetClock' | 'yearAssumed' | 'refusedJumps'>
}

type Mutable<T> = { -readonly [name in keyof T]: T[name] }

/** Reads a file's lines in large chunks and gives each its arrival. Nothing grows with the length of the file. */
export class LineReader implements DeskUser {
  readonly source: ByteSource
  readonly clock: ArrivalClock
  bytesRead = 0
  linesRead = 0
  linesCut = 0
  readonly #desk: LineDesk
  readonly #chunkBytes: number
  readonly #lines: LinesAhead
  readonly #line: Mutable<ReadLine> = { scan: newScan(), arrivalMs: 0, offset: 0, line: 0, cut: false }
  /** What was left on the desk when somebody else needed it. */
  #taken: Uint8Array = new Uint8Array(0)
  /** Offset in the file of the first byte on the desk. */
  #offset = 0
  #begun: boolean
  /** Inside a line that was cut. */
  #dropping = false
  /** Why no more can be read. It is told behind the lines that were read before. */
  #failure: { readonly error: unknown } | null = null

  constructor(source: ByteSource, { zones, ...hints }: FileHints, options: LineReaderOptions = {}) {
    const { filter, chunkBytes, desk, clock } = options
    this.#desk = desk ?? new LineDesk(zones, filter, chunkBytes)
    this.#chunkBytes = Math.min(chunkBytes ?? this.#desk.bytes.length, this.#desk.bytes.length)
    this.#lines = { bytes: this.#desk.bytes, next: 0, end: 0, complete: false }
    this.source = source
    this.clock = clock ?? new ArrivalClock({ ...hints, modifiedMs: source.modifiedMs }, zones)
    this.#begun = clock !== undefined
  }

  /** Shows the lines of the next chunk; gives the offset behind the last of them, or null at the end of the file. */
  async next(show: (line: ReadLine) => void): Promise<number | null> {
    const lines = this.#lines
    this.#takeDesk()
    if (lines.complete && lines.next === lines.end) {
      this.#desk.free(this)
      if (this.#failure !== null) throw this.#failure.error
      return null
    }
    await this.#fill()
    if (!this.#begun) this.clock.begin(lines)
    this.#begun = true
    this.#showLines(show)
    return this.#offset + lines.next
  }

  get position(): ReaderPosition {
    const { now, sawSetClock, yearAssumed, refusedJumps } = this.clock
    return {
      offset: this.#offset + this.#lines.next,
      ...{ linesRead: this.linesRead, linesCut: this.linesCut, dropping: this.#dropping },
      clock: { now, sawSetClock, yearAssumed, refusedJumps },
    }
  }

  /** Goes on where another one was that read the same. Call it before anything is read. */
  async resume({ offset, linesRead, linesCut, dropping, clock }: ReaderPosition): Promise<void> {
    if (this.source.skip !== undefined) this.source.skip(offset)
    else await passOver(this.source, offset)
    this.#offset = offset
    this.bytesRead = offset
    this.linesRead = linesRead
    this.linesCut = linesCut
    this.#dropping = dropping
    this.clock.moveTo(clock.now, clock.sawSetClock)
    this.clock.yearAssumed = clock.yearAssumed
    this.clock.refusedJumps = clock.refusedJumps
    this.#begun = true
  }

  leave(): void {
    const { bytes, next, end } = this.#lines
    this.#taken = bytes.slice(next, end)
  }

  #takeDesk(): void {
    if (this.#desk.keeps(this)) return
    const lines = this.#lines
    lines.bytes.set(this.#taken)
    this.#offset += lines.next
    lines.next = 0
    lines.end = this.#taken.length
    this.#taken = new Uint8Array(0)
  }

  /** Moves what is left to the front and reads until the chunk is full or the source is at its end. */
  async #fill(): Promise<void> {
    const lines = this.#lines
    lines.bytes.copyWithin(0, lines.next, lines.end)
    this.#offset += lines.next
    lines.end -= lines.next
    lines.next = 0
    const chunk = lines.bytes.subarray(0, this.#chunkBytes)
    while (lines.end < chunk.length && !lines.complete) {
      const read = await this.#read(chunk, lines.end)
      this.bytesRead += read
      lines.end += read
      lines.complete = read === 0
    }
    // Of a line of which the rest cannot be read nobody knows what it was.
    if (this.#failure !== null) lines.end = this.#desk.buffer.subarray(0, lines.end).lastIndexOf(NEWLINE) + 1
  }

  async #read(chunk: Uint8Array, at: number): Promise<number> {
    try {
      return await this.source.read(chunk, at)
    } catch (error) {
      this.#failure = { error }
      return 0
    }
  }

  #showLines(show: (line: ReadLine) => void): void {
    const lines = this.#lines
    const { end: filled } = lines
    let start = this.#passPlain(0)
    while (start < filled) {
      const found = this.#desk.buffer.indexOf(NEWLINE, start)
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
    const { plain } = this.#desk
    if (plain === null || this.#dropping) return start
    const behind = plain.pass(start, this.#lines.end, this.clock)
    this.linesRead += plain.passed
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

async function passOver(source: ByteSource, bytes: number): Promise<void> {
  const into = new Uint8Array(LINE_BYTES)
  for (let left = bytes; left > 0; ) {
    const read = await source.read(into.subarray(0, Math.min(left, into.length)), 0)
    if (read === 0) return
    left -= read
  }
}
