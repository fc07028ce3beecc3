import type { Event, Flag } from '../event.ts'
import { type CodeName, codeName } from './code-name.ts'
import { decode, rangeReader } from './decode.ts'
import { eventFields } from './event-fields.ts'
import { instantOf, isZoneless, offsetMinutesOf, shiftOf } from './instant.ts'
import { BAD_ENVELOPE, BAD_UTF8, BOM, FRAMING, INVALID_PRI, NESTED_CODE } from './noticed.ts'
import { newScan, type Scan, scanLine } from './scan.ts'
import { NO_ZONE, UNKNOWN_ZONE } from './stamp.ts'
import { textFields } from './text-fields.ts'
import { moduleOf } from './text-module.ts'
import type { Zones } from './zones.ts'

/** What a reader knows about a line beside its bytes. */
export interface Reading {
  readonly arrivalMs: number
  /** How far a stamp may stand beyond arrival before a zone-less one is moved back. */
  readonly aheadMs: number
  readonly zones: Zones
  /** Used when the line names none. */
  readonly host: string | null
}

const NO_FLAGS: readonly Flag[] = []
const NO_CODE = { code: null, facility: null, severity: null, mnemonic: null }

/** The event of a line that has been scanned. Its strings pin no buffer, at most the text of the line itself. */
export function eventOf(scan: Scan, reading: Reading): Event {
  const event = unflaggedEventOf(scan, reading)
  return { ...event, flags: flagsOf(scan, event.shiftMs > 0) }
}

/** The same without its flags, for those who only follow rules: no rule asks for them. */
export function unflaggedEventOf(scan: Scan, reading: Reading): Event {
  const textOf = rangeReader(scan)
  const code = textOf(scan.codeStart, scan.codeEnd)
  const name = code === null ? NO_CODE : codeName(code)
  const text = textOf(scan.textStart, scan.textEnd) ?? ''
  const module = scan.eventlog || code === null ? null : moduleOf(text)
  const relayHost = hostName(textOf(scan.relayHostStart, scan.relayHostEnd))
  const time = timeOf(scan, reading)
  return {
    shape: scan.shape,
    arrival: reading.arrivalMs,
    time: time.time,
    resolutionMs: time.resolutionMs,
    shiftMs: time.shiftMs,
    offsetMinutes: time.offsetMinutes,
    clock: scan.clock,
    host: hostName(textOf(scan.originStart, scan.originEnd)) ?? relayHost ?? hostName(reading.host),
    relayHost,
    pri: scan.pri < 0 ? null : scan.pri,
    code: name.code,
    facility: name.facility,
    severity: name.severity,
    mnemonic: name.mnemonic,
    text,
    fields: scan.eventlog ? eventFields(text) : textFields(text),
    sequence: textOf(scan.sequenceStart, scan.sequenceEnd),
    messageCount: textOf(scan.counterStart, scan.counterEnd),
    process: textOf(scan.processStart, scan.processEnd) ?? module?.process ?? null,
    node: textOf(scan.nodeStart, scan.nodeEnd) ?? module?.node ?? null,
    flags: NO_FLAGS,
  }
}

/** The whole way for one line, for callers that are in no hurry. */
export function parseLine(bytes: Uint8Array, reading: Reading): Event {
  const scan = newScan()
  scanLine(bytes, 0, bytes.length, scan)
  return eventOf(scan, reading)
}

/** The innermost code of a scanned line in its common form, null without one. */
export function codeOf(scan: Scan): CodeName | null {
  return scan.codeStart < 0 ? null : codeName(decode(scan.bytes, scan.codeStart, scan.codeEnd, scan))
}

function hostName(name: string | null): string | null {
  const plain = name?.toLowerCase().replace(/\.$/, '') ?? ''
  return plain === '' || plain === '-' ? null : plain
}

type Times = Pick<Event, 'time' | 'resolutionMs' | 'shiftMs' | 'offsetMinutes'>

function timeOf(scan: Scan, reading: Reading): Times {
  const { arrivalMs, zones } = reading
  const instant = instantOf(scan, arrivalMs, zones)
  if (Number.isNaN(instant)) return { time: null, resolutionMs: 0, shiftMs: 0, offsetMinutes: null }
  const shiftMs = isZoneless(scan) ? shiftOf(instant, arrivalMs, reading.aheadMs) : 0
  const offsetMinutes = offsetMinutesOf(scan, arrivalMs, zones)
  return { time: instant - shiftMs, resolutionMs: scan.resolutionMs, shiftMs, offsetMinutes }
}

/** In the order of FLAGS. `year_assumed` and `too_long` are for those who read files and records to add. */
function flagsOf(scan: Scan, zoneInferred: boolean): readonly Flag[] {
  if (scan.shape === 'empty') return ['empty']
  const { noticed, stampKind } = scan
  const isTime = stampKind === 'full' || stampKind === 'yearless'
  const flags: Flag[] = []
  const flag = (holds: boolean, name: Flag) => {
    if (holds) flags.push(name)
  }
  flag(scan.pri < 0 && (noticed & INVALID_PRI) === 0 && !scan.eventlog, 'missing_pri')
  flag((noticed & INVALID_PRI) !== 0, 'invalid_pri')
  flag(stampKind === 'none', 'missing_time')
  flag(stampKind === 'invalid', 'invalid_time')
  flag(stampKind === 'uptime', 'uptime_stamp')
  flag(stampKind === 'yearless', 'year_inferred')
  flag(isTime && scan.offsetMinutes === NO_ZONE && !scan.eventlog, 'zone_assumed')
  flag(isTime && scan.offsetMinutes === UNKNOWN_ZONE, 'unknown_zone')
  flag(zoneInferred, 'zone_inferred')
  flag(scan.clock === '*', 'clock_unset')
  flag(scan.clock === '.', 'clock_free')
  flag(isTime && scan.leapSecond, 'leap_second')
  flag((noticed & FRAMING) !== 0, 'framing')
  flag((noticed & BOM) !== 0, 'bom')
  flag((noticed & BAD_UTF8) !== 0, 'bad_utf8')
  flag(scan.bytes.subarray(scan.start, scan.end).includes(0), 'nul_bytes')
  flag((noticed & NESTED_CODE) !== 0, 'nested_code')
  flag(scan.codeStart < 0, 'missing_code')
  flag((noticed & BAD_ENVELOPE) !== 0, 'bad_envelope')
  return flags
}
