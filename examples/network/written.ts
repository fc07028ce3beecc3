import { type Random, whole } from '../../bench/corpus/random.ts'
import { stampOf, type Told } from '../told.ts'

/**
 * How a relay writes the line of each device to its file: its own time, the host, and the device's line in the header of its system. Hosts
 * are named for their system: `xr`, `nx` and `asa`; all others are IOS or IOS XE.
 */
export function writer(random: Random): (told: Told) => string {
  const counters = new Map<string, number>()
  return told => {
    const { atMs, host } = told
    const counter = (counters.get(host) ?? 1000) + 1
    counters.set(host, counter)
    const arrived = new Date(atMs + whole(random, 8, 380)).toISOString().replace('Z', '000+00:00')
    return `${arrived} ${host} ${header(told, counter)}${told.text}`
  }
}

function header({ atMs, host }: Told, counter: number): string {
  const { day, time } = stampOf(atMs)
  const year = new Date(atMs).getUTCFullYear()
  switch (/^[a-z]+/.exec(host)![0]) {
    case 'xr':
      return `${counter}: ${host} RP/0/RSP0/CPU0:${day} ${time} UTC: `
    case 'nx':
      return `: ${year} ${day} ${time} UTC: `
    case 'asa':
      return `: ${day.replace('  ', ' 0')} ${year} ${time.slice(0, 8)} ${host} : `
    default:
      return `${counter}: ${host}: ${day} ${time} UTC: `
  }
}
