export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value that an object has under one of the paths of a kind; the lower the rank, the better. */
export interface Candidate {
  readonly rank: number
  readonly path: string
  readonly value: unknown
}

/** What an object says of each kind, best first; a kind of which it says nothing is missing. */
export type Candidates<Kind extends string> = Readonly<Partial<Record<Kind, readonly Candidate[]>>>

/** Of which kind a value under a key is; with `rest`, the value in the object under that key. */
interface Entry<Kind> {
  readonly kind: Kind
  readonly rank: number
  readonly path: string
  readonly rest: readonly string[] | null
}

/** The paths of all kinds by their first key. */
export type PathIndex<Kind extends string> = ReadonlyMap<string, readonly Entry<Kind>[]>

/** Paths, best first, whose dots are those of keys or stand between objects: `a.b.c` is also `b.c` in `a`. */
export function indexOfPaths<Kind extends string>(paths: Readonly<Record<Kind, readonly string[]>>): PathIndex<Kind> {
  const index = new Map<string, Entry<Kind>[]>()
  for (const kind of Object.keys(paths) as Kind[]) {
    for (const [rank, path] of paths[kind].entries()) {
      for (const [first, rest] of cutsOf(path)) {
        const entries = index.get(first) ?? []
        entries.push({ kind, rank, path, rest })
        index.set(first, entries)
      }
    }
  }
  return index
}

function cutsOf(path: string): readonly (readonly [first: string, rest: readonly string[] | null])[] {
  const names = path.split('.')
  return names.map((_, at) => [names.slice(0, at + 1).join('.'), at + 1 < names.length ? names.slice(at + 1) : null])
}

export function candidatesIn<Kind extends string>(object: JsonObject, index: PathIndex<Kind>): Candidates<Kind> {
  const found: Partial<Record<Kind, Candidate[]>> = {}
  for (const key of Object.keys(object)) {
    for (const { kind, rank, path, rest } of index.get(key) ?? []) {
      const value = rest === null ? object[key] : valueAt(object[key], rest)
      if (value === undefined) continue
      const candidates = found[kind] ?? []
      candidates.push({ rank, path, value })
      found[kind] = candidates.sort((one, other) => one.rank - other.rank)
    }
  }
  return found
}

function valueAt(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || !isObject(value)) return names.length === 0 ? value : undefined
  for (let taken = names.length; taken > 0; taken--) {
    const key = taken === 1 ? names[0]! : names.slice(0, taken).join('.')
    const found = Object.hasOwn(value, key) ? valueAt(value[key], names.slice(taken)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** What `read` gives for the first candidate for which it gives anything. */
export function firstOf<T>(
  candidates: readonly Candidate[] | undefined,
  read: (value: unknown, path: string) => T | null,
): T | null {
  if (candidates === undefined) return null
  for (const { value, path } of candidates) {
    const found = read(value, path)
    if (found !== null) return found
  }
  return null
}

/** A text, of a list the first; null for none or an empty one. */
export function textOf(value: unknown): string | null {
  const text = Array.isArray(value) ? value[0] : value
  return typeof text === 'string' && text !== '' ? text : null
}
