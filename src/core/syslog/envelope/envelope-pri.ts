import { firstOf, type JsonObject, pathOf, valueAt } from './json-object.ts'

const PRI_PATHS = ['pri', 'PRI', 'syslog.priority', 'log.syslog.priority'].map(pathOf)
const FACILITY_PATHS = [
  'facility',
  'FACILITY',
  'facility_code',
  'fields.facility_code',
  'log.syslog.facility.code',
].map(pathOf)
const SEVERITY_PATHS = [
  'severity',
  'PRIORITY',
  'priority',
  'SEVERITY',
  'severity_code',
  'fields.severity_code',
  'log.syslog.severity.code',
].map(pathOf)

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
    panic: 'emerg',
    critical: 'crit',
    error: 'err',
    warn: 'warning',
    informational: 'info',
  }),
)

/** The priority that an envelope says, as one number or as facility and severity; -1 if it does not. */
export function priOf(object: JsonObject): number {
  const pri = firstOf(object, PRI_PATHS, (from, path) => numberIn(valueAt(from, path), [], 191))
  if (pri !== null) return pri
  const facility = firstOf(object, FACILITY_PATHS, (from, path) => numberIn(valueAt(from, path), FACILITIES, 23))
  const severity = firstOf(object, SEVERITY_PATHS, (from, path) => numberIn(valueAt(from, path), SEVERITIES, 7))
  return facility === null || severity === null ? -1 : facility * 8 + severity
}

function numberIn(value: unknown, names: readonly string[], most: number): number | null {
  const number =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,3}$/.test(value)) ? Number(value) : -1
  if (Number.isInteger(number) && number >= 0) return number <= most ? number : null
  return typeof value === 'string' ? indexOf(value, names) : null
}

/** The number of a facility's or severity's name in any case, null for another word. */
export function indexOf(name: string, names: readonly string[]): number | null {
  const plain = name.toLowerCase()
  const index = names.indexOf(ALIASES.get(plain) ?? plain)
  return index < 0 ? null : index
}
