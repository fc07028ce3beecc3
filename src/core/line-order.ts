import type { Line } from './match.ts'

/** When a line happened, as people see it: its believed device time, else its arrival. In ms. */
export function momentOf(line: Line): number {
  return line.time ?? line.arrival
}

/** Where a line belongs among lines in their order: behind those that do not come after it. */
export function placeOf(line: Line, count: number, lineAt: (index: number) => Line): number {
  let place = count
  while (place > 0 && isAfter(lineAt(place - 1), line)) place--
  return place
}

function isAfter(a: Line, b: Line): boolean {
  return a.at > b.at || (a.at === b.at && a.arrival > b.arrival)
}
