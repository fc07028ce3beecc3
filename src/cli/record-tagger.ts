import type { FileFacts, LogFile } from '../app/log-set.ts'
import type { ByteSource } from '../app/ports.ts'
import type { InputPlace } from '../app/replay-input.ts'
import type { TaggedSpan } from '../app/tagger.ts'
import { DEFAULT_LAYOUT, type Match } from '../core/match.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { type TagObserver, tagEvent } from '../core/tag.ts'
import type { LogHints } from './open-files.ts'
import { messagesOf, type RecordMessage, type TellFault } from './parse-records.ts'
import type { FactualInput } from './replay-inputs.ts'

/** How many messages are tagged at once. */
const SPAN_MESSAGES = 1_000

export interface RecordTagging {
  readonly rules: RuleSet
  readonly hints: LogHints
  readonly partition: number
  readonly observe?: TagObserver | undefined
  readonly tell: TellFault
}

/**
 * Tags the messages of NDJSON records.
 *
 * A record that arrived before one that was read comes in a span of its own, so that it is as late here as it is for
 * who reads record by record.
 */
export class RecordTagger implements FactualInput {
  readonly name: string
  readonly place: InputPlace
  to = 0
  endMs = Number.NaN
  readonly #tagging: RecordTagging
  readonly #file: LogFile
  #source: ByteSource | null = null
  #messages: AsyncIterator<RecordMessage> | null = null
  /** Read, but left for the next span. */
  #waiting: RecordMessage | null = null
  readonly #counters = { matches: 0, missingKey: 0, withoutCode: 0 }

  constructor(file: LogFile, tagging: RecordTagging) {
    this.#file = file
    this.name = file.name
    this.place = { topic: 'files', partition: tagging.partition, base: 0 }
    this.#tagging = tagging
  }

  get paths(): readonly string[] {
    return [this.name]
  }

  consumedBytes(): number {
    return this.#source?.consumedBytes() ?? 0
  }

  get facts(): readonly FileFacts[] {
    const oddities = { linesCut: 0, refusedJumps: 0, assumedYearMs: null }
    return [{ name: this.name, linesRead: this.to, ...this.#counters, ...oddities }]
  }

  async next(): Promise<TaggedSpan | null> {
    const matches: Match[] = []
    const from = this.to
    for (let message = await this.#read(); message !== null; message = await this.#read()) {
      const { arrival } = message.event
      if (this.to - from === SPAN_MESSAGES || (this.to > from && arrival < this.endMs)) {
        this.#waiting = message
        break
      }
      this.endMs = arrival < this.endMs ? this.endMs : arrival
      for (const match of this.#tag(message)) matches.push(match)
    }
    return this.to === from ? null : { matches, to: this.to, arrivedMs: this.endMs }
  }

  async #read(): Promise<RecordMessage | null> {
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting !== null) return waiting
    this.#messages ??= await this.#open()
    const { done, value } = await this.#messages.next()
    return done ? null : value
  }

  async #open(): Promise<AsyncIterator<RecordMessage>> {
    this.#source = await this.#file.open()
    return messagesOf(this.#source, this.#tagging.hints, this.#tagging.tell)
  }

  async close(): Promise<void> {
    await this.#source?.close()
  }

  #tag({ event, line }: RecordMessage): readonly Match[] {
    const { rules, partition, observe } = this.#tagging
    const offset = this.to++
    if (event.code === null) this.#counters.withoutCode++
    const tagged = { event, offset, origin: { topic: this.name, partition, offset: String(offset), line } }
    const matches = tagEvent(rules, tagged, DEFAULT_LAYOUT, this.#counters)
    if (event.code !== null) observe?.(tagged, matches)
    return matches
  }
}
