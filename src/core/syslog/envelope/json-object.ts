export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under a path whose dots are those of keys or stand between objects: `a.b.c` is also `b.c` in `a`. */
export function valueAt(object: JsonObject, path: string): unknown {
  if (Object.hasOwn(object, path)) return object[path]
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const inner = Object.hasOwn(object, path.slice(0, dot)) ? object[path.slice(0, dot)] : undefined
    const found = isObject(inner) ? valueAt(inner, path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The text under a path, of a list the first; null for none or an empty one. */
export function textAt(object: JsonObject, path: string): string | null {
  const value = valueAt(object, path)
  const text = Array.isArray(value) ? value[0] : value
  return typeof text === 'string' && text !== '' ? text : null
}

/** What `read` gives for the first path for which it gives anything. */
export function firstOf<T>(
  object: JsonObject,
  paths: readonly string[],
  read: (object: JsonObject, path: string) => T | null,
): T | null {
  for (const path of paths) {
    const found = read(object, path)
    if (found !== null) return found
  }
  return null
}
