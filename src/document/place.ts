import type { Problem } from './problem.ts'
import type { SourceFile } from './source-file.ts'

/** A place of a file, with the line in which it stands. */
export type Place = Pick<Problem, 'path' | 'line' | 'column' | 'source' | 'length'>

/** Offsets at which the lines of a text begin. The parser's own counter goes wrong where it looks ahead. */
export function lineStartsOf(text: string): readonly number[] {
  const starts = [0]
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
  return starts
}

/** The place of the text from one offset to another; of its first line only if there are several. */
export function placeIn(file: SourceFile, lineStarts: readonly number[], start: number, end: number): Place {
  const index = lineAt(lineStarts, start)
  const begin = lineStarts[index]!
  const source = file.text.slice(begin, lineStarts[index + 1] ?? file.text.length).replace(/\r?\n$/, '')
  const column = Math.min(start - begin, source.length) + 1
  const length = Math.max(1, Math.min(end - start, source.length - column + 1))
  return { path: file.path, line: index + 1, column, source, length }
}

/** Index of the last line that begins at or before an offset. */
function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lineStarts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}
