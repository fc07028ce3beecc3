import type { Event } from '../../../src/core/event.ts'
import { parseLine, type Reading } from '../../../src/core/syslog/event-of.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'

/** Where the clock stands in these tests unless one says otherwise. */
export const ARRIVAL = '2024-07-09T13:15:30Z'

export const at = (iso: string): number => {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) throw new Error(`not an instant: ${iso}`)
  return ms
}

export const reading = (over: Partial<Reading> = {}): Reading => ({
  arrivalMs: at(ARRIVAL),
  aheadMs: 5_000,
  zones: UTC,
  host: null,
  ...over,
})

export const parse = (line: string | Uint8Array, over: Partial<Reading> = {}): Event =>
  parseLine(typeof line === 'string' ? new TextEncoder().encode(line) : line, reading(over))

/** A whole event: what a test does not name is what a line without it gives. `time` is written as ISO text. */
export const event = (over: Omit<Partial<Event>, 'time'> & { readonly time?: string }): Event => {
  const { time, ...rest } = over
  return {
    shape: 'cisco',
    arrival: at(ARRIVAL),
    resolutionMs: 0,
    shiftMs: 0,
    offsetMinutes: time === undefined ? null : 0,
    stamp: null,
    clock: '',
    host: null,
    relayHost: null,
    relayTime: null,
    pri: null,
    code: null,
    facility: null,
    severity: null,
    mnemonic: null,
    text: '',
    fields: new Map(),
    sequence: null,
    messageCount: null,
    process: null,
    node: null,
    repeats: 0,
    flags: [],
    ...rest,
    time: time === undefined ? null : at(time),
  }
}

/** The parts of a code, to spread into an event. */
export const code = (facility: string, severity: number, mnemonic: string) => ({
  code: `${facility}-${severity}-${mnemonic}`,
  facility,
  severity,
  mnemonic,
})
