import {
  DEAD_LETTER_REASONS,
  type DeadLetter,
  type DeadLetterReason,
  letterOfBatch,
  letterOfRecord,
} from './dead-letter.ts'
import { type Counted, FrameSender, type SendOptions } from './frame-sender.ts'
import { InputPartition, recreated } from './input-partition.ts'
import { type Insisting, insist, StoppedError } from './insist.ts'
import type { RewindRequests } from './ports.ts'
import type { Clock, DeadLetters, GroupBatch, GroupReader, MatchAppender, TopicLookups } from './service-ports.ts'
import type { InputStatus } from './service-status.ts'
import type { TagBounds } from './tag-record.ts'
import { paced, type Tagging, type Taking, takeRecords } from './take-records.ts'
import { Turns } from './turns.ts'
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
  /** What tags the records of a partition. */
  readonly taggerOf: (topic: string, partition: number) => Tagging
  /** Where an input partition begins for all taggers. */
  readonly baseOf: (topic: string, partition: number) => number
  /** The group whose commits say where to go on. */
  readonly group: string
  readonly newStream: () => string
  /** Hash of the set of rules by which it begins to tag. */
  readonly rules: string
}

/** Matches that wait while a partition is far behind, for each shard and in all. */
const WAITING_A_SHARD = 400
const MOST_WAITING = 4_000

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
  readonly #batches = new Turns()
  #rules: string
  #counted: Counted = { partitions: {}, askedMs: Number.NEGATIVE_INFINITY }
  readonly #insisting: Insisting
  readonly #sender: FrameSender

  constructor(ports: TagPorts, options: TagOptions) {
    this.#ports = ports
    this.#options = options
    this.#rules = options.rules
    this.#insisting = { clock: ports.clock, signal: this.#stop.signal, failed: () => void this.counters.resent++ }
    this.#sender = new FrameSender(ports.appender, options, this.#insisting)
  }

  /** Begins to read. Resolves once this process is a member; ends by `stop`. `ended` is told if the reader dies. */
  async start(ended: (error: Error) => void): Promise<void> {
    await this.#count()
    await this.#ports.reader.start(this.#options.topics, {
      joined: assignment => this.#joined(assignment),
      batch: (batch, beat) => this.#batches.take(() => this.#batch(batch, beat)).catch(unlessStopped),
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

  /**
   * Tags by the set of rules of this hash, once `take` has changed what tags. Before it every shard is told of what was tagged by
   * the rules of before, while no line is: so all lines of a record are tagged by the set that it names.
   *
   * @throws StoppedError if this process is to end first
   */
  useRules(hash: string, take: () => void): Promise<void> {
    return this.#batches.take(async () => {
      await this.#send([...this.#inputs.values()], () => true)
      take()
      this.#rules = hash
    })
  }

  /** Leaves the group. What is tagged and was not sent yet is not committed either: whoever comes next reads it again. */
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
    if (from > end) throw recreated({ topic, partition, from }, end)
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
    const { topic, partition, from, records, broken, next, end } = batch
    const input = await this.#inputOf(topic, partition)
    if (from > input.next) {
      const bounds = await this.#ports.lookups.bounds(topic)
      this.#skipLost(input, bounds[partition]?.begin ?? 0)
      if (from > input.next) return this.#ports.reader.seek(topic, partition, input.next)
    }
    const taking: Taking = {
      tagging: this.#options.taggerOf(topic, partition),
      bounds: this.#options,
      bury: (record, fault) => this.#bury(letterOfRecord(input.start, record, fault, this.#options.deadLetterBytes)),
      pulse: paced(beat, this.#ports.clock, this.#options.sliceMs),
    }
    for (const one of broken) {
      await takeRecords(input, records, one.from, taking)
      if (one.to <= input.next) continue
      await this.#bury(letterOfBatch(input.start, one, this.#options.deadLetterBytes))
      input.skipTo(one.to)
    }
    await takeRecords(input, records, Number.POSITIVE_INFINITY, taking)
    input.skipTo(next)
    await this.#deliver(next < end ? this.#full() : [input])
    await beat()
  }

  /**
   * Who is far behind tells shards of many batches at once: all partitions, when as many matches wait as fit well into a record
   * for each shard. Sooner it is told every Δ.
   */
  #full(): readonly InputPartition[] {
    const inputs = [...this.#inputs.values()]
    const waiting = inputs.reduce((sum, input) => sum + input.waiting, 0)
    return waiting < Math.min(WAITING_A_SHARD * this.#options.shards, MOST_WAITING) ? [] : inputs
  }

  /** Sends the matches of partitions, and commits what every shard has. */
  async #deliver(inputs: readonly InputPartition[]): Promise<void> {
    await this.#send(inputs, shard => inputs.some(input => input.hasMatches(shard)))
    await this.#commit(inputs)
  }

  async #commit(inputs: readonly InputPartition[]): Promise<void> {
    for (const input of inputs) {
      const { topic, partition } = input.start
      await this.#ports.reader.commit(topic, partition, input.committable)
    }
  }

  /** Until its letter stands in the topic nothing goes past what it is about. */
  async #bury(letter: DeadLetter): Promise<void> {
    await insist(() => this.#ports.deadLetters.write(letter), this.#insisting)
    this.deadLetters[letter.reason]++
  }

  #send(inputs: readonly InputPartition[], isWanted: (shard: number) => boolean): Promise<void> {
    return this.#sender.send(inputs, isWanted, () => ({ ...this.#counted, rules: this.#rules }))
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
    await this.#commit(inputs)
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

function unlessStopped(error: unknown): void {
  if (!(error instanceof StoppedError)) throw error
}
