import type { Event, Origin } from './event.ts'
import type { Extracted } from './field-of.ts'
import { hashBytes } from './hash.ts'
import type { Layout, Line } from './match.ts'

/** How much of a text, and how many fields, an incident carries. */
const TEXT_LENGTH = 1024
const FIELDS = 32
const NONE_SHOWN: ReadonlySet<string> = new Set()
const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze({})

/** Whether the device's time is believed: not flagged as never set, and near enough to the arrival. */
export function isBelieved(event: Event, layout: Layout): boolean {
  const { time, arrival } = event
  if (time === null || event.clock === '*') return false
  return time >= arrival - layout.beliefMs && time <= arrival + layout.aheadMs
}

/** The line of an event, with its place in the order. Of more fields than a line keeps, those that are `shown` come first. */
export function lineOf(event: Event, origin: Origin, layout: Layout, shown: ReadonlySet<string> = NONE_SHOWN): Line {
  const believed = isBelieved(event, layout)
  const time = believed ? event.time : null
  const { arrival, resolutionMs, shiftMs } = event
  const stamp = event.time === null ? '' : String(event.time + shiftMs)
  return {
    at: time === null ? arrival : Math.max(time, arrival - layout.reorderMs),
    arrival,
    time,
    stampMs: event.time,
    resolutionMs,
    shiftMs,
    dueFrom: time === null ? arrival + layout.aheadMs : Math.max(arrival, time) + resolutionMs,
    identity: hashBytes(`${event.host}\u0000${event.code}\u0000${event.text}\u0000${stamp}\u0000${event.sequence}`),
    proof: proofOf(event, believed),
    host: event.host,
    code: event.code,
    text: event.text.length > TEXT_LENGTH ? `${event.text.slice(0, TEXT_LENGTH - 1)}…` : event.text,
    fields: fieldsOf(event, shown),
    origin,
  }
}

/** The line for a rule that took fields from its text: they stand before the line's own of the same name. */
export function lineWith(line: Line, extracted: Extracted): Line {
  return { ...line, extracted: keptFields(Object.entries(extracted)) }
}

function proofOf(event: Event, believed: boolean): Line['proof'] {
  if (event.time === null) return 'never'
  if (!believed) return 'near'
  return event.resolutionMs === 0 || event.sequence !== null ? 'always' : 'never'
}

function fieldsOf({ fields }: Event, shown: ReadonlySet<string>): Readonly<Record<string, string>> {
  if (fields.size === 0) return NO_FIELDS
  if (fields.size <= FIELDS) return keptFields(fields)
  const [first, others] = [true, false].map(isShown => [...fields].filter(([name]) => shown.has(name) === isShown))
  return keptFields([...first!, ...others!])
}

function keptFields(fields: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  let count = 0
  for (const [name, value] of fields) {
    if (count++ >= FIELDS) break
    // Assigned, `__proto__` would be lost or worse; no device has a field of that name.
    if (name !== '__proto__') kept[name] = value.length > TEXT_LENGTH ? value.slice(0, TEXT_LENGTH) : value
  }
  return kept
}
