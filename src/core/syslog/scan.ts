import type { Shape } from '../event.ts'
import { instantOf } from './instant.ts'
import { readRecord } from './read-record.ts'
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
  /** Bits of noticed.ts. */
  noticed: number
  /** The innermost code as the device wrote it, without XR's leading `LICENSE-`; of an event-log line its name. */
  codeStart: number
  codeEnd: number
  eventlog: boolean
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
  /** How far the header has been read: phase.ts. */
  phase: number
  /** A word that is a host if a stamp or a code follows. */
  wordStart: number
  wordEnd: number
  wordHasColon: boolean
  /** The word behind a stamp that no colon closed. */
  headerHostStart: number
  headerHostEnd: number
  /** Keeps the first stamp while a second one is tried. */
  readonly spare: Stamp
}

export function newScan(): Scan {
  return {
    ...newStamp(),
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    shape: 'empty',
    relay: newStamp(),
    pri: -1,
    noticed: 0,
    codeStart: -1,
    codeEnd: -1,
    eventlog: false,
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
    phase: 0,
    wordStart: -1,
    wordEnd: -1,
    wordHasColon: false,
    headerHostStart: -1,
    headerHostEnd: -1,
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
  readRecord(scan)
}

/** Clears what readRecord does not always store. Ends of ranges mean nothing while their start is -1. */
function clear(scan: Scan): void {
  scan.stampKind = 'none'
  scan.clock = ''
  scan.relay.stampKind = 'none'
  scan.pri = -1
  scan.noticed = 0
  scan.codeStart = -1
  scan.eventlog = false
  scan.counterStart = -1
  scan.sequenceStart = -1
  scan.originStart = -1
  scan.relayHostStart = -1
  scan.processStart = -1
  scan.nodeStart = -1
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
  return instantOf(scan, anchorMs, zones)
}

/** Instant of the relay's or envelope's stamp, NaN when there is none. Read as ownInstant reads the device's. */
export function relayInstant(scan: Scan, anchorMs: number, zones: Zones): number {
  return instantOf(scan.relay, anchorMs, zones)
}
