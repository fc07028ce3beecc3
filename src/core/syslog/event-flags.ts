import type { Event, Flag } from '../event.ts'
import { ZERO } from './ascii.ts'
import { DAY_MS } from './civil.ts'
import type { Reading } from './event-of.ts'
import { statedOffset } from './instant.ts'
import { BAD_ENVELOPE, BAD_UTF8, BOM, FRAMING, INVALID_PRI, NESTED_CODE, TRUNCATED } from './noticed.ts'
import type { Scan } from './scan.ts'
import { NO_ZONE, UNKNOWN_ZONE } from './stamp.ts'
import type { Zones } from './zones.ts'

/** A service sequence has at least so many digits, with zeros before it. */
const SEQUENCE_DIGITS = 6
/** How long after the date at which devices begin to count a stamp is taken for one of their first. */
const BOOT_DAYS = 7
/** A clock that is right to within this is no boot clock, whatever the date. */
const BOOT_AWAY_MS = 7 * DAY_MS

/** What is odd about a line, in the order of FLAGS. `year_assumed`, and `truncated` of a line that was cut, are added by readers. */
export function flagsOf(scan: Scan, event: Event, reading: Reading): readonly Flag[] {
  if (scan.shape === 'empty') return ['empty']
  const { noticed, stampKind } = scan
  const zones = reading.zones.ofHost?.(event.host) ?? reading.zones
  const isTime = stampKind === 'full' || stampKind === 'yearless'
  const offset = statedOffset(scan, zones)
  const change = isTime && (offset === NO_ZONE || offset === UNKNOWN_ZONE) ? changeOf(event, zones) : null
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
  flag(isTime && offset === NO_ZONE && !scan.eventlog, 'zone_assumed')
  flag(isTime && offset === UNKNOWN_ZONE, 'unknown_zone')
  flag(event.shiftMs > 0, 'zone_inferred')
  flag(change !== null && Number.isNaN(change), 'nonexistent_time')
  flag(change !== null && !Number.isNaN(change), 'ambiguous_time')
  flag(scan.clock === '*', 'clock_unsynchronised')
  flag(scan.clock === '.', 'clock_free')
  flag(isTime && isBootClock(scan, event), 'boot_clock')
  flag(isTime && scan.leapSecond, 'leap_second')
  flag(isCounterUnknown(scan), 'counter_unknown')
  flag((noticed & FRAMING) !== 0, 'framing')
  flag((noticed & BOM) !== 0, 'bom')
  flag((noticed & BAD_UTF8) !== 0, 'bad_utf8')
  flag(scan.bytes.subarray(scan.start, scan.end).includes(0), 'nul_bytes')
  flag((noticed & NESTED_CODE) !== 0, 'nested_code')
  flag(scan.codeStart < 0, 'missing_code')
  flag((noticed & BAD_ENVELOPE) !== 0, 'bad_envelope')
  flag((noticed & TRUNCATED) !== 0, 'truncated')
  return flags
}

function changeOf({ time, shiftMs, offsetMinutes }: Event, zones: Zones): number | null {
  if (time === null || offsetMinutes === null || zones.changeAt === undefined) return null
  return zones.changeAt(time + shiftMs + offsetMinutes * 60_000)
}

/** Clocks that were never set begin on 1 January or 1 March of some year that is over. */
function isBootClock({ clock, month, day }: Scan, { time, arrival }: Event): boolean {
  if (clock !== '*' || (month !== 1 && month !== 3) || day > BOOT_DAYS) return false
  return time !== null && Math.abs(time - arrival) > BOOT_AWAY_MS
}

/** The only number of a header is surely the counter if it is shorter than a sequence may be. */
function isCounterUnknown({ bytes, counterStart, counterEnd, sequenceStart }: Scan): boolean {
  if (counterStart < 0 || sequenceStart >= 0) return false
  return counterEnd - counterStart >= SEQUENCE_DIGITS && bytes[counterStart] !== ZERO
}
