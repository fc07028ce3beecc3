import { type Random, whole } from '../../bench/corpus/random.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** A line as a device said it. `isUnset`: its clock was not set yet, and the stamp says so. */
export interface Said {
  readonly atMs: number
  readonly host: string
  readonly form: 'syslog' | 'eventlog'
  readonly text: string
  readonly isUnset: boolean
}

/** `2026-03-02 09:14:29.902`, UTC, as milliseconds. */
export function at(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

export function syslog(host: string, atMs: number, text: string, isUnset = false): Said {
  return { atMs, host, form: 'syslog', text, isUnset }
}

export function eventlog(host: string, atMs: number, text: string): Said {
  return { atMs, host, form: 'eventlog', text, isUnset: false }
}

/** The file that a relay writes: its time, the host, the line of the device. Lines take up to 0.4 s to it. */
export function logOf(said: readonly Said[], random: Random): string {
  const counters = new Map<string, number>()
  const arrivals = said
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(line => {
      const counter = (counters.get(line.host) ?? whole(random, 1, 5000)) + 1
      counters.set(line.host, counter)
      return { arrivedMs: line.atMs + whole(random, 8, 400), line, counter }
    })
  return arrivals
    .toSorted((one, other) => one.arrivedMs - other.arrivedMs)
    .map(({ arrivedMs, line, counter }) => `${relayTime(arrivedMs)} ${line.host} ${written(line, counter)}\n`)
    .join('')
}

function relayTime(arrivedMs: number): string {
  return new Date(arrivedMs).toISOString().replace('Z', '000+00:00')
}

function written({ atMs, form, text, isUnset }: Said, counter: number): string {
  const date = new Date(atMs)
  const iso = date.toISOString()
  if (form === 'eventlog') return `${iso.replace('T', ' ').replace('Z', ' UTC')} ${text}`
  const day = String(date.getUTCDate()).padStart(2, ' ')
  return `${counter}: ${isUnset ? '*' : ''}${MONTHS[date.getUTCMonth()]} ${day} ${iso.slice(11, 23)}: ${text}`
}
