/**
 * The `key="value"` pairs of an event-log line, in any order. A value may hold blanks, commas, colons and quoted words: it
 * ends at a quote before a blank, a comma or the end that closes no quoted word. A value without quotes ends at a blank,
 * one whose closing quote is missing at the end. Of equal keys the first counts. Words without `=` are passed over.
 */
export function eventFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  let pos = 0
  while (pos < text.length) {
    const equals = text.indexOf('=', pos)
    if (equals < 0) break
    const key = text.slice(pos, equals).trim().split(/\s+/).at(-1) ?? ''
    const [from, to, next] = valueRange(text, equals + 1)
    if (key !== '' && !fields.has(key)) fields.set(interned(key), text.slice(from, to))
    pos = next
  }
  return fields
}

/** Names come again and again: one string for each. Bounded: they come from outside. */
const names = new Map<string, string>()
const KNOWN_NAMES = 1000

function interned(name: string): string {
  const known = names.get(name)
  if (known === undefined && names.size < KNOWN_NAMES) names.set(name, name)
  return known ?? name
}

function valueRange(text: string, from: number): readonly [from: number, to: number, next: number] {
  if (text[from] !== '"') {
    const blank = text.indexOf(' ', from)
    const to = blank < 0 ? text.length : blank
    return [from, to, to]
  }
  let openWords = 0
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    const closes = isGap(text[at + 1])
    if (!closes && isGap(text[at - 1])) openWords++
    else if (closes && openWords > 0) openWords--
    else if (closes) return [from + 1, at, at + 1]
  }
  return [from + 1, text.length, text.length]
}

function isGap(char: string | undefined): boolean {
  return char === undefined || char === ' ' || char === ',' || char === '\t'
}
