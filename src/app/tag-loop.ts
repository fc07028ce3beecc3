import type { Match } from '../core/match.ts'
import {
  DEAD_LETTER_REASONS,
  type DeadLetter,
  type DeadLetterReason,
  letterOfBatch,
  letterOfRecord,
} from './dead-letter.ts'
import { type Counted, FrameSender, type SendOptions } from './frame-sender.ts'
import { InputPartition } from './input-partition.ts'
import { type Insisting, insist, StoppedError } from './insist.ts'
import type { RewindRequests } from './ports.ts'
import type { LineRecord } from './record-tagger.ts'
import type { Clock, DeadLetters, GroupBatch, GroupReader, MatchAppender, TopicLookups } from './service-ports.ts'
import type { InputStatus } from './service-status.ts'
import { type TagBounds, tagRecord } from './tag-record.ts'
import { WorldError } from './world-error.ts'

export interface TagPorts {
  readonly reader: GroupReader
  readonly appender: MatchAppender
  readonly lookups: TopicLookups
  readonly clock: Clock
  readonly rewinds: RewindRequests
  readonly deadLetters: DeadLetters
}

export interface TagOptions extends SendOptions, TagBounds {
  readonly topics: readonly string[]
  /** Δ: how often every shard is told how far each partition is, in ms. */
  readonly barrierMs: number
  /** For how long lines are tagged between two heartbeats, in ms. */
  readonly sliceMs: number
  /** How much of what cannot be handled a dead letter keeps. */
  readonly deadLetterBytes: number
  /** The matches of a record. */
  readonly tag: (topic: string, partition: number, record: LineRecord) => readonly Match[]
  /** Where an input partition begins for all taggers. */
  readonly baseOf: (topic: string, partition: number) => number
  /** The group whose commits say where to go on. */
  readonly group: string
  readonly newStream: () => string
}

/** Tags the lines of the partitions that this process was given, and tells every shard what was found and what is promised. */
export class TagLoop {
  readonly #ports: TagPorts
  readonly #options: TagOptions
  readonly #inputs = new Map<string, InputPartition>()
  #assigned: Readonly<Record<string, readonly number[]>> = {}
  readonly counters = { lost: 0, rewinds: 0, resent: 0 }
  /** How many dead letters were written, by reason. */
  readonly deadLetters = Object.fromEntries(DEAD_LETTER_REASONS.map(reason => [reason, 0])) as Record<
    DeadLetterReason,
    number
  >
  readonly #stop = new AbortController()
  #counted: Counted = { partitions: {}, askedMs: Number.NEGATIVE_INFINITY }
  readonly #insisting: Insisting
  readonly #sender: FrameSender

  constructor(ports: TagPorts, options: TagOptions) {
    this.#ports = ports
    this.#options = options
    this.#insisting = { clock: ports.clock, signal: this.#stop.signal, failed: () => void this.counters.resent++ }
    this.#sender = new FrameSender(ports.appender, options, this.#insisting)
  }

