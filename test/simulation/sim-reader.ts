import type { BrokenBatch } from '../../src/app/dead-letter.ts'
import { sliceOf } from '../../src/app/record-run.ts'
import type { GroupBatch, GroupHandlers, GroupReader } from '../../src/app/service-ports.ts'
import { WorldError } from '../../src/app/world-error.ts'
import type { Chance } from '../support/seeded-random.ts'
import { BrokerError, type Cluster, type KeptRecord, positionName } from './cluster.ts'
import type { Membership, SimGroup } from './sim-group.ts'
import type { SimProcess } from './sim-process.ts'

const HEARTBEAT_MS = 120
const POLL_MS = 40
const REJOIN_MS = 100

/** A member of a group, as `src/adapters/kafka/group-reader.ts` makes one of a consumer of kafkajs, with the same oddities. */
export class SimReader implements GroupReader {
  readonly #process: SimProcess
  readonly #cluster: Cluster
  readonly #group: SimGroup
  readonly #topic: string
  readonly #chance: Chance
  #member = 0
  #membership: Membership | null = null
  #isStale = true
  #isStopping = false
  #beatMs = 0
  readonly #positions = new Map<number, number>()
  /** Where to go on, which wins over what is fetched by then. */
  readonly #seeks = new Map<number, number>()
  #done: Promise<void> = Promise.resolve()

  constructor(
    process: SimProcess,
    cluster: Cluster,
    group: SimGroup,
    { topic, chance }: { topic: string; chance: Chance },
  ) {
    this.#process = process
    this.#cluster = cluster
    this.#group = group
    this.#topic = topic
    this.#chance = chance
  }

  get #name(): string {
    return `${this.#process.name}.${this.#member}`
  }

  async start(_: readonly string[], handlers: GroupHandlers): Promise<void> {
    const started = Promise.withResolvers<void>()
    this.#done = this.#run(handlers, started.resolve)
    await started.promise
  }

  async #run(handlers: GroupHandlers, started: () => void): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (this.#isStale) await this.#join(handlers)
        started()
        const batches = await this.#fetch()
        for (const batch of batches) await this.#handle(batch, handlers)
        await this.#beat()
        if (batches.length === 0) await this.#process.sleep(POLL_MS)
      } catch (error) {
        await this.#failed(error as Error, handlers)
      }
    }
  }

  /** Whoever is only late joins again; any other failure ends the consumer, and a new one takes its place. */
  async #failed(error: Error, handlers: GroupHandlers): Promise<void> {
    if (error instanceof WorldError) {
      this.#isStopping = true
      return handlers.ended(error)
    }
    if (error instanceof BrokerError && this.#isStale) return
    this.#isStale = true
    this.#membership = null
    handlers.joined({})
    const left = this.#name
    this.#member++
    await this.#leave(left)
    await this.#process.sleep(REJOIN_MS)
  }

  async #join(handlers: GroupHandlers): Promise<void> {
    const dealt = Promise.withResolvers<Membership>()
    const joined = (membership: Membership) => this.#process.deliver(() => dealt.resolve(membership))
    const name = this.#name
    await this.#process.ask('join', `${this.#group.name} ${name}`, { effect: () => this.#group.join(name, joined) })
    const membership = await dealt.promise
    const partitions = membership.assignment[this.#topic] ?? []
    const committed = await this.#process.ask('lookup', `positions ${this.#group.name}`, {
      effect: () => partitions.map(partition => this.#cluster.positions.get(this.#positionOf(partition)) ?? 0),
    })
    this.#membership = membership
    this.#isStale = false
    this.#beatMs = this.#process.clock.nowMs()
    this.#positions.clear()
    this.#seeks.clear()
    for (const [index, partition] of partitions.entries()) this.#positions.set(partition, committed[index]!)
    handlers.joined(membership.assignment)
  }

  #positionOf(partition: number): string {
    return positionName(this.#group.name, this.#topic, partition)
  }

  #fetch(): Promise<readonly GroupBatch[]> {
    for (const [partition, offset] of this.#seeks) this.#positions.set(partition, offset)
    this.#seeks.clear()
    const wanted = [...this.#positions]
    const most = this.#chance.between(1, 6)
    return this.#process.ask('fetch', this.#group.name, {
      effect: () => wanted.flatMap(([partition, offset]) => this.#fetched(partition, offset, most)),
    })
  }

  #fetched(partition: number, offset: number, most: number): GroupBatch[] {
    const log = this.#cluster.logs(this.#topic)[partition]!
    const end = this.#cluster.endOf(log)
    const from = Math.max(offset, log.begin)
    const found = log.records.slice(from, Math.min(end, from + most))
    if (found.length === 0 || this.#process.clock.nowMs() < log.laggingToMs) return []
    const records = [sliceOf(found.filter(({ isBroken }) => !isBroken).map(lineOf))]
    const broken = found.filter(({ isBroken }) => isBroken).map(brokenOf)
    return [{ topic: this.#topic, partition, from, next: from + found.length, end, records, broken }]
  }

  async #handle(batch: GroupBatch, handlers: GroupHandlers): Promise<void> {
    const { partition } = batch
    if (this.#isStale || this.#isStopping || this.#seeks.has(partition)) return
    await handlers.batch(batch, () => this.#beat())
    if (!this.#isStale && !this.#seeks.has(partition)) this.#positions.set(partition, batch.next)
  }

  /** Is sent only if the last one is some time ago. */
  async #beat(): Promise<void> {
    const nowMs = this.#process.clock.nowMs()
    const { generation } = this.#membership ?? { generation: -1 }
    const name = this.#name
    if (nowMs - this.#beatMs < HEARTBEAT_MS) return
    try {
      await this.#process.ask('heartbeat', this.#group.name, { effect: () => this.#group.heartbeat(name, generation) })
      this.#beatMs = nowMs
    } catch (error) {
      if (error instanceof BrokerError) this.#isStale = true
      throw error
    }
  }

  seek(_: string, partition: number, offset: number): void {
    if (this.#membership !== null && this.#positions.has(partition)) this.#seeks.set(partition, offset)
  }

  async commit(_: string, partition: number, offset: number): Promise<void> {
    const membership = this.#membership
    if (this.#isStale || membership === null || !this.#positions.has(partition)) return
    const name = this.#name
    const request = { effect: () => this.#group.commit(name, membership.generation, partition, offset) }
    await this.#process.ask('position', `${this.#positionOf(partition)} = ${offset}`, request).catch(() => {})
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#done
    await this.#leave(this.#name)
  }

  async #leave(member: string): Promise<void> {
    const request = { effect: () => this.#group.leave(member) }
    await this.#process.ask('join', `leaves ${member}`, request).catch(() => {})
  }
}

const NOTHING = new Uint8Array(0)

function lineOf({ offset, timestampMs, value }: KeptRecord) {
  return { offset, timestampMs, key: null, value: value ?? NOTHING }
}

function brokenOf({ offset, timestampMs, value }: KeptRecord): BrokenBatch {
  const told = { reason: 'checksum_mismatch', error: 'damaged', timestampMs } as const
  return { from: offset, to: offset + 1, bytes: value ?? NOTHING, ...told }
}
