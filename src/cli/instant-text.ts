import { daysInMonth } from '../core/syslog/civil.ts'
import { UsageError } from './exit-code.ts'

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** A time that a flag names, in ms since the epoch: ISO 8601, UTC without a zone. */
export function instantOfText(flag: string, text: string): number {
  const found = TIME.exec(text)
  if (found !== null) {
    const [, year, month, day, zone] = found
    const isDate = text.length === 10
    const ms = Date.parse((isDate || zone !== undefined ? text : `${text}Z`).replace(' ', 'T'))
    // Date.parse takes the 29 February of any year.
    if (!Number.isNaN(ms) && Number(day) <= daysInMonth(Number(year), Number(month))) return ms
  }
  throw new UsageError(`${flag}: \`${text}\` is no time`, 'write it as 2026-07-09T13:15:29Z')
}
