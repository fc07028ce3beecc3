import type { Event, Flag } from '../event.ts'
import { type CodeName, codeName } from './code-name.ts'
import { decodeRange, RangeReader } from './decode.ts'
import { deviceNamed, hostAt } from './device.ts'
import { eventFields } from './event-fields.ts'
import { flagsOf } from './event-flags.ts'
import { timesOf } from './event-times.ts'
import { hostName } from './host-name.ts'
import { ESCAPED, MAYBE_ZONE, NESTED_CODE } from './noticed.ts'
import { repeatsOf } from './repeats.ts'
import { newScan, type Scan, scanLine } from './scan.ts'
import { textFields } from './text-fields.ts'
import { type Module, moduleOf } from './text-module.ts'
import type { Zones } from './zones.ts'

/** What a reader knows about a line beside its bytes. */
export interface Reading {
  readonly arrivalMs: number
  /** How far a stamp may stand beyond arrival before a zone-less one is moved back. */
  readonly aheadMs: number
  readonly zones: Zones
  /** Used when the line names none. */
  readonly host: string | null
  /** The name of a device by each other name of it. */
  readonly aliases?: ReadonlyMap<string, string>
}

const NO_FLAGS: readonly Flag[] = []
const NO_CODE = { code: null, facility: null, severity: null, mnemonic: null }

/** The event of a line that has been scanned. Its strings pin no buffer, at most the text of the line itself. */
export function eventOf(scan: Scan, reading: Reading): Event {
  const event = unflaggedEventOf(scan, reading)
  const flags = flagsOf(scan, event, reading)
  return { ...event, flags, stamp: flags.some(isNoTime) ? stampOf(scan) : null }
}

function isNoTime(flag: Flag): boolean {
  return flag === 'boot_clock' || flag === 'uptime_stamp' || flag === 'invalid_time'
}

function stampOf(scan: Scan): string | null {
  return scan.stampStart < 0 ? null : decodeRange(scan, scan.stampStart, scan.stampEnd)
}

/** The same without its flags and without `stamp`, for those who only follow rules: no rule asks for these. */
export function unflaggedEventOf(scan: Scan, reading: Reading): Event {
  const ranges = new RangeReader(scan)
  const name = codeOf(scan) ?? NO_CODE
  const text = shownText(scan, ranges.text(scan.textStart, scan.textEnd) ?? '')
  const module = scan.eventlog || name.code === null ? null : (moduleOf(text) ?? outerModuleOf(scan, ranges))
  const relayHost = hostAt(scan, scan.relayHostStart, scan.relayHostEnd)
  const origin = hostAt(scan, scan.originStart, scan.originEnd)
  const named = deviceNamed(origin, relayHost ?? hostName(reading.host))
  const host = named === null ? null : (reading.aliases?.get(named) ?? named)
  const zones = reading.zones.ofHost?.(host) ?? reading.zones
  const time = timesOf(scan, zones, reading)
  return {
    shape: scan.shape,
    arrival: reading.arrivalMs,
    time: time.time,
    resolutionMs: time.resolutionMs,
    shiftMs: time.shiftMs,
    offsetMinutes: time.offsetMinutes,
    stamp: null,
    clock: scan.clock,
    host,
    relayHost,
    relayTime: time.relayTime,
    pri: scan.pri < 0 ? null : scan.pri,
    code: name.code,
    facility: name.facility,
    severity: name.severity,
    mnemonic: name.mnemonic,
    text,
    fields: scan.eventlog ? eventFields(text) : textFields(text),
    sequence: ranges.text(scan.sequenceStart, scan.sequenceEnd),
    messageCount: ranges.text(scan.counterStart, scan.counterEnd),
    process: processOf(scan, ranges, zones) ?? module?.process ?? null,
    node: ranges.text(scan.nodeStart, scan.nodeEnd) ?? module?.node ?? null,
    repeats: scan.repeats > 0 ? scan.repeats : repeatsOf(text),
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
  return scan.codeStart < 0 ? null : codeName(scan.bytes, scan.codeStart, scan.codeEnd)
}

/** The process that the header names, unless an operator says that its name is a zone's. */
function processOf(
  { noticed, zone, processStart, processEnd }: Scan,
  ranges: RangeReader,
  zones: Zones,
): string | null {
  const isZone = (noticed & MAYBE_ZONE) !== 0 && zones.abbreviations?.has(zone) === true
  return isZone ? null : ranges.text(processStart, processEnd)
}

/** The text, with the control characters that rsyslog wrote as `#012` in their place again. */
function shownText(scan: Scan, text: string): string {
  if (!text.includes('#') || !isEscaped(scan)) return text
  const undone = text.replace(/#(0[0-3][0-7]|177)/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return undone.replace(/[\r\n\0]+$/, '')
}

/** Whether rsyslog handed the line on: its envelope says so, or its own form of a stamp, the only one of six digits. */
function isEscaped({ noticed, relay }: Scan): boolean {
  return (noticed & ESCAPED) !== 0 || (relay.stampKind === 'full' && relay.iso && relay.fractionDigits === 6)
}

/** Of a nested code the outer text names the module: `%IOSXE-6-PLATFORM: R0/0: cpp_cp: … %FW-6-SESS_AUDIT_TRAIL: …`. */
function outerModuleOf(scan: Scan, ranges: RangeReader): Module | null {
  if ((scan.noticed & NESTED_CODE) === 0) return null
  return moduleOf(ranges.text(scan.outerTextStart, scan.codeStart) ?? '')
}
