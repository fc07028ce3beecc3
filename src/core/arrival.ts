import { civilFromDays, DAY_MS, daysFromCivil, isLeapYear } from './syslog/civil.ts'
import { instantOf } from './syslog/instant.ts'
import { newScan, ownInstant, relayInstant, type Scan, scanLine } from './syslog/scan.ts'
import type { Zones } from './syslog/zones.ts'

/** A jump of the stamps by more than this is believed only if the lines that follow confirm it. */
const JUMP_MS = DAY_MS
const CONFIRMING_LINES = 16
const YEAR_MS = 365 * DAY_MS
/** How far a log may lie beyond the file's modification time: zones, and a write that is still under way. */
const MODIFIED_SLACK_MS = DAY_MS
/** How many lines at the beginning are asked for a year when the first stamp has none, and for a clock that was set. */
const LINES_ASKED = 1000

/** What is known of a file's time from outside its lines. Milliseconds since the epoch. */
export interface ArrivalHints {
  /** Year of the first year-less stamp, if somebody said it. */
  readonly year: number | null
  /** A date that the file's name holds, in ms; null if none. */
  readonly namedMs: number | null
  /** Arrival of lines in a file without any stamp. */
  readonly withoutStampMs: number
  /** When the file was last written: the first year-less stamp lies not after it. */
  readonly modifiedMs: number
  /** Whether every stamp is meant as it stands, however far it jumps ahead: in a log that somebody wrote as a test. */
  readonly isMeant?: boolean
}

/** Whole lines that are in memory: the clock may look ahead into those from `next` on. */
export interface LinesAhead {
  bytes: Uint8Array
  next: number
  end: number
  /** Whether nothing more can be read: what is there must do. */
  complete: boolean
}

/**
 * Gives the lines of a file their arrival: the relay's time, else the running maximum of the lines' own stamps.
 *
 * It never falls. One wrong clock does not move it: a jump ahead of more than a day counts only if most of the next 16
 * stamped lines lie beyond that day too. Where none follows, the jump is the line's own affair: it arrived when it says,
 * and moves nothing else. Stamps flagged `*` (clock never set) count only until the first that is not, and not at all if
 * the first of them lies more than a day from it.
 */
export class ArrivalClock {
  readonly #zones: Zones
  readonly #hints: ArrivalHints
  readonly #ahead: Scan = newScan()
  #now = Number.NaN
  #sawSetClock = false
  /** Whether the year of the first stamp had to be taken from the file's modification time. */
  yearAssumed = false
  /** Lines whose stamp was too far ahead to be believed. */
  refusedJumps = 0

  constructor(hints: ArrivalHints, zones: Zones) {
    this.#hints = hints
    this.#zones = zones
  }

  /** The arrival of the last line. */
  get now(): number {
    return this.#now
  }

  /** Whether a stamp was seen that is not flagged `*`: from then on those that are count no more. */
  get sawSetClock(): boolean {
    return this.#sawSetClock
  }

  /** Takes over from whoever followed the stamps of some lines in its place, by its rules. */
  moveTo(nowMs: number, sawSetClock: boolean): void {
    this.#now = nowMs
    this.#sawSetClock = sawSetClock
  }

  /** Sets the clock by the first stamp of the file. Call it once, with the beginning of the file. */
  begin(lines: LinesAhead): void {
    this.#now = this.#firstAnchor(lines)
    this.#sawSetClock = this.#isFlaggedOff(lines)
    const [first] = this.#stampsFrom(lines, 1)
    this.#now = first ?? this.#hints.withoutStampMs
  }

