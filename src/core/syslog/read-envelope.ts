import type { Envelope } from './envelope/envelope.ts'
import { readStamp } from './read-stamp.ts'
import type { Scan } from './scan.ts'
import { copyStamp, type Stamp, setInstant } from './stamp.ts'

/**
 * Puts the line of an envelope into a buffer of its own, lets `read` read it, and adds what the envelope says and the line
 * does not: sender, time of receipt, priority, program.
 *
 * Sender and program stand behind the line in the buffer, beyond its end, so that they too are ranges.
 */
export function readEnvelope(scan: Scan, envelope: Envelope, read: (scan: Scan) => void): void {
  const host = envelope.host ?? ''
  const text = envelope.line + host + (envelope.process ?? '')
  const bytes = Buffer.from(text)
  const isByteForByte = bytes.length === text.length
  const hostAt = isByteForByte ? envelope.line.length : Buffer.byteLength(envelope.line)
  const processAt = hostAt + (isByteForByte ? host.length : Buffer.byteLength(host))
  scan.bytes = bytes
  scan.start = 0
  scan.end = hostAt
  read(scan)
  if (scan.bytes === bytes) addSender(scan, hostAt, processAt)
  else addBehindRebuilt(scan, bytes.subarray(hostAt), processAt - hostAt)
  if (envelope.time !== null && readTime(scan.spare, envelope.time)) copyStamp(scan.spare, scan.relay)
  if (scan.pri < 0) scan.pri = envelope.pri
  scan.noticed |= envelope.noticed
  scan.shape = 'json'
}

/** The line was copied, to put a word back: sender and process are copied behind it too. */
function addBehindRebuilt(scan: Scan, senderAndProcess: Uint8Array, senderBytes: number): void {
  const hostAt = scan.bytes.length
  scan.bytes = Buffer.concat([scan.bytes, senderAndProcess])
  addSender(scan, hostAt, hostAt + senderBytes)
}

function addSender(scan: Scan, hostAt: number, processAt: number): void {
  if (scan.relayHostStart < 0 && processAt > hostAt) {
    scan.relayHostStart = hostAt
    scan.relayHostEnd = processAt
  }
  // A device's own process stands in its line; what a shipper's parser found there is its own guess.
  if (scan.processStart < 0 && scan.codeStart < 0 && scan.bytes.length > processAt) {
    scan.processStart = processAt
    scan.processEnd = scan.bytes.length
  }
}

/** Reads ISO text, or a number of seconds, ms, µs or ns since the epoch, told apart by size. False for anything else. */
function readTime(stamp: Stamp, time: string | number): boolean {
  if (typeof time === 'number') return setNumber(stamp, time)
  if (/^\d{9,20}(\.\d+)?$/.test(time)) return setNumber(stamp, Number(time))
  const bytes = Buffer.from(time)
  return readStamp(bytes, 0, bytes.length, stamp) > 0 && (stamp.stampKind === 'full' || stamp.stampKind === 'yearless')
}

function setNumber(stamp: Stamp, value: number): boolean {
  if (!(value > 0 && value < 1e20)) return false
  const ms = Math.round(value < 1e11 ? value * 1000 : value < 1e14 ? value : value < 1e17 ? value / 1e3 : value / 1e6)
  setInstant(stamp, ms, Number.isInteger(value) && value < 1e11 ? 999 : 0)
  return true
}
