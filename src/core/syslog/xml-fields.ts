import { DEEPEST, type FieldSink } from './field-sink.ts'
import { type Tag, tagAt } from './xml-tag.ts'

const GREATER_THAN = 0x3e

interface Found {
  readonly path: readonly string[]
  readonly value: string
}

interface Reader {
  readonly text: string
  /** Names of the elements that are open, the outermost first. */
  readonly open: string[]
  /** How many elements are open beyond the deepest level that is read. */
  beyond: number
  /** Where the text of the innermost element begins, if only text has followed its start tag; else negative. */
  textFrom: number
  /** Whether an end tag fitted. */
  isXml: boolean
  readonly found: Found[]
}

/**
 * Reads the XML that begins with the `<` at `from`, and gives where it ends: behind the end tag of its first element, or
 * behind the last tag of the text. Null if no start tag stands there, `nothing follows` if no end tag in the rest of the
 * text fits a start tag: then it is prose with words in angle brackets.
 *
 * An element's value is the text between its start tag and the next tag. End tags may be missing or stray, and a start
 * tag may end with `>>`. Text that a start tag follows is a value where no blank parts the two. Attributes are passed over.
 */
export function readXml(text: string, from: number, sink: FieldSink): number | 'nothing follows' | null {
  const first = tagAt(text, from)
  if (first?.kind !== 'start') return null
  const reader: Reader = { text, open: [], beyond: 0, textFrom: -1, isXml: false, found: [] }
  let end = from
  for (let at = from; at >= 0; at = text.indexOf('<', at)) {
    const tag = at === from ? first : tagAt(text, at)
    if (tag === null) {
      at++
      continue
    }
    endText(reader, tag, at)
    takeTag(reader, tag)
    at = tag.end
    end = tag.end
    if (reader.open.length === 0) break
  }
  if (!reader.isXml) return 'nothing follows'
  for (const { path, value } of reader.found) {
    sink.take(path, value)
    sink.takeText(path, value)
  }
  return end
}

/** Keeps the text that ends before a tag, if it is the value of the innermost element. */
function endText(reader: Reader, tag: Tag, at: number): void {
  const { text, open, textFrom } = reader
  reader.textFrom = -1
  if (textFrom < 0 || tag.kind === 'other') return
  let from = textFrom
  while (from < at && text.charCodeAt(from) === GREATER_THAN) from++
  const written = text.slice(from, at)
  const value = written.trim()
  const isOwnEnd = tag.kind === 'end' && tag.name === open.at(-1)
  const isGlued = tag.kind === 'end' || value.length === written.length
  if (isOwnEnd || (value !== '' && isGlued)) reader.found.push({ path: [...open], value: plain(value) })
}

function takeTag(reader: Reader, { kind, name, end }: Tag): void {
  const { open, found } = reader
  switch (kind) {
    case 'start':
      if (reader.beyond > 0 || open.length === DEEPEST) reader.beyond++
      else {
        open.push(name)
        reader.textFrom = end
      }
      return
    case 'empty':
      if (reader.beyond === 0) found.push({ path: [...open, name], value: '' })
      return
    case 'end': {
      if (reader.beyond > 0) reader.beyond--
      else if (open.includes(name)) {
        open.length = open.lastIndexOf(name)
        reader.isXml = true
      }
      return
    }
    case 'other':
  }
}

const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g
const MEANT: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const LAST_CHARACTER = 0x10ffff

/** Text without its references to characters. One to no character stays as it is. */
function plain(text: string): string {
  if (text.indexOf('&') < 0) return text
  return text.replace(ENTITY, (whole, name: string | undefined, decimal: string | undefined, hex: string) => {
    if (name !== undefined) return MEANT[name]!
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > LAST_CHARACTER ? whole : String.fromCodePoint(code)
  })
}
