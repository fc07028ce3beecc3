import { UsageError } from './exit-code.ts'

const DATE = /^\d{4}-\d\d-\d\d$/
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/

/** A time that a flag names, in ms since the epoch: ISO 8601, UTC without a zone. */
export function instantOfText(flag: string, text: string): number {
  if (DATE.test(text) || TIME.test(text)) {
    const zoned = DATE.test(text) || /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`
    const ms = Date.parse(zoned.replace(' ', 'T'))
    if (!Number.isNaN(ms)) return ms
  }
  throw new UsageError(`${flag}: \`${text}\` is no time`, 'write it as 2026-07-09T13:15:29Z')
}
