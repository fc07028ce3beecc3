import type { Incident } from '../core/incident.ts'
import { readIncident } from '../deliver/read-incident.ts'
import type { Courier, Undeliverable } from './courier.ts'
import { type DeadLetter, type DeadLetterReason, letterOfBatch, letterOfRecord } from './dead-letter.ts'
import { recordsOf } from './record-run.ts'
import type { LineRecord } from './record-tagger.ts'
import type { Clock, DeadLetters, GroupBatch, GroupReader, TopicLookups } from './service-ports.ts'

export interface DeliverPorts {
  readonly reader: GroupReader
  readonly lookups: TopicLookups
  readonly clock: Clock
  readonly deadLetters: DeadLetters
  readonly courier: Courier
}

export interface DeliverOptions {
  readonly topics: readonly string[]
  readonly group: string
  /** How many incidents are delivered at a time. */
  readonly parallel: number
  /** How long a call of whoever had a partition before may still be at work. */
  readonly settleMs: number
  readonly deadLetterBytes: number
}

/** How far it is. */
export interface DeliverStatus {
  /** Revisions that were read and are not delivered yet. */
  readonly waiting: number
  /** When the oldest of them was published, in ms since the epoch; null if there is none. */
  readonly oldestMs: number | null
  /** What was put aside since it began, by the reason. */
  readonly deadLetters: Readonly<Partial<Record<DeadLetterReason, number>>>
}

const BEAT_EVERY_MS = 500

/** A record with its incident. */
interface Parcel {
  readonly record: LineRecord
  readonly incident: Incident
}

/** What is known of a partition. */
interface Place {
  /** Nothing is called before, in ms. */
  readonly quietUntilMs: number
  /**
   * Up to this offset only what is open at the end of it is delivered: at the very first start, where a history must not become
   * tickets.
   */
  readonly historyEnd: number
  /** What is open of the history, by id. */
  readonly open: Map<string, Parcel>
}

/**
 * Brings every incident to its ticket: revisions of one key in their order, keys beside each other, a commit behind what is
 * done. A crash repeats revisions, which changes nothing.
 */
export class DeliverLoop {
  readonly #ports: DeliverPorts
  readonly #options: DeliverOptions
  readonly #stopping = new AbortController()
  readonly #places = new Map<string, Promise<Place>>()
  /** What was read and is not done, of one batch. */
  #left = new Set<Parcel>()
  readonly #buried: Partial<Record<DeadLetterReason, number>> = {}
  #quietUntilMs = 0

  constructor(ports: DeliverPorts, options: DeliverOptions) {
    this.#ports = ports
    this.#options = options
  }

  status(): DeliverStatus {
    const publishedMs = Array.from(this.#left, ({ record }) => record.timestampMs)
    return {
      waiting: publishedMs.length,
      oldestMs: publishedMs.length === 0 ? null : Math.min(...publishedMs),
      deadLetters: { ...this.#buried },
    }
  }

  /** Resolves when it is a member of its group. `ended` hears of what no waiting mends. */
  start(ended: (error: Error) => void): Promise<void> {
    return this.#ports.reader.start(this.#options.topics, {
      joined: assignment => this.#joined(assignment),
      batch: (batch, beat) => this.#whileBeating(beat, signal => this.#deliver(batch, signal)),
      skipped: () => {},
      ended,
    })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#ports.reader.stop()
  }

