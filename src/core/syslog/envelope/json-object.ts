export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A path whose dots are those of keys or stand between objects: `a.b.c` is also `b.c` in `a`. */
export interface Path {
  readonly whole: string
  readonly cuts: readonly { readonly first: string; readonly rest: Path }[]
}

export function pathOf(whole: string): Path {
  const dots = [...whole.matchAll(/\./g)].map(({ index }) => index)
  return { whole, cuts: dots.map(dot => ({ first: whole.slice(0, dot), rest: pathOf(whole.slice(dot + 1)) })) }
}

export function valueAt(object: JsonObject, { whole, cuts }: Path): unknown {
  if (Object.hasOwn(object, whole)) return object[whole]
  for (const { first, rest } of cuts) {
    const inner = Object.hasOwn(object, first) ? object[first] : undefined
    const found = isObject(inner) ? valueAt(inner, rest) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The text under a path, of a list the first; null for none or an empty one. */
export function textAt(object: JsonObject, path: Path): string | null {
  const value = valueAt(object, path)
  const text = Array.isArray(value) ? value[0] : value
  return typeof text === 'string' && text !== '' ? text : null
}

/** What `read` gives for the first path for which it gives anything. */
export function firstOf<T>(
  object: JsonObject,
  paths: readonly Path[],
  read: (object: JsonObject, path: Path) => T | null,
): T | null {
  for (const path of paths) {
    const found = read(object, path)
    if (found !== null) return found
  }
  return null
}
