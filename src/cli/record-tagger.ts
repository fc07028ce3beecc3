import type { ByteSource } from '../app/ports.ts'
import type { ReplayInput } from '../app/replay-input.ts'
import type { TaggedSpan } from '../app/tagger.ts'
import { DEFAULT_LAYOUT, type Match } from '../core/match.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { type TagObserver, tagEvent } from '../core/tag.ts'
import type { LogHints } from './open-files.ts'
import { messagesOf, type RecordMessage, type TellFault } from './parse-records.ts'

/** How many messages are tagged at once. */
const SPAN_MESSAGES = 1_000

export interface RecordTagging {
  readonly rules: RuleSet
  readonly hints: LogHints
  readonly partition: number
  readonly observe: TagObserver
  readonly tell: TellFault
}

/**
 * Tags the messages of NDJSON records.
 *
 * A record that arrived before one that was read comes in a span of its own, so that it is as late here as it is for
 * who reads record by record.
 */
export class RecordTagger implements ReplayInput {
  readonly source: ByteSource
  to = 0
  endMs = Number.NaN
  readonly #tagging: RecordTagging
  readonly #messages: AsyncIterator<RecordMessage>
  /** Read, but left for the next span. */
  #waiting: RecordMessage | null = null
  readonly #counters = { matches: 0, missingKey: 0 }

  constructor(source: ByteSource, tagging: RecordTagging) {
    this.source = source
    this.#tagging = tagging
    this.#messages = messagesOf(source, tagging.hints, tagging.tell)
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
    const { done, value } = await this.#messages.next()
    return done ? null : value
  }

  #tag({ event, line }: RecordMessage): readonly Match[] {
    const { rules, partition, observe } = this.#tagging
    const offset = this.to++
    const tagged = { event, offset, origin: { topic: this.source.name, partition, offset: String(offset), line } }
    const matches = tagEvent(rules, tagged, DEFAULT_LAYOUT, this.#counters)
    if (event.code !== null) observe(tagged, matches)
    return matches
  }
}
