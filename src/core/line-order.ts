import type { Line, LineTimes } from './match.ts'

/** When a line happened, as people see it: its believed device time, else its arrival. In ms. */
export function momentOf(line: Line): number {
  return line.time ?? line.arrival
}

/** Where a line belongs among lines in their order: behind those that do not come after it. */
export function placeOf(line: LineTimes, count: number, lineAt: (index: number) => LineTimes): number {
  let place = count
  while (place > 0 && isAfter(lineAt(place - 1), line)) place--
  return place
}

function isAfter(a: LineTimes, b: LineTimes): boolean {
  return a.at > b.at || (a.at === b.at && a.arrival > b.arrival)
}

/** The times of a line alone: a fifth of its size, for what is remembered long. */
export function timesOf({ at, arrival, time, stampMs, resolutionMs, shiftMs, origin }: Line): LineTimes {
  return { at, arrival, time, stampMs, resolutionMs, shiftMs, origin }
}

/** Whether two are one line, of which there may be copies. */
export function isSameLine(a: Line, b: Line): boolean {
  const { topic, partition, offset } = a.origin
  const { origin, identity } = b
  return offset === origin.offset && partition === origin.partition && topic === origin.topic && a.identity === identity
}
