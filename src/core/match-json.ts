import type { Frame, MatchRecord } from './match.ts'

/** Version of the form in which records of the matches log are written. A reader refuses others. */
const FORMAT = 1

/** A record of the matches log as JSON. Its promise may be that there is none, which JSON has no number for. */
export function matchRecordJson(record: MatchRecord): string {
  const frames = record.frames.map(frame => ({
    ...frame,
    promise: Number.isFinite(frame.promise) ? frame.promise : null,
  }))
  return JSON.stringify({ format: FORMAT, ...record, frames })
}

/** The record that stands in the log, or null for what is none of this format. */
export function matchRecordOf(json: string): MatchRecord | null {
  const value = parsed(json)
  if (!isRecord(value)) return null
  const { generation, partitions, rules, frames } = value
  const promised = frames.map(frame => ({ ...frame, promise: frame.promise ?? Number.NEGATIVE_INFINITY }))
  return { generation, partitions, ...(rules === undefined ? {} : { rules }), frames: promised }
}

type Written = Omit<MatchRecord, 'frames'> & {
  readonly format: number
  readonly frames: readonly (Omit<Frame, 'promise'> & { readonly promise: number | null })[]
}

function isRecord(value: unknown): value is Written {
  if (typeof value !== 'object' || value === null) return false
  const { format, frames, partitions } = value as Partial<Written>
  return format === FORMAT && Array.isArray(frames) && typeof partitions === 'object'
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
