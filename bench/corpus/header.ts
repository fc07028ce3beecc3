const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** A device's way of writing its header: it keeps it for the whole log. */
const HEADER_FORMS = ['full', 'yearless', 'without_pri'] as const
export type HeaderForm = (typeof HEADER_FORMS)[number]

/** One second's stamps in every form, so that a line only adds its milliseconds. */
interface Second {
  readonly at: number
  readonly withYear: string
  readonly yearless: string
  readonly iso: string
  readonly eventlog: string
}

/**
 * Writes lines of one device as a plain relay that adds nothing hands them on.
 *
 * The counter of a device counts its syslog lines; event-log lines have none and no host either, so they stand behind a relay's header.
 */
export interface LineWriter {
  readonly syslog: (device: number, stampMs: number, text: string) => string
  readonly eventlog: (device: number, stampMs: number, arrivalMs: number, text: string) => string
}

export function hostName(device: number): string {
  const family = device % 10 < 5 ? 'wlc' : device % 10 < 9 ? 'sw' : 'rtr'
  return `${family}-${String(device).padStart(4, '0')}`
}

/** Seven devices of ten write everything, the others leave out the year and the zone, or the PRI. The first writes everything. */
export function headerForm(device: number): HeaderForm {
  const digit = (device * 7) % 20
  return digit < 14 ? 'full' : digit < 17 ? 'yearless' : 'without_pri'
}

export function lineWriter(devices: number): LineWriter {
  const hosts = Array.from({ length: devices }, (_, device) => hostName(device))
  const forms = hosts.map((_, device) => headerForm(device))
  const counters = Uint32Array.from(hosts, (_, device) => 100 + ((device * 7919) % 90_000))
  const second = cachedSeconds()
  return {
    syslog: (device, stampMs, text) => {
      const at = second(stampMs)
      const fraction = milliseconds(stampMs)
      counters[device]! += 1
      const start = `${counters[device]}: ${hosts[device]}: `
      switch (forms[device]!) {
        case 'full':
          return `<189>${start}${at.withYear}.${fraction} UTC: ${text}\n`
        case 'yearless':
          return `<189>${start}${at.yearless}.${fraction}: ${text}\n`
        case 'without_pri':
          return `${start}${at.withYear}.${fraction} UTC: ${text}\n`
      }
    },
    eventlog: (device, stampMs, arrivalMs, text) => {
      const relay = `${second(arrivalMs).iso}.${milliseconds(arrivalMs)}+00:00 ${hosts[device]}`
      return `${relay} ${second(stampMs).eventlog}.${milliseconds(stampMs)} UTC ${text}\n`
    },
  }
}

function milliseconds(timeMs: number): string {
  const fraction = timeMs % 1000
  return fraction < 10 ? `00${fraction}` : fraction < 100 ? `0${fraction}` : `${fraction}`
}

/** Late lines reach back 2 s, so the newest few seconds are kept. */
function cachedSeconds(): (timeMs: number) => Second {
  const kept: Second[] = Array.from({ length: 8 }, () => formatSecond(0))
  return timeMs => {
    const at = Math.floor(timeMs / 1000)
    const slot = at & 7
    const found = kept[slot]!
    if (found.at === at) return found
    const made = formatSecond(at)
    kept[slot] = made
    return made
  }
}

function formatSecond(at: number): Second {
  const date = new Date(at * 1000)
  const iso = date.toISOString().slice(0, 19)
  const clock = iso.slice(11)
  const day = `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, ' ')}`
  return {
    at,
    withYear: `${day} ${date.getUTCFullYear()} ${clock}`,
    yearless: `${day} ${clock}`,
    iso,
    eventlog: `${iso.slice(0, 10)} ${clock}`,
  }
}
