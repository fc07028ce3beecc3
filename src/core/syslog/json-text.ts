const QUOTE = 0x22
const BACKSLASH = 0x5c

export function isBlank(char: number): boolean {
  return char === 0x20 || (char >= 0x09 && char <= 0x0d)
}

export function skipBlanks(text: string, from: number): number {
  let at = from
  while (at < text.length && isBlank(text.charCodeAt(at))) at++
  return at
}

/** Where the quote stands that ends a string of JSON whose content begins at `from`; negative if it is missing. */
export function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) return at
    if (char === BACKSLASH) at++
  }
  return -1
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs
const MEANT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** What the content of a string of JSON says. An escape that JSON does not know stands for its letter. */
export function unescaped(content: string): string {
  if (content.indexOf('\\') < 0) return content
  return content.replace(ESCAPE, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (MEANT[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
