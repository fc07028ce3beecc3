import type { Origin } from '../core/event.ts'

/** How much of a text a row shows. */
const TEXT_LENGTH = 120

/** The code and text of a line, as far as a row shows them. */
export function messageText({ code, text }: { readonly code: string | null; readonly text: string }): string {
  return shortened([code, text].filter(Boolean).join(': '))
}

export function shortened(text: string): string {
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH - 1)}…` : text
}

/** Where a line stood: path, number of the line, and offset. */
export function placeText({ topic, line, offset }: Origin): string {
  return line === undefined ? `${topic} offset ${offset}` : `${topic}:${line} (offset ${offset})`
}
