import { type Random, whole } from '../../bench/corpus/random.ts'

/** Two controllers, three switches and a router. */
export const HOSTS = ['wlc-a', 'wlc-b', 'sw-1', 'sw-2', 'sw-3', 'xr-1'] as const
export type Host = (typeof HOSTS)[number]

/** What a sender said, before it is known as the how-manieth of its messages. */
interface Message {
  readonly sender: string
  readonly sentMs: number
  readonly text: (counter: number) => string
}

/** A message as it reached the file. Without a message it is a line that no relay has touched. */
interface Arrival {
  /** Milliseconds with the relay's microseconds as their fraction. */
  readonly relayMs: number
  readonly message: Message | null
  readonly bare: string
}

/** A site's log in the making. Lines may be said in any order; `logOf` puts them in that of the relay. */
export interface Site {
  readonly random: Random
  readonly arrivals: Arrival[]
}

export interface SayOptions {
  /** How long the line took to the relay; drawn if it is not given. */
  readonly delayMs?: number
  /** What stands for the stamp, where it is not the device's usual way of writing `stampMs`. */
  readonly stamp?: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const HOUR_MS = 3_600_000

export function newSite(random: Random): Site {
  return { random, arrivals: [] }
}

/** `2025-12-28 09:14:29.902`, UTC, as milliseconds. */
export function at(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

/** A device says a line at `stampMs`, in the header that it always writes; the relay takes the PRI away and adds time and host. */
export function say(site: Site, host: Host, stampMs: number, text: string, options: SayOptions = {}): void {
  const message = (counter: number) => `${header(host, stampMs, counter, options.stamp)}${text}`
  send(site, { sender: host, sentMs: stampMs, text: message }, options.delayMs)
}

/** A line of a device's event log: no counter and no host, but its own stamp with year and zone. */
export function sayEvent(site: Site, host: Host, stampMs: number, text: string, delayMs?: number): void {
  const stamp = new Date(stampMs).toISOString().replace('T', ' ').replace('Z', ' UTC')
  send(site, { sender: host, sentMs: stampMs, text: () => `${stamp} ${text}` }, delayMs)
}

/** Further lines of a message, each a datagram of its own: a counter, no stamp. */
export function sayMore(site: Site, host: Host, sentMs: number, text: string): void {
  send(site, { sender: host, sentMs, text: counter => `${counter}: ${text}` }, 20)
}

/** What reached the relay without any header of a device. */
export function relayed(site: Site, sender: string, sentMs: number, text: string): void {
  send(site, { sender, sentMs, text: () => text }, undefined)
}

/** A line that no relay has touched, at its place in the file. */
export function bare(site: Site, relayMs: number, line: string): void {
  site.arrivals.push({ relayMs, message: null, bare: line })
}

/** The newest line once more: the very same, or as a second relay would send it, a little later. */
export function again(site: Site, laterMs: number): void {
  const newest = site.arrivals.at(-1)!
  site.arrivals.push({ ...newest, relayMs: newest.relayMs + laterMs })
}

/** The text of the file: in the order of the relay's times, lines of the same time as they were said. */
export function logOf(site: Site): string {
  const counters = numbered(site)
  const sorted = site.arrivals.toSorted((one, other) => one.relayMs - other.relayMs)
  return sorted
    .map(({ relayMs, message, bare }) => {
      if (message === null) return `${bare}\n`
      return `${relayTime(relayMs)} ${message.sender} ${message.text(counters.get(message)!)}\n`
    })
    .join('')
}

/** Each sender numbers its messages as it sends them. */
function numbered(site: Site): Map<Message, number> {
  const messages = new Set(site.arrivals.map(({ message }) => message).filter(message => message !== null))
  const newest = new Map<string, number>()
  const counters = new Map<Message, number>()
  for (const message of [...messages].sort((one, other) => one.sentMs - other.sentMs)) {
    const counter = (newest.get(message.sender) ?? firstCounter(message.sender)) + 1
    newest.set(message.sender, counter)
    counters.set(message, counter)
  }
  return counters
}

function firstCounter(sender: string): number {
  return 1000 * (sender.charCodeAt(0) % 7) + 17 * sender.charCodeAt(sender.length - 1)
}

function send(site: Site, message: Message, delayMs: number | undefined): void {
  const delay = delayMs ?? whole(site.random, 8000, 380_000) / 1000
  site.arrivals.push({ relayMs: message.sentMs + delay, message, bare: '' })
}

function relayTime(relayMs: number): string {
  const micros = Math.round((relayMs - Math.floor(relayMs)) * 1000) % 1000
  return new Date(Math.floor(relayMs)).toISOString().replace('Z', `${String(micros).padStart(3, '0')}+00:00`)
}

/** How each device heads its lines. sw-3 keeps local time, an hour behind UTC, and says so nowhere. */
function header(host: Host, stampMs: number, counter: number, stamp: string | undefined): string {
  switch (host) {
    case 'wlc-a':
    case 'sw-2':
      return `${counter}: ${stamp ?? yearless(stampMs)}: `
    case 'wlc-b':
      return `${counter}: wlc-b: ${String(counter - 900).padStart(6, '0')}: ${stamp ?? `${yearless(stampMs)} UTC`}: `
    case 'sw-1':
      return `${counter}: ${stamp ?? `${yearless(stampMs)} UTC`}: `
    case 'sw-3':
      return `${counter}: ${stamp ?? yearless(stampMs - HOUR_MS)}: `
    case 'xr-1':
      return `${counter}: RP/0/RP0/CPU0:${stamp ?? `${yearless(stampMs)} UTC`}: `
  }
}

function yearless(stampMs: number): string {
  const date = new Date(stampMs)
  const clock = date.toISOString().slice(11, 23)
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, ' ')} ${clock}`
}
