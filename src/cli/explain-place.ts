import type { Origin } from '../core/event.ts'

/** How much of a text a row shows. */
const TEXT_LENGTH = 120

export function shortened(text: string): string {
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH - 1)}…` : text
}

/** Where a line stood: path, number of the line, and offset. */
export function placeText({ topic, line, offset }: Origin): string {
  return line === undefined ? `${topic} offset ${offset}` : `${topic}:${line} (offset ${offset})`
}
