import { DAY_MS, daysFromCivil } from './syslog/civil.ts'

/** `Time source is NTP, 10:45:23.029 UTC Thu Nov 18 2021`: the device's clock when its log was shown. */
const PREAMBLE = /^Time source is .*?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))? (?:UTC|GMT) \w{3} (\w{3}) +(\d{1,2}) (\d{4})/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const LONGEST = 160

/** The clock of a `show` preamble in ms since the epoch, or null. Only in UTC: another zone's name is no instant. */
export function showClockOf(bytes: Uint8Array, start: number, end: number): number | null {
  if (bytes[start] !== 0x54 || end - start > LONGEST) return null
  const found = PREAMBLE.exec(new TextDecoder('latin1').decode(bytes.subarray(start, end)))
  if (found === null) return null
  const [, hours, minutes, seconds, fraction, month, day, year] = found
  const days = daysFromCivil(Number(year), MONTHS.indexOf(month!) + 1, Number(day))
  const ofDay = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000
  return days * DAY_MS + ofDay + Number((fraction ?? '').padEnd(3, '0'))
}
