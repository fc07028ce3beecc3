import { DEEPEST, type FieldSink, LONGEST_VALUE, type Step } from './field-sink.ts'
import { closingQuote, isBlank, skipBlanks, unescaped } from './json-text.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPENING_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSING_BRACKET = 0x5d
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** A number or a word that JSON knows. A number keeps the digits in which it is written. */
const PLAIN_VALUE = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/

interface Frame {
  readonly isList: boolean
  /** Whether it added a step to the path. */
  readonly hasStep: boolean
  /** In a list: the place of the value that comes. */
  index: number
}

interface Reader {
  readonly text: string
  readonly sink: FieldSink
  at: number
  readonly path: Step[]
  readonly frames: Frame[]
  /** How many brackets are open beyond the deepest level that is read. */
  beyond: number
  /** The name whose value comes. */
  name: string | null
  /** Whether a comma stands before, with at most blanks between. */
  isAfterComma: boolean
}

/**
 * Reads the JSON that begins with the bracket at `from`, and gives where it ends; null if none begins there, which is where
 * no `"name":` follows.
 *
 * Brackets may be missing, be too many or be of the wrong kind: `}` closes the innermost mapping, and whatever list is
 * open in it. Behind the last one that was open further members are read, for as long as commas and brackets part them.
 * What is no value is passed over. A value is whole if a comma, a closing bracket or, for a string, the end of the text
 * follows it.
 */
export function readJson(text: string, from: number, sink: FieldSink): number | null {
  const brace = text.charCodeAt(from) === OPENING_BRACKET ? skipBlanks(text, from + 1) : from
  if (text.charCodeAt(brace) !== OPENING_BRACE) return null
  const begin = skipBlanks(text, brace + 1)
  if (text.charCodeAt(begin) === BACKSLASH && text.charCodeAt(begin + 1) === QUOTE) return readEscaped(text, from, sink)
  if (text.charCodeAt(begin) !== QUOTE || nameEnd(text, begin) < 0) return null
  const reader: Reader = { text, sink, at: from, path: [], frames: [], beyond: 0, name: null, isAfterComma: false }
  do step(reader)
  while (reader.at < text.length && !sink.isFull() && goesOn(reader))
  return reader.at
}

/** A document that stands in a string as a whole, `{\"a\":1}`: it reaches to the quote that ends the string. */
function readEscaped(text: string, from: number, sink: FieldSink): number {
  const quote = closingQuote(text, from)
  const end = quote < 0 ? text.length : quote
  sink.takeText([], unescaped(text.slice(from, end)))
  return end
}

/** Where the colon stands that makes the string at `from` a name; negative if none does. */
function nameEnd(text: string, from: number): number {
  const quote = closingQuote(text, from + 1)
  const end = quote < 0 ? -1 : skipBlanks(text, quote + 1)
  return end >= 0 && text.charCodeAt(end) === COLON ? end : -1
}

/** Whether more of the document may follow where all its brackets are closed. */
function goesOn(reader: Reader): boolean {
  if (reader.frames.length > 0 || reader.name !== null) return true
  const char = reader.text.charCodeAt(reader.at)
  if (char === QUOTE) return reader.isAfterComma && nameEnd(reader.text, reader.at) >= 0
  return char === COMMA || char === CLOSING_BRACE || char === CLOSING_BRACKET || isBlank(char)
}

function step(reader: Reader): void {
  const char = reader.text.charCodeAt(reader.at)
  if (isBlank(char)) {
    reader.at++
    return
  }
  reader.isAfterComma = char === COMMA
  switch (char) {
    case QUOTE:
      return readString(reader)
    case OPENING_BRACE:
    case OPENING_BRACKET:
      return open(reader, char === OPENING_BRACKET)
    case CLOSING_BRACE:
    case CLOSING_BRACKET:
      return close(reader, char === CLOSING_BRACKET)
    case COMMA: {
      const frame = reader.frames.at(-1)
      if (frame !== undefined && reader.beyond === 0) frame.index++
      return pass(reader)
    }
    case COLON:
      return pass(reader)
    default:
      return readPlain(reader)
  }
}

function pass(reader: Reader): void {
  reader.name = null
  reader.at++
}

/** The step to the value that comes; null where none can stand. */
function stepOf({ name, frames, beyond }: Reader): Step | null {
  if (beyond > 0) return null
  const frame = frames.at(-1)
  return name ?? (frame?.isList ? frame.index : null)
}

function open(reader: Reader, isList: boolean): void {
  const next = stepOf(reader)
  if (reader.beyond > 0 || reader.frames.length === DEEPEST) reader.beyond++
  else {
    reader.frames.push({ isList, hasStep: next !== null, index: 0 })
    if (next !== null) reader.path.push(next)
  }
  pass(reader)
}

function close(reader: Reader, isList: boolean): void {
  const { frames, path } = reader
  if (reader.beyond > 0) reader.beyond--
  else {
    const closed = frames.findLastIndex(frame => frame.isList === isList)
    while (closed >= 0 && frames.length > closed) if (frames.pop()!.hasStep) path.pop()
  }
  pass(reader)
}

function readString(reader: Reader): void {
  const { text, at, sink, path } = reader
  const next = stepOf(reader)
  const quote = closingQuote(text, at + 1)
  reader.name = null
  if (quote < 0) {
    reader.at = text.length
    if (next !== null) sink.takeText([...path, next], unescaped(text.slice(at + 1)))
    return
  }
  const colon = nameEnd(text, at)
  reader.at = colon < 0 ? quote + 1 : colon + 1
  if (colon >= 0) reader.name = unescaped(text.slice(at + 1, quote))
  else if (next !== null) {
    const value = unescaped(text.slice(at + 1, quote))
    if (isEnded(text, quote + 1, true)) sink.take([...path, next], value)
    sink.takeText([...path, next], value)
  }
}

function readPlain(reader: Reader): void {
  const { text, at, sink, path } = reader
  const next = stepOf(reader)
  let end = at + 1
  while (end < text.length && !endsPlain(text.charCodeAt(end))) end++
  reader.name = null
  reader.at = end
  if (next === null || end - at > LONGEST_VALUE || !isEnded(text, end, false)) return
  const value = text.slice(at, end)
  if (PLAIN_VALUE.test(value)) sink.take([...path, next], value)
}

function endsPlain(char: number): boolean {
  switch (char) {
    case QUOTE:
    case COMMA:
    case COLON:
    case OPENING_BRACKET:
    case CLOSING_BRACKET:
    case OPENING_BRACE:
    case CLOSING_BRACE:
      return true
    default:
      return isBlank(char)
  }
}

/** Whether what ends at `from` is whole. At the end of the text a number may have lost digits. */
function isEnded(text: string, from: number, isString: boolean): boolean {
  const next = skipBlanks(text, from)
  if (next === text.length) return isString || next > from
  const char = text.charCodeAt(next)
  return char === COMMA || char === CLOSING_BRACE || char === CLOSING_BRACKET
}
