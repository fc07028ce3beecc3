/** A step on the way to a value: the name of a member, or the place in a list from 0. */
export type Step = string | number

/** Where the readers of JSON and XML put what they find. */
export interface FieldSink {
  readonly fields: ReadonlyMap<string, string>
  /** Whether no further value is taken: a reader may stop. */
  readonly isFull: () => boolean
  /** Takes a value that is whole. */
  readonly take: (path: readonly Step[], value: string) => void
  /** Takes text that stands in a value and may be a document itself. It need not be whole. */
  readonly takeText: (path: readonly Step[], text: string) => void
}

/** How many fields a text gives, how long their values and names are. Which way they err: what is beyond them is dropped, never cut. */
export const MOST_FIELDS = 256
export const LONGEST_VALUE = 4096
export const LONGEST_NAME = 128

/** How deep a document is read. What lies deeper is passed over. */
export const DEEPEST = 32

/** A sink whose values stand under `readText`'s names too, where a value is a document itself. */
export function fieldSink(readText: (text: string, sink: FieldSink) => void): FieldSink {
  const fields = new Map<string, string>()
  const isFull = () => fields.size >= MOST_FIELDS
  const take = (path: readonly Step[], value: string) => {
    if (isFull() || value.length > LONGEST_VALUE) return
    const name = freeName(fields, path)
    if (name !== null) fields.set(name, value)
  }
  const takeText = (outer: readonly Step[], text: string) => {
    const inner = (path: readonly Step[], value: string) => take([...outer, ...path], value)
    readText(text, { fields, isFull, take: inner, takeText: () => {} })
  }
  return { fields, isFull, take, takeText }
}

/**
 * The shortest end of a path, from a name on, under which no earlier value stands. The first of a list stands under the
 * list's own name. Null where no name is left: of equal paths the first counts.
 */
function freeName(fields: ReadonlyMap<string, string>, path: readonly Step[]): string | null {
  const length = lengthWithoutFirsts(path)
  let name = ''
  for (let i = length - 1; i >= 0; i--) {
    name = i === length - 1 ? String(path[i]) : `${path[i]}.${name}`
    if (name.length > LONGEST_NAME) return null
    const isName = name !== '' && (typeof path[i] === 'string' || i === 0)
    if (isName && !fields.has(name)) return name
  }
  return null
}

function lengthWithoutFirsts(path: readonly Step[]): number {
  let length = path.length
  while (length > 1 && path[length - 1] === 0) length--
  return length
}
