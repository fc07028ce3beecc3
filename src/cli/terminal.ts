import type { Readable, Writable } from 'node:stream'
import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** Where a command writes: data to standard output, everything else to standard error. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean
  /** Writes data; waits while the reader is slow. */
  readonly out: (text: string) => Promise<void>
  /** Writes a line for people to standard error. */
  readonly note: (text: string) => void
  /** Colours data for standard output, or a note for standard error; only on a terminal, and never with NO_COLOR. */
  readonly paint: (style: Style, text: string) => string
  readonly paintNote: (style: Style, text: string) => string
}

export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

export function terminalOf({ stdin, stdout, stderr, env }: Streams): Terminal {
  const wanted = env['NO_COLOR'] === undefined || env['NO_COLOR'] === ''
  const painter = (isTerminal: boolean) => (style: Style, text: string) =>
    wanted && isTerminal && env['TERM'] !== 'dumb' ? styleText(style, text, { validateStream: false }) : text
  return {
    stdin,
    isTerminal: stdout.isTTY === true,
    out: text => written(stdout, text),
    note: text => {
      stderr.write(`${text}\n`)
    },
    paint: painter(stdout.isTTY === true),
    paintNote: painter(stderr.isTTY === true),
  }
}

async function written(stream: Writable, text: string): Promise<void> {
  if (text === '' || stream.write(text)) return
  await new Promise<void>(resolve => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

/** Control, bidirectional and other invisible characters, which a log line must not smuggle to a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Text from outside, made harmless for a terminal: what is invisible shows as `\u{…}`. */
export function harmless(text: string): string {
  return text.replace(UNSAFE, char => `\\u{${char.charCodeAt(0).toString(16)}}`)
}

/** The same for JSON that stands on one line: the value stays what it was. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
