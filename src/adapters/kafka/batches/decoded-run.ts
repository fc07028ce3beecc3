import type { RecordRun } from '../../../app/record-run.ts'
import type { BatchHeader } from './record-batch.ts'
import { corrupt } from './unpacked.ts'
import { VarintReader } from './varint-reader.ts'

export type RecordHeaders = readonly (readonly [name: string, value: Buffer | null])[]

/** A record as an object. */
export interface DecodedRecord {
  readonly offset: number
  readonly timestampMs: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: RecordHeaders
}

/** Records as they lie in the bytes of batches, which are unpacked. Keys and headers are read when they are asked for. */
export class DecodedRun implements RecordRun {
  readonly bytes: Buffer
  readonly offsets: number[] = []
  readonly timestampsMs: number[] = []
  readonly valueFrom: number[] = []
  readonly valueTo: number[] = []
  /** Where the length of the key stands. */
  readonly #keyPlaces: number[] = []

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get length(): number {
    return this.offsets.length
  }

  readonly keyAt = (index: number): Buffer | null => new VarintReader(this.bytes, this.#keyPlaces[index]!).bytes()

  at(index: number): DecodedRecord {
    const reader = new VarintReader(this.bytes, this.#keyPlaces[index]!)
    return {
      offset: this.offsets[index]!,
      timestampMs: this.timestampsMs[index]!,
      key: reader.bytes(),
      value: reader.bytes(),
      headers: reader.headers(),
    }
  }

  /**
   * Adds the records of a batch, which are bytes[from, to) and nothing else.
   *
   * @throws BrokenBatchError and has added none, if they are not exactly as the format says.
   */
  add(header: BatchHeader, from: number, to: number): void {
    const before = this.length
    try {
      this.#add(header, new VarintReader(this.bytes.subarray(0, to), from), to)
    } catch (error) {
      for (const list of [this.offsets, this.timestampsMs, this.valueFrom, this.valueTo, this.#keyPlaces])
        list.length = before
      throw error
    }
  }

  #add(header: BatchHeader, reader: VarintReader, to: number): void {
    const { count, firstOffset, lastOffsetDelta, isAppendTime, firstTimestampMs, lastTimestampMs } = header
    let leastDelta = 0
    for (let i = 0; i < count; i++) {
      const length = reader.integer()
      const end = reader.at + length
      reader.pass(1)
      const timestampDelta = reader.integer()
      const delta = reader.integer()
      if (delta < leastDelta || delta > lastOffsetDelta) throw corrupt(`has record ${i} at an offset not its own`)
      leastDelta = delta + 1
      this.#keyPlaces.push(reader.at)
      reader.passBytes()
      const valueBytes = Math.max(0, reader.passBytes())
      this.offsets.push(firstOffset + delta)
      this.timestampsMs.push(isAppendTime ? lastTimestampMs : firstTimestampMs + timestampDelta)
      this.valueFrom.push(reader.at - valueBytes)
      this.valueTo.push(reader.at)
      reader.passHeaders()
      if (reader.at !== end) throw corrupt(`has record ${i} of another length than it says`)
    }
    if (reader.at !== to) throw corrupt('holds more than its records')
  }
}
