/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/**
 * Plain data as JSON: also what JSON has no word for, numbers that are not finite, maps, sets, and one object in several
 * places, which comes back as one. It stands in an object with one name that begins with `$`. A field that is undefined is
 * left out.
 *
 * Throws for what is not plain: a function, an instance of a class, undefined in a list. Data must not contain itself.
 */
export function plainToJson(value: unknown): Json {
  const shared = sharedIn(value)
  const numbers = new Map<object, number>()
  const write = (part: unknown): Json => {
    if (typeof part !== 'object' || part === null) return valueToJson(part)
    const number = numbers.get(part)
    if (number !== undefined) return { $again: number }
    if (!shared.has(part)) return objectToJson(part, write)
    const own = numbers.size
    numbers.set(part, own)
    return { $shared: [own, objectToJson(part, write)] }
  }
  return write(value)
}

/** The data that `plainToJson` wrote down. Throws for a name with `$` that it does not write. */
export function plainFromJson(json: Json): unknown {
  const shared = new Map<Json, unknown>()
  const read = (part: Json): unknown => {
    if (typeof part !== 'object' || part === null) return part
    if (isList(part)) return part.map(read)
    const names = Object.keys(part)
    if (names.length === 1 && names[0]!.startsWith('$')) return marked(names[0]!, part[names[0]!]!)
    const data: Record<string, unknown> = {}
    for (const name of names) data[name] = read(part[name]!)
    return data
  }
  const marked = (mark: string, part: Json): unknown => {
    switch (mark) {
      case '$number':
        return Number(part)
      case '$map':
        return new Map(read(part) as [unknown, unknown][])
      case '$set':
        return new Set(read(part) as unknown[])
      case '$fields':
        // It defines each name, so that `__proto__` is one like the others.
        return Object.fromEntries(read(part) as [string, unknown][])
      case '$shared': {
        const [number, written] = part as [Json, Json]
        shared.set(number, read(written))
        return shared.get(number)
      }
      case '$again':
        return shared.get(part)
      default:
        throw new TypeError(`no plain data: an object with the name ${mark}`)
    }
  }
  return read(json)
}

/** The objects that stand in more than one place. */
function sharedIn(value: unknown): ReadonlySet<object> {
  const seen = new Set<object>()
  const shared = new Set<object>()
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    const known = seen.size
    // One look-up an object: the set grows, or knows it.
    if (seen.add(part).size === known) shared.add(part)
    else lookInto(part, look)
  }
  look(value)
  return shared
}

function lookInto(value: object, look: (part: unknown) => void): void {
  if (Array.isArray(value)) for (const item of value) look(item)
  else if (value instanceof Set) for (const item of value) look(item)
  else if (value instanceof Map) {
    for (const [key, item] of value) {
      look(key)
      look(item)
    }
  } else for (const name of Object.keys(value)) look((value as Record<string, unknown>)[name])
}

function valueToJson(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) }
  throw new TypeError(`no plain data: ${String(value)}`)
}

function objectToJson(value: object, write: (part: unknown) => Json): Json {
  if (Array.isArray(value)) return Array.from(value, write)
  if (value instanceof Map) return { $map: Array.from(value, pair => pair.map(write)) }
  if (value instanceof Set) return { $set: Array.from(value, write) }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError(`no plain data: ${String(value)}`)
  const fields = value as Readonly<Record<string, unknown>>
  const names = Object.keys(fields)
  if (names.some(isOddName)) {
    const kept = Object.entries(fields).filter(([, field]) => field !== undefined)
    if (kept.some(([name]) => isOddName(name))) return { $fields: kept.map(pair => pair.map(write)) }
  }
  const json: Record<string, Json> = {}
  for (const name of names) {
    const field = fields[name]
    if (field !== undefined) json[name] = write(field)
  }
  return json
}

function isOddName(name: string): boolean {
  return name.startsWith('$') || name === '__proto__'
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}