  /** Begins to read. Resolves once this process is a member; ends by `stop`. `ended` is told if the reader dies. */
  async start(ended: (error: Error) => void): Promise<void> {
    await this.#count()
    await this.#ports.reader.start(this.#options.topics, {
      joined: assignment => this.#joined(assignment),
      batch: (batch, beat) => this.#batch(batch, beat).catch(unlessStopped),
      skipped: (topic, partition, next) => this.#inputs.get(`${topic}/${partition}`)?.skipTo(next),
      ended,
    })
    void this.#tellRegularly(ended)
  }

  /** What it reads, how far, and up to where every shard was told. */
  status(): readonly InputStatus[] {
    return [...this.#inputs.values()].map(({ start: { topic, partition }, next, committable, end, promiseMs }) => ({
      ...{ topic, partition, next, end, promiseMs },
      told: committable,
    }))
  }

  /** Sends what is tagged, commits it and leaves the group. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#ports.reader.stop()
    await this.#sender.idle()
  }

  /**
   * A partition that was kept goes on where it is; one that was lost is forgotten, with what is in flight still sent. Who stood still for
   * long may have lost it and got it again: then others have committed more, and without a seek no line of what lies between would come.
   */
  #joined(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.#assigned = assignment
    const kept = new Set(Object.entries(assignment).flatMap(([topic, all]) => all.map(one => `${topic}/${one}`)))
    for (const [name, { start, next }] of this.#inputs) {
      if (kept.has(name)) this.#ports.reader.seek(start.topic, start.partition, next)
      else this.#inputs.delete(name)
    }
  }

  async #inputOf(topic: string, partition: number): Promise<InputPartition> {
    const name = `${topic}/${partition}`
    const known = this.#inputs.get(name)
    if (known !== undefined) return known
    const { lookups } = this.#ports
    const base = this.#options.baseOf(topic, partition)
    const [committed, bounds] = await Promise.all([
      lookups.committed(this.#options.group, topic),
      lookups.bounds(topic),
    ])
    const meanwhile = this.#inputs.get(name)
    if (meanwhile !== undefined) return meanwhile
    const from = Math.max(base, committed[partition] ?? base)
    const end = bounds[partition]?.end ?? 0
    if (from > end) throw recreated(topic, partition, { from, end })
    const input = new InputPartition({ topic, partition, stream: this.#options.newStream(), base, from }, this.#options)
    this.#skipLost(input, bounds[partition]?.begin ?? 0)
    this.#inputs.set(name, input)
    return input
  }

  /** What the log does not hold any more before it was read, is lost: frames go on over the hole, and it is counted. */
  #skipLost(input: InputPartition, begin: number): void {
    if (begin <= input.next) return
    this.counters.lost += begin - input.next
    input.skipTo(begin)
  }

  async #batch(batch: GroupBatch, beat: () => Promise<void>): Promise<void> {
    const { topic, partition, from, records, broken, next } = batch
    const input = await this.#inputOf(topic, partition)
    if (from > input.next) {
      const bounds = await this.#ports.lookups.bounds(topic)
      this.#skipLost(input, bounds[partition]?.begin ?? 0)
      if (from > input.next) return this.#ports.reader.seek(topic, partition, input.next)
    }
    const pulse = paced(beat, this.#ports.clock, this.#options.sliceMs)
    let rest = records
    for (const one of broken) {
      const before = rest.filter(({ offset }) => offset < one.from)
      await this.#take(input, before, pulse)
      rest = rest.slice(before.length)
      if (one.to <= input.next) continue
      await this.#bury(letterOfBatch(input.start, one, this.#options.deadLetterBytes))
      input.skipTo(one.to)
    }
    await this.#take(input, rest, pulse)
    input.skipTo(next)
    await this.#send([input], shard => input.hasMatches(shard))
    await beat()
    await this.#ports.reader.commit(topic, partition, input.committable)
  }

  /** Takes the matches of records; a record that has none to be had is buried first. */
  async #take(input: InputPartition, records: readonly LineRecord[], pulse: Pulse): Promise<void> {
    const { start } = input
    const { tag, deadLetterBytes } = this.#options
    for (const record of records) {
      if (record.offset < input.next) continue
      const tagged = tagRecord(record, () => tag(start.topic, start.partition, record), this.#options)
      if ('reason' in tagged) await this.#bury(letterOfRecord(start, record, tagged, deadLetterBytes))
      input.take(record.offset, record.timestampMs, 'reason' in tagged ? [] : tagged.matches)
      const beating = pulse()
      if (beating !== null) await beating
    }
  }

  /** Until its letter stands in the topic nothing goes past what it is about. */
  async #bury(letter: DeadLetter): Promise<void> {
    await insist(() => this.#ports.deadLetters.write(letter), this.#insisting)
    this.deadLetters[letter.reason]++
  }

  #send(inputs: readonly InputPartition[], isWanted: (shard: number) => boolean): Promise<void> {
    return this.#sender.send(inputs, isWanted, () => this.#counted)
  }

  /** Every Δ all shards are told of all partitions, also of those that are silent. */
  async #tellRegularly(ended: (error: Error) => void): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await this.#ports.clock.wait(this.#options.barrierMs, signal)
      if (signal.aborted) return
      try {
        await this.#barrier()
      } catch (error) {
        if (error instanceof WorldError) return ended(error)
        // Brokers that are away: the next barrier asks again.
      }
    }
  }

  async #barrier(): Promise<void> {
    await this.#count()
    await this.#beginSilent()
    await this.#goBack()
    await this.#proveIdle()
    const inputs = [...this.#inputs.values()]
    await this.#send(inputs, () => true)
    for (const input of inputs) {
      const { topic, partition } = input.start
      await this.#ports.reader.commit(topic, partition, input.committable)
    }
  }

  /** A partition that is silent brings no batch, and must be told of all the same. What was committed may have changed since the reader asked. */
  async #beginSilent(): Promise<void> {
    for (const [topic, partitions] of Object.entries(this.#assigned))
      for (const partition of partitions) {
        if (this.#inputs.has(`${topic}/${partition}`)) continue
        const { next } = await this.#inputOf(topic, partition)
        this.#ports.reader.seek(topic, partition, next)
      }
  }

  /** Reads again what a shard's log lacks. Only what this stream wrote: another's frames are its own affair. */
  async #goBack(): Promise<void> {
    const asked = await this.#ports.rewinds.all()
    for (const [name, input] of this.#inputs) {
      const { topic, partition, stream, base } = input.start
      const gaps = asked.filter(gap => gap.topic === topic && gap.partition === partition && gap.stream === stream)
      if (gaps.length === 0) continue
      const from = Math.max(base, Math.min(...gaps.map(({ offset }) => offset)))
      const start = { topic, partition, base, from, stream: this.#options.newStream() }
      this.#inputs.set(name, new InputPartition(start, this.#options))
      this.counters.rewinds++
      this.#ports.reader.seek(topic, partition, from)
    }
  }

  async #count(): Promise<void> {
    const askedMs = this.#ports.clock.nowMs()
    this.#counted = { partitions: await this.#ports.lookups.counts(this.#options.topics), askedMs }
  }

  async #proveIdle(): Promise<void> {
    for (const topic of this.#options.topics) {
      const inputs = [...this.#inputs.values()].filter(({ start }) => start.topic === topic)
      if (inputs.length === 0) continue
      const askedMs = this.#ports.clock.nowMs()
      const bounds = await this.#ports.lookups.bounds(topic)
      for (const input of inputs) {
        const { begin, end } = bounds[input.start.partition] ?? {}
        if (begin === undefined || end === undefined) continue
        // Of a log that holds nothing no batch comes that would show what is lost.
        if (begin === end) this.#skipLost(input, begin)
        input.proveIdle(askedMs, end)
      }
    }
  }
}

/** Beats if it is time to; null if it is not. */
type Pulse = () => Promise<void> | null

function paced(beat: () => Promise<void>, clock: Clock, everyMs: number): Pulse {
  let beatMs = clock.nowMs()
  return () => {
    if (clock.nowMs() - beatMs < everyMs) return null
    return beat().then(() => {
      beatMs = clock.nowMs()
    })
  }
}

function unlessStopped(error: unknown): void {
  if (!(error instanceof StoppedError)) throw error
}

function recreated(topic: string, partition: number, { from, end }: { from: number; end: number }): WorldError {
  const message = `${topic}/${partition} ends at ${end}, but was read up to ${from}: the topic was made anew, or has lost records`
  return new WorldError('refused', message, {
    hint: 'lines of before and of now would be taken for each other: give the new topic another name, or choose another `namespace`',
  })
}
