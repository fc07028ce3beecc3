import { daysInMonth } from '../core/syslog/civil.ts'

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** A time that a person writes, in ms since the epoch: ISO 8601, UTC without a zone. Null where it is none. */
export function instantOf(text: string): number | null {
  const found = TIME.exec(text)
  if (found === null) return null
  const [, year, month, day, zone] = found
  const isDate = text.length === 10
  const ms = Date.parse((isDate || zone !== undefined ? text : `${text}Z`).replace(' ', 'T'))
  // Date.parse takes the 29 February of any year.
  return Number.isNaN(ms) || Number(day) > daysInMonth(Number(year), Number(month)) ? null : ms
}
