import type { Event } from './event.ts'

/** Fields that the header of a line gives. No other field of a line takes their place. */
export const HEADER_FIELDS = ['host', 'code', 'facility', 'mnemonic', 'process', 'node'] as const
type HeaderField = (typeof HEADER_FIELDS)[number]

/** Fields that a rule took from the text of a line. */
export type Extracted = Readonly<Record<string, string>>

/** A field of an event by its name in rules: of its header, or what the rule extracted, or a field of its own. */
export function fieldOf(event: Event, name: string, extracted: Extracted | null): string | null {
  if (isHeaderField(name)) return event[name]
  if (extracted !== null && Object.hasOwn(extracted, name)) return extracted[name]!
  return event.fields.get(name) ?? null
}

function isHeaderField(name: string): name is HeaderField {
  return (HEADER_FIELDS as readonly string[]).includes(name)
}
