import { isBlank } from './json-text.ts'

/** A tag of XML; `other` is a comment, a declaration or the like. */
export interface Tag {
  readonly kind: 'start' | 'end' | 'empty' | 'other'
  /** Without the prefix of a name space; empty for `other`. */
  readonly name: string
  /** Behind its `>`. */
  readonly end: number
}

const BANG = 0x21
const QUOTE = 0x22
const APOSTROPHE = 0x27
const SLASH = 0x2f
const LESS_THAN = 0x3c
const GREATER_THAN = 0x3e
const QUESTION_MARK = 0x3f

/** What Cisco's devices write where a value is missing. */
const LITERALS: ReadonlySet<string> = new Set(['none', 'empty'])

/**
 * The tag at the `<` at `at`, or null if none stands there: an address or some words in angle brackets. It looks no
 * further than to the next `<`, which no tag can hold.
 */
export function tagAt(text: string, at: number): Tag | null {
  const first = text.charCodeAt(at + 1)
  if (first === BANG || first === QUESTION_MARK) return asTag('other', '', closingBracket(text, at + 2))
  const isEnd = first === SLASH
  const from = isEnd ? at + 2 : at + 1
  const nameEnd = endOfName(text, from)
  if (nameEnd === from) return null
  const name = text.slice(text.slice(from, nameEnd).lastIndexOf(':') + 1 + from, nameEnd)
  const bracket = closingBracket(text, nameEnd)
  if (bracket < 0 || name === '' || LITERALS.has(name)) return null
  const isEmpty = text.charCodeAt(bracket - 1) === SLASH && bracket > nameEnd
  const rest = text.slice(nameEnd, isEmpty ? bracket - 1 : bracket)
  const hasAttributes = !isEnd && isBlank(rest.charCodeAt(0)) && rest.includes('=')
  if (!hasAttributes && rest.trim() !== '') return null
  return asTag(isEnd ? 'end' : isEmpty ? 'empty' : 'start', name, bracket)
}

function asTag(kind: Tag['kind'], name: string, bracket: number): Tag | null {
  return bracket < 0 ? null : { kind, name, end: bracket + 1 }
}

/** Where the `>` stands that ends a tag, outside of the quotes of attributes; negative if there is none. */
function closingBracket(text: string, from: number): number {
  let quote = 0
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === LESS_THAN) return -1
    if (quote !== 0) quote = char === quote ? 0 : quote
    else if (char === QUOTE || char === APOSTROPHE) quote = char
    else if (char === GREATER_THAN) return at
  }
  return -1
}

/** Where a name that begins at `from` ends; `from` if none begins there. */
function endOfName(text: string, from: number): number {
  if (!isNameStart(text.charCodeAt(from))) return from
  let at = from + 1
  while (at < text.length && isNameChar(text.charCodeAt(at))) at++
  return at
}

function isNameStart(char: number): boolean {
  return (char >= 0x41 && char <= 0x5a) || (char >= 0x61 && char <= 0x7a) || char === 0x5f
}

function isNameChar(char: number): boolean {
  return isNameStart(char) || (char >= 0x2d && char <= 0x2e) || (char >= 0x30 && char <= 0x3a)
}
