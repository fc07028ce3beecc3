import type { LineRecord } from './record-tagger.ts'

/**
 * Records of one partition in their order, as they lie in memory: none of them is an object before it is asked for.
 *
 * The lists have one entry a record. What lies at `bytes` does not change.
 */
export interface RecordRun {
  /** Where all values are. */
  readonly bytes: Uint8Array
  readonly offsets: readonly number[]
  readonly timestampsMs: readonly number[]
  /** A value is bytes[from, to); that of a record without one is empty. */
  readonly valueFrom: readonly number[]
  readonly valueTo: readonly number[]
  readonly keyAt: (index: number) => Uint8Array | null
}

/** Records [from, to) of a run. */
export interface RecordSlice {
  readonly run: RecordRun
  readonly from: number
  readonly to: number
}

export function recordAt(run: RecordRun, index: number): LineRecord {
  return {
    offset: run.offsets[index]!,
    timestampMs: run.timestampsMs[index]!,
    key: run.keyAt(index),
    value: run.bytes.subarray(run.valueFrom[index]!, run.valueTo[index]!),
  }
}

/** All records of slices, one after the other. */
export function* recordsOf(slices: readonly RecordSlice[]): Generator<LineRecord> {
  for (const { run, from, to } of slices) for (let index = from; index < to; index++) yield recordAt(run, index)
}

/** Records that are objects already. */
export function sliceOf(records: readonly LineRecord[]): RecordSlice {
  const bytes = new Uint8Array(records.reduce((sum, { value }) => sum + value.length, 0))
  const valueTo: number[] = []
  let end = 0
  for (const { value } of records) {
    bytes.set(value, end)
    end += value.length
    valueTo.push(end)
  }
  const run = {
    bytes,
    offsets: records.map(({ offset }) => offset),
    timestampsMs: records.map(({ timestampMs }) => timestampMs),
    valueFrom: records.map(({ value }, index) => valueTo[index]! - value.length),
    valueTo,
    keyAt: (index: number) => records[index]!.key,
  }
  return { run, from: 0, to: records.length }
}
