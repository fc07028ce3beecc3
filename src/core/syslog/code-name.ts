import { decode } from './decode.ts'
import { NameCache } from './name-cache.ts'

/** A code's parts; `severity` is null for letter severities and event names. */
export interface CodeName {
  readonly code: string
  readonly facility: string
  readonly severity: number | null
  readonly mnemonic: string
}

const EVENT_PREFIX = 'SAEVT_'

const known = new NameCache((bytes, from, to) => split(decode(bytes, from, to)))

/**
 * Splits a code as it stands in a line, and brings the Nexus form of licence codes to the common one:
 * `LICMGR-3-LOG_SMART_LIC_COMM_FAILED` is `SMART_LIC-3-COMM_FAILED`. Facilities of several parts stay whole.
 */
export function codeName(bytes: Uint8Array, from: number, to: number): CodeName {
  return known.of(bytes, from, to)
}

function split(raw: string): CodeName {
  if (raw.startsWith(EVENT_PREFIX)) {
    return { code: raw, facility: 'SAEVT', severity: null, mnemonic: raw.slice(EVENT_PREFIX.length) }
  }
  const nexus = /^LICMGR-([0-7])-LOG_SMART_LIC_(.+)$/.exec(raw)
  const code = nexus === null ? raw : `SMART_LIC-${nexus[1]}-${nexus[2]}`
  const parts = /^(.+?)-([0-7])-(.+)$/.exec(code) ?? /^(.+?)-([A-Z])-(.+)$/.exec(code)
  if (parts === null) return { code, facility: code, severity: null, mnemonic: '' }
  const [, facility = '', severity = '', mnemonic = ''] = parts
  return { code, facility, severity: severity >= 'A' ? null : Number(severity), mnemonic }
}
