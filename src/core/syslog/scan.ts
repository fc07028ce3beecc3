import type { Shape } from '../event.ts'
import { decode } from './decode.ts'
import { deviceOf } from './device.ts'
import type { Envelope } from './envelope/envelope.ts'
import { instantOf } from './instant.ts'
import { messageRanges } from './message-ranges.ts'
import { readNextEnvelope, readRecord } from './read-record.ts'
import { newStamp, type Stamp } from './stamp.ts'
import type { Zones } from './zones.ts'

/**
 * Where everything stands in one line: positions into `bytes`, no strings, no objects. Reused for every line.
 *
 * A range is `…Start` (inclusive) to `…End` (exclusive); a start of -1 says that the line has no such thing. The stamp's
 * fields are the device's own. A line's only stamp is its own, wherever it stands; a second one makes the first the
 * relay's.
 */
export interface Scan extends Stamp {
  /** The line's buffer; for JSON and rebuilt lines a buffer of their own, so positions belong to this one only. */
  bytes: Uint8Array
  start: number
  /** Exclusive; trailing CR, LF and NUL lie beyond it. */
  end: number
  shape: Shape
  /** Kind `none` without a relay. */
  readonly relay: Stamp
  /** -1 when there is none or it is invalid. */
  pri: number
  priStart: number
  priEnd: number
  stampStart: number
  stampEnd: number
  relayStampStart: number
  relayStampEnd: number
  /** Bits of noticed.ts. */
  noticed: number
  /** The innermost code as the device wrote it, without XR's leading `LICENSE-`; of an event-log line its name. */
  codeStart: number
  codeEnd: number
  eventlog: boolean
  /** A colon where a counter would stand: the counter is switched off, so a number is the service sequence. */
  counterOff: boolean
  counterStart: number
  counterEnd: number
  sequenceStart: number
  sequenceEnd: number
  originStart: number
  originEnd: number
  relayHostStart: number
  relayHostEnd: number
  processStart: number
  processEnd: number
  nodeStart: number
  nodeEnd: number
  textStart: number
  textEnd: number
  /** How often the message came, by what a relay wrote around it; 0 for most. */
  repeats: number
  /** How far the header has been read: phase.ts. */
  phase: number
  /** A word that is a host if a stamp or a code follows. */
  wordStart: number
  wordEnd: number
  wordHasColon: boolean
  /** The word behind a stamp that no colon closed. */
  headerHostStart: number
  headerHostEnd: number
  /** Where the text behind the outermost code begins: like textStart where no code is nested. */
  outerTextStart: number
  /** Messages of the same record that are still to be read: see scanNext. */
  pending: readonly Envelope[]
  pendingAt: number
  /** Keeps the first stamp while a second one is tried. */
  readonly spare: Stamp
}

const NOTHING: readonly Envelope[] = []

export function newScan(): Scan {
  return {
    ...newStamp(),
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    shape: 'empty',
    relay: newStamp(),
    pri: -1,
    priStart: -1,
    priEnd: -1,
    stampStart: -1,
    stampEnd: -1,
    relayStampStart: -1,
    relayStampEnd: -1,
    noticed: 0,
    codeStart: -1,
    codeEnd: -1,
    eventlog: false,
    counterOff: false,
    counterStart: -1,
    counterEnd: -1,
    sequenceStart: -1,
    sequenceEnd: -1,
    originStart: -1,
    originEnd: -1,
    relayHostStart: -1,
    relayHostEnd: -1,
    processStart: -1,
    processEnd: -1,
    nodeStart: -1,
    nodeEnd: -1,
    textStart: 0,
    textEnd: 0,
    repeats: 0,
    phase: 0,
    wordStart: -1,
    wordEnd: -1,
    wordHasColon: false,
    headerHostStart: -1,
    headerHostEnd: -1,
    outerTextStart: 0,
    pending: NOTHING,
    pendingAt: 0,
    spare: newStamp(),
  }
}

/**
 * Finds where everything stands in the line bytes[start, end) and stores it in `scan`.
 *
 * Total: any bytes of any length give a result, in time linear in the length. Allocates nothing for lines that are not
 * JSON. The text behind the code is not looked at, except behind a wrapper's code.
 */
export function scanLine(bytes: Uint8Array, start: number, end: number, scan: Scan): void {
  scan.bytes = bytes
  scan.start = Math.max(0, start)
  scan.end = Math.min(end, bytes.length)
  clear(scan)
  scan.pending = NOTHING
  readRecord(scan, messagesOf)
}

/** What splitRecord makes of a line within an envelope. */
function messagesOf(line: string): readonly string[] {
  if (line.trimEnd().indexOf('\n') < 0 && line.indexOf('<', 1) < 0) return [line]
  const bytes = Buffer.from(line)
  return messageRanges(bytes, newScan(), scanLine).map(([from, to]) => decode(bytes, from, to))
}

/** Goes on to the next message of the record that was scanned; false if it has no more. Only envelopes hold several. */
export function scanNext(scan: Scan): boolean {
  if (scan.pendingAt >= scan.pending.length) return false
  clear(scan)
  readNextEnvelope(scan)
  return true
}

/** Clears what readRecord does not always store. Ends of ranges mean nothing while their start is -1. */
function clear(scan: Scan): void {
  scan.stampKind = 'none'
  scan.clock = ''
  scan.relay.stampKind = 'none'
  scan.pri = -1
  scan.priStart = -1
  scan.stampStart = -1
  scan.relayStampStart = -1
  scan.noticed = 0
  scan.codeStart = -1
  scan.eventlog = false
  scan.counterOff = false
  scan.counterStart = -1
  scan.sequenceStart = -1
  scan.originStart = -1
  scan.relayHostStart = -1
  scan.processStart = -1
  scan.nodeStart = -1
  scan.repeats = 0
  scan.phase = 0
  scan.wordStart = -1
  scan.headerHostStart = -1
}

/**
 * Instant of the device's own stamp in ms since the epoch, NaN when it has none.
 *
 * A year-less stamp takes the year that brings it nearest to `anchorMs` (29 February: the nearest leap year). A stamp
 * without a known zone is read in the default zone. The shift of `shiftOf` is not applied.
 */
export function ownInstant(scan: Scan, anchorMs: number, zones: Zones): number {
  return instantOf(scan, anchorMs, zones.ofHost?.(deviceOf(scan)) ?? zones)
}

/** Instant of the relay's or envelope's stamp, NaN when there is none. Read as ownInstant reads the device's. */
export function relayInstant(scan: Scan, anchorMs: number, zones: Zones): number {
  return instantOf(scan.relay, anchorMs, zones)
}
