import { ArrivalClock, type ArrivalHints } from './arrival.ts'
import type { Event } from './event.ts'
import { eventOf } from './syslog/event-of.ts'
import { newScan, scanLine } from './syslog/scan.ts'
import type { Zones } from './syslog/zones.ts'

export interface ReadEventsOptions extends ArrivalHints {
  readonly zones: Zones
  readonly aheadMs: number
}

/** A line of a log in memory. */
export interface LogLine {
  readonly line: string
  /** Its host, if it names none. */
  readonly host: string
}

/** The events of a log in memory, one a line, with the arrivals that a file with these lines would have. */
export function readEvents(log: readonly LogLine[], options: ReadEventsOptions): Event[] {
  const encoder = new TextEncoder()
  const bytes = encoder.encode(log.map(({ line }) => line.replaceAll('\n', ' ')).join('\n'))
  const clock = new ArrivalClock(options, options.zones)
  const lines = { bytes, next: 0, end: bytes.length, complete: true }
  clock.begin(lines)
  const scan = newScan()
  const events: Event[] = []
  while (events.length < log.length) {
    const start = lines.next
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    lines.next = Math.min(end + 1, bytes.length)
    scanLine(bytes, start, end, scan)
    const arrivalMs = clock.arrivalOf(scan, lines, true)
    const { aheadMs, zones } = options
    const { host } = log[events.length]!
    events.push(eventOf(scan, { arrivalMs, aheadMs, zones, host }))
  }
  return events
}
