import { basename, dirname, join } from 'node:path'

const COMPRESSED = /\.(?:gz|zst|zstd|bz2|xz)$/i
/** How the older files of a rotated set end: `x.log.1`, `x.log-20260709`, `x.log-20260709-13`. */
const NUMBERED = /\.(\d{1,3})$/
const DATED = /[-.](\d{8}(?:[-.]?\d+)?)$/
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** A file's name taken apart: what its set is called, and where it stands in it. */
interface RotatedName {
  readonly path: string
  readonly stem: string
  /** Of how long ago it is: the greatest is the oldest; null in a name without a number. */
  readonly number: number | null
  readonly date: string | null
}

function rotatedName(path: string): RotatedName {
  const name = basename(path).replace(COMPRESSED, '')
  const number = ADDRESS.test(name) ? null : NUMBERED.exec(name)
  const date = number === null ? DATED.exec(name) : null
  const stem = name.slice(0, (number ?? date)?.index ?? name.length)
  return { path, stem, number: number === null ? null : Number(number[1]), date: date?.[1] ?? null }
}

/** What a log is called without what rotation and compression put behind its name. */
export function logName(path: string): string {
  return rotatedName(path).stem
}

/**
 * Puts the files of a rotated set together, the oldest first: x.log.2.gz, x.log.1, x.log. Sets stand where the first of their
 * files stood; a file that is named twice is read once.
 *
 * Numbers make a set only where it has its newest, `x.log`, `.0` or `.1`: a number alone may as well be a device's.
 */
export function rotatedSets(paths: readonly string[]): readonly (readonly string[])[] {
  const names = [...new Map(paths.map(path => [join(path), path])).values()].map(rotatedName)
  const bySet = Map.groupBy(names, ({ path, stem }) => join(dirname(path), stem))
  return [...bySet.values()].flatMap(files =>
    isSet(files) ? [files.sort(byAge).map(({ path }) => path)] : files.map(({ path }) => [path]),
  )
}

function isSet(files: readonly RotatedName[]): boolean {
  return files.some(({ number, date }) => date !== null || number === null || number <= 1)
}

/** Files with a date first, then by number, then the one that is written now. */
function byAge(a: RotatedName, b: RotatedName): number {
  if (a.date !== null && b.date !== null) return a.date < b.date ? -1 : 1
  if (a.date !== null || b.date !== null) return a.date !== null ? -1 : 1
  return (b.number ?? -1) - (a.number ?? -1)
}
