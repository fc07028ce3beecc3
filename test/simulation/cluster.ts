import type { VirtualTime } from './virtual-time.ts'

/** A record as the brokers keep it. */
export interface KeptRecord {
  readonly offset: number
  readonly timestampMs: number
  readonly key: string | null
  /** Null deletes the key where the topic is compacted. */
  readonly value: Uint8Array | null
  readonly isBroken: boolean
  /** When the replicas have it, and readers see it. */
  readonly visibleMs: number
}

export type NewRecord = Pick<KeptRecord, 'key' | 'value'> &
  Partial<Pick<KeptRecord, 'isBroken' | 'visibleMs' | 'timestampMs'>>

/** A partition. All records are kept, so that a judge may read them; what lies below `begin` no reader is given. */
export interface Log {
  readonly records: KeptRecord[]
  begin: number
  /** Until when readers get nothing of it. */
  laggingToMs: number
}

interface Transaction {
  readonly records: { readonly topic: string; readonly partition: number; readonly record: NewRecord }[]
  readonly positions: Map<string, number>
}

interface Producer {
  epoch: number
  open: Transaction
}

/** An answer that kafkajs turns into an error with the name of its code. */
export class BrokerError extends Error {
  readonly type: string

  constructor(type: string) {
    super(type)
    this.type = type
  }
}

/** Brokers: topics, positions of groups, and transactions, which the newest epoch of a transactional id alone may write. */
export class Cluster {
  readonly #time: VirtualTime
  readonly #topics = new Map<string, Log[]>()
  readonly #producers = new Map<string, Producer>()
  readonly positions = new Map<string, number>()

  constructor(time: VirtualTime) {
    this.#time = time
  }

  create(topic: string, partitions: number): void {
    this.#topics.set(topic, [])
    for (let partition = 0; partition < partitions; partition++) this.addPartition(topic)
  }

  addPartition(topic: string): void {
    this.#topics.get(topic)!.push({ records: [], begin: 0, laggingToMs: Number.NEGATIVE_INFINITY })
  }

  logs(topic: string): readonly Log[] {
    return this.#topics.get(topic)!
  }

  /** Gives the offset. */
  append(
    topic: string,
    partition: number,
    { key, value, isBroken = false, visibleMs, timestampMs }: NewRecord,
  ): number {
    const { records } = this.logs(topic)[partition]!
    const nowMs = this.#time.nowMs
    const offset = records.length
    const seenMs = Math.max(visibleMs ?? nowMs, records.at(-1)?.visibleMs ?? nowMs)
    records.push({ offset, timestampMs: timestampMs ?? nowMs, key, value, isBroken, visibleMs: seenMs })
    return offset
  }

  /** Behind the last record that readers see. */
  endOf({ records }: Log): number {
    let end = records.length
    while (end > 0 && records[end - 1]!.visibleMs > this.#time.nowMs) end--
    return end
  }

  /** Takes a transactional id over: what its last owner has not committed is gone. Gives the epoch. */
  initProducer(id: string): number {
    const epoch = (this.#producers.get(id)?.epoch ?? -1) + 1
    this.#producers.set(id, { epoch, open: newTransaction() })
    return epoch
  }

  /** @throws BrokerError if another has taken the id over. */
  transactionOf(id: string, epoch: number): Transaction {
    const producer = this.#producers.get(id)
    if (producer?.epoch !== epoch) throw new BrokerError('INVALID_PRODUCER_EPOCH')
    return producer.open
  }

  endTransaction(id: string, epoch: number, isCommit: boolean): void {
    const { records, positions } = this.transactionOf(id, epoch)
    this.#producers.get(id)!.open = newTransaction()
    if (!isCommit) return
    for (const { topic, partition, record } of records) this.append(topic, partition, record)
    for (const [name, position] of positions) this.positions.set(name, position)
  }
}

function newTransaction(): Transaction {
  return { records: [], positions: new Map() }
}

/** Names the position of a group in a partition. */
export function positionName(group: string, topic: string, partition: number): string {
  return `${group} ${topic}/${partition}`
}
