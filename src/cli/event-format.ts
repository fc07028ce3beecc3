import type { Event } from '../core/event.ts'
import { isoOf } from '../core/iso.ts'
import { harmless, type Terminal } from './terminal.ts'

/**
 * An event as `parse` prints it. `id` is the number of the line, or of the record; `repeatOf` that of the message whose
 * repetition this line only counts.
 */
export function recordOfEvent(event: Event, id: string | number, repeatOf: string | number | null): object {
  return {
    id,
    host: event.host,
    relay_host: event.relayHost,
    relay_timestamp: event.relayTime === null ? null : isoOf(event.relayTime),
    pri: event.pri,
    facility: event.facility,
    severity: event.severity,
    mnemonic: event.mnemonic,
    code: event.code,
    message: event.text,
    timestamp: timestampOf(event),
    stamp: event.stamp,
    arrival: isoOf(event.arrival),
    clock: event.clock,
    sequence: event.sequence,
    message_count: event.messageCount,
    process: event.process,
    node: event.node,
    repeats: event.repeats,
    repeat_of: repeatOf,
    fields: Object.fromEntries(event.fields),
    flags: event.flags,
    shape: event.shape,
  }
}

/** The device's time as ISO 8601 in the offset in which it was read; null without one, or if it is a clock that was never set. */
function timestampOf({ time, offsetMinutes, flags }: Event): string | null {
  if (time === null || flags.includes('boot_clock')) return null
  if (offsetMinutes === null || offsetMinutes === 0) return isoOf(time)
  const local = isoOf(time + offsetMinutes * 60_000).slice(0, -1)
  const minutes = Math.abs(offsetMinutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const COLUMNS = [
  ['time', 29],
  ['host', 20],
  ['code', 30],
] as const

/** The head of a table of events, for people. */
export const TABLE_HEAD = `${[...COLUMNS.map(([name, width]) => name.padEnd(width)), 'message'].join(' ')}\n`

/** One event as a row of the table: columns keep their width, a longer value is cut with `…`. */
export function tableRow(event: Event): string {
  const values = [timestampOf(event) ?? `~${isoOf(event.arrival)}`, event.host ?? '-', event.code ?? '-']
  const cells = COLUMNS.map(([, width], index) => {
    const text = harmless(values[index]!)
    return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)
  })
  const flags = event.flags.length > 0 ? `  [${event.flags.join(' ')}]` : ''
  return `${cells.join(' ')} ${harmless(event.text)}${flags}\n`
}

export function prettyEvent(event: Event, paint: Terminal['paint']): string {
  const when = (timestampOf(event) ?? `~${isoOf(event.arrival)}`).padEnd(25)
  const flags = event.flags.length > 0 ? `  ${paint('dim', `[${event.flags.join(' ')}]`)}` : ''
  const host = paint('cyan', harmless(event.host ?? '-'))
  return `${paint('dim', when)} ${host} ${paint('bold', harmless(event.code ?? '-'))}: ${harmless(event.text)}${flags}\n`
}
