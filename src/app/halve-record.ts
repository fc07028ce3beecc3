import type { Frame, Layout, Match, MatchRecord } from '../core/match.ts'

/**
 * Two records that say together what one says, in this order; null for one that cannot be parted: a single frame with the
 * matches of a single record of the input, which stand in one frame.
 */
export function halvedRecord(record: MatchRecord, layout: Layout): readonly [MatchRecord, MatchRecord] | null {
  const { frames } = record
  const middle = Math.floor(frames.length / 2)
  const [first] = frames
  const parts =
    middle > 0
      ? [frames.slice(0, middle), frames.slice(middle)]
      : first && halvedFrame(first, layout)?.map(one => [one])
  if (parts === undefined) return null
  return [
    { ...record, frames: parts[0]! },
    { ...record, frames: parts[1]! },
  ]
}

/** The frame, parted between two records of its input near the middle of its matches. */
function halvedFrame(frame: Frame, layout: Layout): readonly [Frame, Frame] | undefined {
  const { matches } = frame
  const cut = cutNear(matches)
  if (cut === null) return undefined
  const before = matches.slice(0, cut)
  const to = matches[cut]!.offset
  // What the first promises rests on what stands before it alone: here on the arrivals of its matches, which is less, or as much.
  const arrivedMs = before.reduce((latest, { line }) => Math.max(latest, line.arrival), Number.NEGATIVE_INFINITY)
  const promise = Math.min(frame.promise, arrivedMs - layout.disorderMs - layout.reorderMs)
  return [
    { ...frame, to, promise, matches: before },
    { ...frame, from: to, matches: matches.slice(cut) },
  ]
}

/** Where a match of another record of the input begins, as near to the middle as one does; null if all are of one. */
function cutNear(matches: readonly Match[]): number | null {
  const middle = Math.floor(matches.length / 2)
  const isCut = (at: number) => at > 0 && at < matches.length && matches[at]!.offset !== matches[at - 1]!.offset
  for (let away = 0; away < matches.length; away++) {
    if (isCut(middle - away)) return middle - away
    if (isCut(middle + away)) return middle + away
  }
  return null
}
