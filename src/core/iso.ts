import { DAY_MS } from './syslog/civil.ts'

/** 0 to 99 in two digits, 0 to 999 in three: looked up, as each record has a dozen of them. */
const TWO = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))
const THREE = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'))

let cachedDay = Number.NaN
let cachedDate = ''

/** Milliseconds since the epoch as `2026-07-09T13:15:29.902Z`. Years 0 to 9999. */
export function isoOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS)
  if (day !== cachedDay) {
    cachedDate = dateOf(day)
    cachedDay = day
  }
  const rest = ms - day * DAY_MS
  const hours = Math.floor(rest / 3_600_000)
  const minutes = Math.floor(rest / 60_000) % 60
  const seconds = Math.floor(rest / 1000) % 60
  return `${cachedDate}T${TWO[hours]}:${TWO[minutes]}:${TWO[seconds]}.${THREE[rest % 1000]}Z`
}

/** Days since the epoch as `2026-07-09` (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function dateOf(day: number): string {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153)
  const date = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${TWO[month]}-${TWO[date]}`
}
