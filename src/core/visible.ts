/** Control, bidirectional and other invisible characters, which a log line must not smuggle to whoever shows it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Text from outside on one line, with all that is invisible shown as `\u{…}`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, char => `\\u{${char.charCodeAt(0).toString(16)}}`)
}

/** JSON on one line with the same characters escaped: its value stays what it was. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replace(INVISIBLE, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
