import type { Readable, Writable } from 'node:stream'
import { styleText } from 'node:util'
import { visible, visibleJson } from '../core/visible.ts'

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
  /** Shows a line that the next one takes the place of, and any note; null where standard error is no terminal. */
  readonly progress: ((text: string) => void) | null
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
  let isShown = false
  /** Takes the line of progress away. */
  const clear = () => {
    if (isShown) stderr.write('\r\u001b[K')
    isShown = false
  }
  const progress = (text: string) => {
    clear()
    stderr.write(text)
    isShown = text !== ''
  }
  return {
    stdin,
    isTerminal: stdout.isTTY === true,
    out: text => {
      if (text !== '') clear()
      return written(stdout, text)
    },
    progress: stderr.isTTY === true && env['TERM'] !== 'dumb' ? progress : null,
    note: text => {
      clear()
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

/** Text from outside, made harmless for a terminal. */
export function harmless(text: string): string {
  return visible(text)
}

/** The same for JSON that stands on one line: the value stays what it was. */
export const harmlessJson = visibleJson
