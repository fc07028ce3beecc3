/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/**
 * Plain data as JSON: also what JSON has no word for, numbers that are not finite, maps and sets. It stands in an object
 * with one name that begins with `$`. A field that is undefined is left out.
 *
 * Throws for what is not plain: a function, an instance of a class, undefined in a list. Where two places share an object,
 * each gets its own copy.
 */
export function plainToJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : { $number: String(value) }
    case 'object':
      return value === null ? null : objectToJson(value)
    default:
      throw new TypeError(`no plain data: ${String(value)}`)
  }
}

/** The data that `plainToJson` wrote down. Throws for a name with `$` that it does not write. */
export function plainFromJson(json: Json): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (isList(json)) return json.map(plainFromJson)
  const names = Object.keys(json)
  if (names.length === 1 && names[0]!.startsWith('$')) return markedFromJson(names[0]!, json[names[0]!]!)
  const data: Record<string, unknown> = {}
  for (const name of names) data[name] = plainFromJson(json[name]!)
  return data
}

function objectToJson(value: object): Json {
  if (Array.isArray(value)) return value.map(plainToJson)
  if (value instanceof Map) return { $map: pairsToJson([...value]) }
  if (value instanceof Set) return { $set: [...value].map(plainToJson) }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError(`no plain data: ${String(value)}`)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  if (fields.some(([name]) => name.startsWith('$') || name === '__proto__')) return { $fields: pairsToJson(fields) }
  const json: Record<string, Json> = {}
  for (const [name, field] of fields) json[name] = plainToJson(field)
  return json
}

function pairsToJson(pairs: readonly (readonly [unknown, unknown])[]): Json {
  return pairs.map(([key, value]) => [plainToJson(key), plainToJson(value)])
}

function markedFromJson(mark: string, json: Json): unknown {
  switch (mark) {
    case '$number':
      return Number(json)
    case '$map':
      return new Map(pairsFromJson(json))
    case '$set':
      return new Set(plainFromJson(json) as unknown[])
    case '$fields':
      // It defines each name, so that `__proto__` is one like the others.
      return Object.fromEntries(pairsFromJson(json))
    default:
      throw new TypeError(`no plain data: an object with the name ${mark}`)
  }
}

function pairsFromJson(json: Json): [string, unknown][] {
  return plainFromJson(json) as [string, unknown][]
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}
