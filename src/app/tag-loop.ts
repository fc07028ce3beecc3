import type { Match, MatchRecord } from '../core/match.ts'
import { InputPartition, type Promising } from './input-partition.ts'
import type { RewindRequests } from './ports.ts'
import type { LineRecord } from './record-tagger.ts'
import type { Clock, GroupBatch, GroupReader, MatchAppender, TopicLookups } from './service-ports.ts'
import type { InputStatus } from './service-status.ts'
import { WorldError } from './world-error.ts'

export interface TagPorts {
  readonly reader: GroupReader
  readonly appender: MatchAppender
  readonly lookups: TopicLookups
  readonly clock: Clock
  readonly rewinds: RewindRequests
}

export interface TagOptions extends Promising {
  readonly topics: readonly string[]
  /** Δ: how often every shard is told how far each partition is, in ms. */
  readonly barrierMs: number
  /** For how long lines are tagged between two heartbeats, in ms. */
  readonly sliceMs: number
  /** The matches of a record. */
  readonly tag: (topic: string, partition: number, record: LineRecord) => readonly Match[]
  /** Where an input partition begins for all taggers. */
  readonly baseOf: (topic: string, partition: number) => number
  /** The group whose commits say where to go on. */
  readonly group: string
  /** Number of the list of topics. */
  readonly generation: number
  /** Hash of the set of rules by which it tags. */
  readonly rules: string
  readonly newStream: () => string
}

/** Tags the lines of the partitions that this process was given, and tells every shard what was found and what is promised. */
export class TagLoop {
  readonly #ports: TagPorts
  readonly #options: TagOptions
  readonly #inputs = new Map<string, InputPartition>()
  #assigned: Readonly<Record<string, readonly number[]>> = {}
  readonly counters = { lost: 0, rewinds: 0, resent: 0 }
  readonly #stop = new AbortController()
  #counts: Readonly<Record<string, number>> = {}
  #countedMs = Number.NEGATIVE_INFINITY
  /** What is sent goes one after the other: frames of a partition must stand in their order. */
  #lane: Promise<void> = Promise.resolve()

  constructor(ports: TagPorts, options: TagOptions) {
    this.#ports = ports
    this.#options = options
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
    await this.#lane
  }

  /** A partition that was kept goes on where it is; one that was lost is forgotten, with what is in flight still sent. */
  #joined(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.#assigned = assignment
    const kept = new Set(Object.entries(assignment).flatMap(([topic, all]) => all.map(one => `${topic}/${one}`)))
    for (const name of this.#inputs.keys()) if (!kept.has(name)) this.#inputs.delete(name)
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
    const { topic, partition, from, records, next } = batch
    const input = await this.#inputOf(topic, partition)
    if (from > input.next) {
      const bounds = await this.#ports.lookups.bounds(topic)
      this.#skipLost(input, bounds[partition]?.begin ?? 0)
      if (from > input.next) return this.#ports.reader.seek(topic, partition, input.next)
    }
    const { clock } = this.#ports
    let beatMs = clock.nowMs()
    for (const record of records) {
      input.take(record.offset, record.timestampMs, this.#options.tag(topic, partition, record))
      if (clock.nowMs() - beatMs < this.#options.sliceMs) continue
      await beat()
      beatMs = clock.nowMs()
    }
    input.skipTo(next)
    await this.#send(shard => input.hasMatches(shard), [input])
    await beat()
    await this.#ports.reader.commit(topic, partition, input.committable)
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
    // A partition that is silent brings no batch, and must be told of all the same.
    for (const [topic, partitions] of Object.entries(this.#assigned))
      for (const partition of partitions) await this.#inputOf(topic, partition)
    await this.#goBack()
    await this.#proveIdle()
    const inputs = [...this.#inputs.values()]
    await this.#send(() => true, inputs)
    for (const input of inputs) {
      const { topic, partition } = input.start
      await this.#ports.reader.commit(topic, partition, input.committable)
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
    this.#counts = await this.#ports.lookups.counts(this.#options.topics)
    this.#countedMs = askedMs
  }

  async #proveIdle(): Promise<void> {
    for (const topic of this.#options.topics) {
      const inputs = [...this.#inputs.values()].filter(({ start }) => start.topic === topic)
      if (inputs.length === 0) continue
      const askedMs = this.#ports.clock.nowMs()
      const bounds = await this.#ports.lookups.bounds(topic)
      for (const input of inputs) {
        const end = bounds[input.start.partition]?.end
        if (end !== undefined) input.proveIdle(askedMs, end)
      }
    }
  }

  /** Sends the frames of these partitions to the shards that are asked for, after whatever is being sent. */
  #send(isWanted: (shard: number) => boolean, inputs: readonly InputPartition[]): Promise<void> {
    const sent = this.#lane.then(async () => {
      for (let shard = 0; shard < this.#options.shards; shard++) if (isWanted(shard)) await this.#sendTo(shard, inputs)
    })
    this.#lane = sent.catch(() => {})
    return sent
  }

  async #sendTo(shard: number, inputs: readonly InputPartition[]): Promise<void> {
    const framed = inputs.flatMap(input => {
      const frame = input.frame(shard, this.#countedMs)
      return frame === null ? [] : [{ input, frame }]
    })
    if (framed.length === 0) return
    const { generation, rules } = this.#options
    const record = {
      generation,
      rules,
      partitions: this.#counts,
      frames: framed.map(({ frame }) => frame),
    }
    await this.#append(shard, record)
    for (const { input, frame } of framed) input.acknowledge(shard, frame.to)
  }

  /** Never past a record that may not stand there: the same one again until it is confirmed. */
  async #append(shard: number, record: MatchRecord): Promise<void> {
    for (let waitMs = 50; ; waitMs = Math.min(2 * waitMs, 2_000)) {
      try {
        return await this.#ports.appender.append(shard, record)
      } catch {
        this.counters.resent++
        if (this.#stop.signal.aborted) throw new StoppedError()
        await this.#ports.clock.wait(waitMs, this.#stop.signal)
      }
    }
  }
}

function unlessStopped(error: unknown): void {
  if (!(error instanceof StoppedError)) throw error
}

/** What was to be sent is not: this process is asked to end, and whoever reads the partition next begins where all was told. */
class StoppedError extends Error {}

function recreated(topic: string, partition: number, { from, end }: { from: number; end: number }): WorldError {
  const message = `${topic}/${partition} ends at ${end}, but was read up to ${from}: the topic was made anew, or has lost records`
  return new WorldError('refused', message, {
    hint: 'lines of before and of now would be taken for each other: give the new topic another name, or choose another `namespace`',
  })
}