  /**
   * The arrival of a line, or NaN if more lines are needed to tell: then nothing has changed. With `atOnce` it is told by
   * the lines that are there.
   */
  arrivalOf(scan: Scan, lines: LinesAhead, atOnce: boolean): number {
    const stamp = this.#stampOf(scan, this.#now)
    if (!(stamp > this.#now)) return this.#now
    if (stamp - this.#now <= JUMP_MS || this.#hints.isMeant === true) {
      this.#now = stamp
      return stamp
    }
    const next = this.#stampsFrom(lines, CONFIRMING_LINES)
    if (next.length < CONFIRMING_LINES && !lines.complete && !atOnce) return Number.NaN
    if (next.length === 0) return stamp
    const beyond = next.filter(other => other > this.#now + JUMP_MS).length
    if (beyond * 2 > next.length) this.#now = stamp
    else this.refusedJumps++
    return this.#now
  }

  #stampOf(scan: Scan, anchorMs: number): number {
    const relay = relayInstant(scan, anchorMs, this.#zones)
    if (!Number.isNaN(relay)) return relay
    const own = ownInstant(scan, anchorMs, this.#zones)
    if (scan.clock === '*') return this.#sawSetClock ? Number.NaN : own
    if (!Number.isNaN(own)) this.#sawSetClock = true
    return own
  }

  /** The stamps of the next lines that have one, at most `count`. */
  #stampsFrom(lines: LinesAhead, count: number): number[] {
    const sawSetClock = this.#sawSetClock
    const stamps: number[] = []
    forEachLine(lines, this.#ahead, scan => {
      const stamp = this.#stampOf(scan, this.#now)
      if (!Number.isNaN(stamp)) stamps.push(stamp)
      return stamps.length < count
    })
    this.#sawSetClock = sawSetClock
    return stamps
  }

  /** Whether the first stamp that is flagged `*` lies more than a day from the first that is not. */
  #isFlaggedOff(lines: LinesAhead): boolean {
    let flagged = Number.NaN
    let set = Number.NaN
    let asked = 0
    forEachLine(lines, this.#ahead, scan => {
      const own = ownInstant(scan, this.#now, this.#zones)
      const isRelayed = scan.relay.stampKind !== 'none'
      if (scan.clock === '*' && !isRelayed) flagged = Number.isNaN(flagged) ? own : flagged
      else set = isRelayed ? relayInstant(scan, this.#now, this.#zones) : own
      asked++
      return Number.isNaN(set) && asked < LINES_ASKED
    })
    return Math.abs(set - flagged) > JUMP_MS
  }

  /** An instant by which the first year-less stamp finds its year. */
  #firstAnchor(lines: LinesAhead): number {
    let yearless: { month: number; day: number } | null = null
    let anchor = Number.NaN
    let asked = 0
    forEachLine(lines, this.#ahead, scan => {
      const stamp = scan.relay.stampKind === 'none' ? scan : scan.relay
      if (stamp.stampKind === 'yearless') yearless ??= { month: stamp.month, day: stamp.day }
      if (stamp.stampKind === 'full') anchor = instantOf(stamp, 0, this.#zones)
      asked++
      return Number.isNaN(anchor) && asked < LINES_ASKED
    })
    if (yearless === null) return this.#hints.modifiedMs
    return this.#yearlessAnchor(yearless, anchor)
  }

  #yearlessAnchor({ month, day }: { month: number; day: number }, seen: number): number {
    if (this.#hints.year !== null) return daysFromCivil(this.#hints.year, month, day) * DAY_MS
    if (!Number.isNaN(seen)) return seen
    if (this.#hints.namedMs !== null) return this.#hints.namedMs
    this.yearAssumed = true
    if (month === 2 && day === 29) return leapDayBefore(this.#hints.modifiedMs + MODIFIED_SLACK_MS)
    // Half a year back: of the years around it, the nearest that puts the stamp not after the modification.
    return this.#hints.modifiedMs + MODIFIED_SLACK_MS - YEAR_MS / 2
  }
}

/** The last 29 February that is not after an instant. */
function leapDayBefore(instantMs: number): number {
  let { year } = civilFromDays(Math.floor(instantMs / DAY_MS))
  while (!isLeapYear(year) || daysFromCivil(year, 2, 29) * DAY_MS > instantMs) year--
  return daysFromCivil(year, 2, 29) * DAY_MS
}

function forEachLine(lines: LinesAhead, scan: Scan, more: (scan: Scan) => boolean): void {
  let start = lines.next
  while (start < lines.end) {
    const found = lines.bytes.indexOf(0x0a, start)
    const end = found < 0 || found > lines.end ? lines.end : found
    scanLine(lines.bytes, start, end, scan)
    if (!more(scan)) return
    start = end + 1
  }
}
