import type { Difference } from './differences.ts'

/**
 * What a shipper loses on its way.
 *
 * `always` holds for every form, `forms` for those that are named beside it.
 */
export interface Losses {
  readonly always: readonly Difference[]
  readonly forms: Readonly<Record<string, readonly Difference[]>>
}

/** The raw line travels whole, so nothing may be lost. */
const NOTHING: Losses = { always: [], forms: {} }

/** rsyslog writes no priority. A line that begins with a counter, a colon or a name keeps all the rest. */
const RSYSLOG: Losses = {
  always: ['priority'],
  forms: {
    // It takes the stamp for its own and writes it with the relay's offset.
    ASA: ['doubt about the zone'],
  },
}

/**
 * syslog-ng writes no priority, and its parser eats the counter. Where the stamp follows at once and has no year, it takes
 * that too: it keeps neither flag nor fraction, and of a zone its name as if it were a program's.
 */
const SYSLOG_NG: Readonly<Record<string, readonly Difference[]>> = {
  counter: ['counter', 'fraction'],
  'counter switched off': ['fraction'],
  'counter, origin, sequence': ['counter'],
  'clock never set': ['clock flag', 'counter', 'fraction'],
  'clock without servers': ['clock flag', 'counter', 'fraction'],
  'zone UTC': ['counter', 'fraction'],
  'zone CEST': ['counter', 'fraction'],
  'year inside': ['counter'],
  'no counter, clock never set': ['clock flag'],
  'IOS XR': ['counter'],
  // The name stands where RFC 3164 has the host, and the sender's address is put in its place.
  ASA: ['host'],
  'ASA, RFC 3339': ['host'],
  licence: ['counter', 'fraction'],
  'licence, controller named': ['counter'],
}

/** In a topic it writes RFC 3339, so its guess of the year and the relay's zone look as if the device had said them. */
const SYSLOG_NG_DOUBTS: Readonly<Record<string, readonly Difference[]>> = {
  counter: ['doubt about the year', 'doubt about the zone'],
  'counter switched off': ['doubt about the year', 'doubt about the zone'],
  'clock never set': ['doubt about the year', 'doubt about the zone'],
  'clock without servers': ['doubt about the year', 'doubt about the zone'],
  'zone UTC': ['doubt about the year'],
  'zone CEST': ['doubt about the year'],
  ASA: ['doubt about the zone'],
  licence: ['doubt about the year'],
}

/** By the name of the way. Each loss must occur, and no other may: a default template takes away what no parser gives back. */
const EXPECTED: Readonly<Record<string, Losses>> = {
  'rsyslog, our configuration, topic': NOTHING,
  'syslog-ng, our configuration, topic': NOTHING,
  'rsyslog, defaults, topic': RSYSLOG,
  'rsyslog, defaults, file': RSYSLOG,
  'syslog-ng, defaults, topic': { always: ['priority'], forms: bothOf(SYSLOG_NG, SYSLOG_NG_DOUBTS) },
  'syslog-ng, defaults, file': { always: ['priority'], forms: SYSLOG_NG },
}

/** The expected losses of a form, sorted. */
export function lossesOf(way: string, form: string): Difference[] {
  const { always, forms } = EXPECTED[way]!
  return [...always, ...(forms[form] ?? [])].sort()
}

function bothOf(a: Losses['forms'], b: Losses['forms']): Losses['forms'] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].map(name => [name, [...(a[name] ?? []), ...(b[name] ?? [])]]))
}
