import type { FileCounters, FileTagger, FileTagging, TaggerPosition } from './file-tagger.ts'
import type { ByteSource } from './ports.ts'
import type { InputPlace, ReplayInput } from './replay-input.ts'
import type { TaggedSpan } from './tagger.ts'

/** A file that is opened when its turn comes. */
export interface LogFile {
  readonly name: string
  readonly open: () => Promise<ByteSource>
}

/** What was odd about a file, or nothing. */
export interface FileFacts extends Readonly<FileCounters> {
  readonly name: string
  readonly linesRead: number
  readonly linesCut: number
  /** Lines whose stamp was too far ahead to be believed. */
  readonly refusedJumps: number
  /** The last arrival, in ms, if the year of its stamps is a guess; else null. */
  readonly assumedYearMs: number | null
}

/** How far a set is read. Plain data, for a set of the same files. */
export interface LogSetPosition {
  readonly opened: number
  readonly to: number
  readonly nowMs: number
  readonly shownAtMs: number
  readonly refusedBefore: number
  readonly facts: readonly FileFacts[]
  readonly consumedBytes: number
  /** Of the file that is open; null if none is. */
  readonly current: TaggerPosition | null
}

export interface LogSetOptions {
  readonly taggerOf: (source: ByteSource, before: FileTagging['before']) => FileTagger
  /** Told when a file cannot be read (on): what was read of it counts. `line` is the last that was, 0 for none. */
  readonly broken: (name: string, line: number, error: unknown) => void
}

/**
 * One input partition of a replay: a file, or the files of a rotated set, the oldest first, as if they were one.
 *
 * One file is open at a time. One that cannot be read to its end is told, and the next one goes on.
 */
export class LogSet implements ReplayInput {
  readonly name: string
  readonly place: InputPlace
  /** Of the files that were read so far. */
  readonly facts: FileFacts[] = []
  to = 0
  readonly #files: readonly LogFile[]
  readonly #options: LogSetOptions
  #opened = 0
  #current: FileTagger | null = null
  #last: FileTagger | null = null
  #shownAtMs = Number.NEGATIVE_INFINITY
  #refusedBefore = 0
  #nowMs = Number.NaN
  #resumed: TaggerPosition | null = null
  /** Of the files that were read to their end. */
  #consumedBefore = 0

  constructor(files: readonly LogFile[], partition: number, options: LogSetOptions) {
    this.place = { topic: 'files', partition, base: 0 }
    this.name = files.at(-1)!.name
    this.#files = files
    this.#options = options
  }

  get endMs(): number {
    const now = this.#last?.reader.clock.now ?? this.#nowMs
    return now > this.#shownAtMs || this.#shownAtMs === Number.NEGATIVE_INFINITY ? now : this.#shownAtMs
  }

  get paths(): readonly string[] {
    return this.#files.map(({ name }) => name)
  }

  consumedBytes(): number {
    return this.#consumedBefore + (this.#current?.reader.source.consumedBytes() ?? 0)
  }

  get position(): LogSetPosition {
    // One that was resumed and is not read yet stands where it stood.
    const opened = this.#opened + (this.#resumed === null ? 0 : 1)
    return {
      ...{ opened, to: this.to, nowMs: this.#last?.reader.clock.now ?? this.#nowMs },
      ...{ shownAtMs: this.#shownAtMs, refusedBefore: this.#refusedBefore, facts: this.facts },
      consumedBytes: this.#consumedBefore,
      current: this.#current?.position ?? this.#resumed,
    }
  }

  /** Goes on where another set of the same files was. Call it before anything is read. */
  resume(position: LogSetPosition): void {
    const { opened, to, nowMs, shownAtMs, refusedBefore, facts, consumedBytes, current } = position
    this.#opened = current === null ? opened : opened - 1
    this.to = to
    this.#nowMs = nowMs
    this.#shownAtMs = shownAtMs
    this.#refusedBefore = refusedBefore
    this.facts.push(...facts)
    this.#consumedBefore = consumedBytes
    this.#resumed = current
  }

  async next(): Promise<TaggedSpan | null> {
    while (true) {
      if (this.#current === null && !(await this.#openNext())) return null
      const span = await this.#read()
      if (span !== null) return span
    }
  }

  async close(): Promise<void> {
    await this.#current?.reader.source.close()
    this.#current = null
  }

  async #openNext(): Promise<boolean> {
    const file = this.#files[this.#opened++]
    if (file === undefined) return false
    try {
      const source = await file.open()
      const clock = this.#last?.reader.clock
      this.#current = this.#options.taggerOf(source, clock && { clock, offset: this.to })
      this.#last = this.#current
      await this.#current.resume(this.#resumed)
      this.#resumed = null
    } catch (error) {
      // Where it was in this file is no place in the next one.
      this.#resumed = null
      await this.close()
      this.#options.broken(file.name, 0, error)
    }
    return true
  }

  async #read(): Promise<TaggedSpan | null> {
    const tagger = this.#current
    if (tagger === null) return null
    try {
      const span = await tagger.next()
      this.#shownAtMs = Math.max(this.#shownAtMs, tagger.shownAtMs ?? Number.NEGATIVE_INFINITY)
      if (span === null) await this.#done(tagger)
      else this.to = span.to
      return span
    } catch (error) {
      await this.#done(tagger)
      this.#options.broken(tagger.reader.source.name, tagger.reader.linesRead, error)
      return null
    }
  }

  async #done({ reader, counters }: FileTagger): Promise<void> {
    const { clock, linesRead, linesCut, source } = reader
    this.facts.push({
      ...counters,
      ...{ name: source.name, linesRead, linesCut },
      refusedJumps: clock.refusedJumps - this.#refusedBefore,
      assumedYearMs: clock.yearAssumed && this.facts.length === 0 ? clock.now : null,
    })
    this.#refusedBefore = clock.refusedJumps
    this.#consumedBefore += source.consumedBytes()
    await this.close()
  }
}
