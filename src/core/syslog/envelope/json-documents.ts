import { closingQuote } from '../json-text.ts'

/** A document in a text, or what was meant to be one. */
export type Document = { readonly value: unknown } | { readonly broken: string }

/**
 * The JSON documents in a text, one behind the other, whatever blanks, commas or line breaks part them. What lies outside of
 * documents, and what of them is broken, is given as it is. Linear: where a document does not end, the rest is read line by
 * line.
 */
export function documentsIn(text: string): readonly Document[] {
  const whole = parsed(text)
  if ('value' in whole) return [whole]
  const found: Document[] = []
  let pos = skipGap(text, 0)
  while (pos < text.length) {
    const end = endOfDocument(text, pos)
    if (end < 0) return [...found, ...linesOf(text.slice(pos))]
    found.push(parsed(text.slice(pos, end)))
    pos = skipGap(text, end)
  }
  return found
}

function linesOf(text: string): readonly Document[] {
  return text.split('\n').flatMap(line => (line.trim() === '' ? [] : [parsed(line.trim())]))
}

function parsed(text: string): Document {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' || (typeof value === 'object' && value !== null) ? { value } : { broken: text }
  } catch {
    return { broken: text }
  }
}

function skipGap(text: string, from: number): number {
  let pos = from
  while (pos < text.length && (text.charCodeAt(pos) <= 0x20 || text[pos] === ',')) pos++
  return pos
}

/** Behind the bracket that closes the one at `from`, outside of quotes; negative where none does, or none stands there. */
function endOfDocument(text: string, from: number): number {
  let depth = 0
  for (let pos = from; pos < text.length; pos++) {
    if (text[pos] === '"') {
      pos = closingQuote(text, pos + 1)
      if (pos < 0) return -1
    } else depth += depthOf(text[pos]!)
    if (depth === 0) return pos > from ? pos + 1 : -1
  }
  return -1
}

function depthOf(char: string): number {
  if (char === '{' || char === '[') return 1
  return char === '}' || char === ']' ? -1 : 0
}
