import type { Match } from '../core/match.ts'
import type { InputPartition } from './input-partition.ts'
import { type RecordRun, type RecordSlice, recordAt } from './record-run.ts'
import type { LineRecord } from './record-tagger.ts'
import type { Clock } from './service-ports.ts'
import { type TagBounds, type TagFault, tagRecord } from './tag-record.ts'

/** How the records of a partition are tagged. */
export interface Tagging {
  /** Whether a record of a run has no matches for sure, told without making an object of it. */
  readonly passes: (run: RecordRun, index: number) => boolean
  /** The matches of a record. */
  readonly tag: (record: LineRecord) => readonly Match[]
}

/** Beats if it is time to; null if it is not. */
export type Pulse = () => Promise<void> | null

export interface Taking {
  readonly tagging: Tagging
  readonly bounds: TagBounds
  /** Resolves when it is kept what could not be handled. */
  readonly bury: (record: LineRecord, fault: TagFault) => Promise<void>
  readonly pulse: Pulse
}

/** Records that pass cost so little that the time is asked after so many of them. */
const PASSED_A_LOOK = 1_000
const NONE: readonly Match[] = []

/** Takes the records below an offset that are not taken yet, with their matches. One that has none to be had is buried first. */
export async function takeRecords(
  input: InputPartition,
  slices: readonly RecordSlice[],
  below: number,
  taking: Taking,
): Promise<void> {
  for (const slice of slices) await takeSlice(input, slice, below, taking)
}

async function takeSlice(
  input: InputPartition,
  { run, from, to }: RecordSlice,
  below: number,
  { tagging, bounds, bury, pulse }: Taking,
): Promise<void> {
  const { offsets, timestampsMs, valueFrom, valueTo } = run
  let passed = 0
  for (let index = from; index < to && offsets[index]! < below; index++) {
    const offset = offsets[index]!
    if (offset < input.next) continue
    let matches = NONE
    if (valueTo[index]! - valueFrom[index]! <= bounds.recordBytes && tagging.passes(run, index)) passed++
    else {
      passed = PASSED_A_LOOK
      const record = recordAt(run, index)
      const tagged = tagRecord(record, () => tagging.tag(record), bounds)
      if ('matches' in tagged) matches = tagged.matches
      else await bury(record, tagged)
    }
    input.take(offset, timestampsMs[index]!, matches)
    if (passed < PASSED_A_LOOK) continue
    passed = 0
    const beating = pulse()
    if (beating !== null) await beating
  }
}

/** A pulse that beats again after so many ms. */
export function paced(beat: () => Promise<void>, clock: Clock, everyMs: number): Pulse {
  let beatMs = clock.nowMs()
  return () => {
    if (clock.nowMs() - beatMs < everyMs) return null
    return beat().then(() => {
      beatMs = clock.nowMs()
    })
  }
}