  #joined(assignment: Readonly<Record<string, readonly number[]>>): void {
    const mine = Object.entries(assignment).flatMap(([topic, all]) => all.map(one => ({ topic, partition: one })))
    const names = new Set(mine.map(({ topic, partition }) => `${topic}/${partition}`))
    for (const name of this.#places.keys()) if (!names.has(name)) this.#places.delete(name)
    for (const { topic, partition } of mine) {
      const name = `${topic}/${partition}`
      if (this.#places.has(name)) continue
      const place = this.#begin(topic, partition)
      place.catch(() => {})
      this.#places.set(name, place)
    }
  }

  async #begin(topic: string, partition: number): Promise<Place> {
    const quietUntilMs = this.#ports.clock.nowMs() + this.#options.settleMs
    const { lookups, reader } = this.#ports
    const committed = (await lookups.committed(this.#options.group, topic))[partition]!
    const { begin, end } = (await lookups.bounds(topic))[partition]!
    const historyEnd = committed === null ? end : 0
    // What comes from now on is no history, also if this process ends before it has done anything.
    if (committed === null && begin === end) await reader.commit(topic, partition, end)
    return { quietUntilMs, historyEnd, open: new Map() }
  }

  async #deliver(batch: GroupBatch, signal: AbortSignal): Promise<void> {
    const { topic, partition } = batch
    const place = await this.#placeOf(topic, partition)
    const quietUntilMs = Math.max(place.quietUntilMs, this.#quietUntilMs)
    await this.#ports.clock.wait(Math.max(0, quietUntilMs - this.#ports.clock.nowMs()), signal)
    for (const broken of batch.broken) {
      await this.#write(letterOfBatch(batch, broken, this.#options.deadLetterBytes))
    }
    const parcels: Parcel[] = []
    for (const record of recordsOf(batch.records)) {
      const incident = readIncident(new TextDecoder().decode(record.value))
      if ('fault' in incident) await this.#bury(batch, record, { reason: 'not_an_incident', error: incident.fault })
      else if (record.offset >= place.historyEnd) parcels.push({ record, incident })
      else if (incident.state === 'open') place.open.set(incident.id, { record, incident })
      else place.open.delete(incident.id)
    }
    // Records that only mark transactions may stand between the last incident and the end: what is read to the end is read.
    const isHistory = batch.next < Math.min(place.historyEnd, batch.end)
    if (isHistory) return
    const open = [...place.open.values()]
    await this.#inLanes(batch, open, signal)
    place.open.clear()
    await this.#inLanes(batch, parcels, signal, offset => this.#ports.reader.commit(topic, partition, offset))
    await this.#ports.reader.commit(topic, partition, batch.next)
  }

  /** Anew where the brokers did not say where it begins. */
  async #placeOf(topic: string, partition: number): Promise<Place> {
    const name = `${topic}/${partition}`
    const place = this.#places.get(name) ?? this.#begin(topic, partition)
    this.#places.set(name, place)
    return place.catch(error => {
      this.#places.delete(name)
      throw error
    })
  }

  /** Some at a time, those of one key one after the other. `done` hears of the first record that is not done yet. */
  async #inLanes(
    batch: GroupBatch,
    parcels: readonly Parcel[],
    signal: AbortSignal,
    done: (offset: number) => Promise<void> = async () => {},
  ): Promise<void> {
    const newest = new Map<string, Promise<void>>()
    const left = new Set(parcels)
    this.#left = left
    const waiting = [...parcels]
    const lane = async (): Promise<void> => {
      for (let parcel = waiting.shift(); parcel !== undefined; parcel = waiting.shift()) {
        const { dedup_key } = parcel.incident
        const work = this.#handOver(batch, { parcel, after: newest.get(dedup_key) }, signal)
        newest.set(dedup_key, work)
        await work
        const [first] = left
        left.delete(parcel)
        const [next] = left
        if (next !== undefined && next !== first) await done(next.record.offset)
      }
    }
    await Promise.all(Array.from({ length: this.#options.parallel }, lane))
  }

  async #handOver(
    batch: GroupBatch,
    { parcel: { record, incident }, after }: { readonly parcel: Parcel; readonly after: Promise<void> | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    await after
    signal.throwIfAborted()
    const fault = await this.#ports.courier.deliver(incident, signal)
    if (fault !== null) await this.#bury(batch, record, fault)
  }

  async #bury(batch: GroupBatch, record: LineRecord, fault: Undeliverable): Promise<void> {
    await this.#write(letterOfRecord(batch, record, fault, this.#options.deadLetterBytes))
  }

  async #write(letter: DeadLetter): Promise<void> {
    await this.#ports.deadLetters.write(letter)
    this.#buried[letter.reason] = (this.#buried[letter.reason] ?? 0) + 1
  }

  /** Works while the group hears from us. Once we are put out of it, or stop, no further call is made. */
  async #whileBeating(beat: () => Promise<void>, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, this.#stopping.signal])
    const working = work(signal).then(() => 'done' as const)
    try {
      for (;;) {
        const done = await Promise.race([working, this.#ports.clock.wait(BEAT_EVERY_MS, signal)])
        if (done === 'done') return
        signal.throwIfAborted()
        await beat()
      }
    } catch (error) {
      over.abort()
      // What was cut short may still be at work.
      this.#quietUntilMs = this.#ports.clock.nowMs() + this.#options.settleMs
      await working.catch(() => {})
      this.#left.clear()
      throw error
    }
  }
}
