import type { Said } from './json-keys.ts'
import { firstOf } from './json-object.ts'

const HIGHEST_PRI = 191
const HIGHEST_SEVERITY = 7

/** Names of RFC 5424, table 1, as shippers write them; each stands at its number. */
export const FACILITIES = (
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock ' +
  'local0 local1 local2 local3 local4 local5 local6 local7'
).split(' ')
/** Names of RFC 5424, table 2. */
export const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ')
const ALIASES = new Map(
  Object.entries({
    emergency: 'emerg',
    emergencies: 'emerg',
    panic: 'emerg',
    alerts: 'alert',
    critical: 'crit',
    error: 'err',
    errors: 'err',
    warn: 'warning',
    warnings: 'warning',
    notification: 'notice',
    notifications: 'notice',
    informational: 'info',
    debugging: 'debug',
    kernel: 'kern',
  }),
)

/** The priority that an envelope says, as one number or as facility and severity; -1 if it does not. */
export function priOf(said: Said): number {
  const pri = firstOf(said.pri, priIn)
  if (pri !== null) return pri
  const facility = firstOf(said.facility, value => numberIn(value, FACILITIES, 23))
  const severity = firstOf(said.severity, value => numberIn(value, SEVERITIES, HIGHEST_SEVERITY))
  return facility === null || severity === null ? -1 : facility * 8 + severity
}

/** `189`, `<189>`, `local7.notice<189>`. What stands under `priority` and may be a severity is none. */
function priIn(value: unknown, path: string): number | null {
  const digits = typeof value === 'string' ? /^(?:[\w.]*<)?(\d{1,3})>?$/.exec(value)?.[1] : undefined
  const pri = numberIn(digits ?? value, [], HIGHEST_PRI)
  return path === 'priority' && pri !== null && pri <= HIGHEST_SEVERITY ? null : pri
}

function numberIn(value: unknown, names: readonly string[], most: number): number | null {
  const number =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,3}$/.test(value)) ? Number(value) : -1
  if (Number.isInteger(number) && number >= 0) return number <= most ? number : null
  return typeof value === 'string' ? indexOf(value, names) : null
}

/** The number of a facility's or severity's name in any case, also of `local use 7 (local7)`; null for another word. */
export function indexOf(name: string, names: readonly string[]): number | null {
  const plain = (/\((\w+)\)$/.exec(name)?.[1] ?? name).toLowerCase()
  const index = names.indexOf(ALIASES.get(plain) ?? plain)
  return index < 0 ? null : index
}
