import {
  BLANK,
  byteAt,
  isBlank,
  isDigit,
  LESS,
  OPEN_BRACE,
  skipBlanks,
  skipDigits,
  skipWord,
  startsWith,
} from './ascii.ts'
import { isMark, MARK_BYTES, skipVoid } from './beginning.ts'
import { decodeRange } from './decode.ts'
import { type Envelope, envelopesOf, mayBeEnvelope } from './envelope/envelope.ts'
import { BAD_ENVELOPE, BOM, FRAMING, LONE_COLON } from './noticed.ts'
import { readEnvelope } from './read-envelope.ts'
import { readHeader } from './read-header.ts'
import { readPri } from './read-pri.ts'
import { isRfc5424, readRfc5424 } from './read-rfc5424.ts'
import type { Scan } from './scan.ts'
import { copyStamp } from './stamp.ts'

/** Most digits of an octet count that a sender's framing left before the priority. */
const LONGEST_COUNT = 6

/** The messages in a line that an envelope holds. */
export type MessagesOf = (line: string) => readonly string[]

/** Recognises the form of a cleared scan's line and reads it. */
export function readRecord(scan: Scan, messagesOf: MessagesOf): void {
  const from = findBeginning(scan)
  if (from >= scan.end) {
    scan.shape = 'empty'
    return
  }
  const { bytes, end } = scan
  const begin = bytes[from]! > BLANK ? from : skipVoid(bytes, from, end)
  if (mayBeEnvelope(bytes[begin]!, byteAt(bytes, begin + 1, end)) && readEnvelopes(scan, begin, messagesOf)) return
  readSyslog(scan, from)
}

/** Whether the record was an envelope, or is one that is broken or holds no line: then it has been read. */
function readEnvelopes(scan: Scan, from: number, messagesOf: MessagesOf): boolean {
  const envelopes = envelopesOf(decodeRange(scan, from, scan.end))
  if (envelopes !== null && envelopes.length > 0) {
    scan.pending = envelopes.flatMap(envelope => withOneMessage(envelope, messagesOf))
    scan.pendingAt = 0
    readNextEnvelope(scan)
    return true
  }
  if (scan.bytes[from] !== OPEN_BRACE) return false
  if (envelopes === null) scan.noticed |= BAD_ENVELOPE
  scan.shape = 'text'
  scan.textStart = from
  return true
}

function withOneMessage(envelope: Envelope, messagesOf: MessagesOf): Envelope | readonly Envelope[] {
  const messages = messagesOf(envelope.line)
  return messages.length === 1 ? envelope : messages.map(line => ({ ...envelope, line }))
}

/** Reads the next of the messages that the record holds. There must be one. */
export function readNextEnvelope(scan: Scan): void {
  readEnvelope(scan, scan.pending[scan.pendingAt++]!, readInner)
}

function readInner(scan: Scan): void {
  const from = findBeginning(scan)
  if (from < scan.end) readSyslog(scan, from)
}

/** Drops CR, LF and NUL at the end, blanks, NUL and a byte order mark at the beginning. */
function findBeginning(scan: Scan): number {
  const { bytes } = scan
  let end = scan.end
  while (end > scan.start && isEnding(bytes[end - 1]!)) end--
  scan.end = end
  scan.textEnd = end
  scan.textStart = end
  let from = scan.start
  while (from < end && (bytes[from] === 0 || isBlank(bytes[from]!))) from++
  const marked = skipMark(scan, from)
  return marked === from ? from : skipBlanks(bytes, marked, end)
}

function isEnding(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0
}

/** Position behind a byte order mark, or the same. */
function skipMark(scan: Scan, pos: number): number {
  if (!isMark(scan.bytes, pos, scan.end)) return pos
  scan.noticed |= BOM
  return pos + MARK_BYTES
}

function readSyslog(scan: Scan, from: number): void {
  const start = skipCount(scan, from)
  const behind = byteAt(scan.bytes, start, scan.end) === LESS ? readPri(scan, start) : -1
  const marked = behind < 0 ? start : skipMark(scan, behind)
  const text = behind < 0 ? start : skipOriginalAddress(scan, marked)
  if (isRfc5424(scan, text)) {
    const message = readRfc5424(scan, text)
    readHeader(scan, skipMark(scan, message))
    settleHost(scan, true)
    if (text > marked) takeOriginalAddress(scan, marked, text)
    scan.shape = 'rfc5424'
    return
  }
  readHeader(scan, text)
  scan.shape = settleHost(scan, behind >= 0)
  if (text > marked && scan.relayHostStart < 0) takeOriginalAddress(scan, marked, text)
}

/** `Original Address=192.0.2.1 `: a forwarder's word on who sent the message, before the header that it makes itself. */
const ORIGINAL_ADDRESS = 'Original Address='

function skipOriginalAddress({ bytes, end }: Scan, pos: number): number {
  if (!startsWith(bytes, pos, end, ORIGINAL_ADDRESS)) return pos
  return skipBlanks(bytes, skipWord(bytes, pos + ORIGINAL_ADDRESS.length, end), end)
}

function takeOriginalAddress(scan: Scan, from: number, behind: number): void {
  const start = from + ORIGINAL_ADDRESS.length
  const end = skipWord(scan.bytes, start, behind)
  if (end === start) return
  scan.relayHostStart = start
  scan.relayHostEnd = end
}

/** `83 <34>…`: the length that octet counting puts before a message. */
function skipCount(scan: Scan, from: number): number {
  const { bytes, end } = scan
  if (!isDigit(bytes[from]!)) return from
  const pos = skipDigits(bytes, from, end)
  if (pos - from > LONGEST_COUNT || byteAt(bytes, pos, end) !== BLANK) return from
  if (byteAt(bytes, pos + 1, end) !== LESS || !isDigit(byteAt(bytes, pos + 2, end))) return from
  scan.noticed |= FRAMING
  return pos + 1
}

/** Says whose the host of the header is, and by that which form the line has. */
function settleHost(scan: Scan, priFirst: boolean): Scan['shape'] {
  const envelope = priFirst ? 'rfc3164' : 'relay'
  if (scan.relay.stampKind !== 'none') {
    takeHeaderHost(scan, scan.relayHostStart < 0)
    return envelope
  }
  if (scan.headerHostStart >= 0) {
    const isDevice = namesItself(scan, priFirst)
    takeHeaderHost(scan, !isDevice)
    if (isDevice) return 'cisco'
    if (!priFirst) copyStamp(scan, scan.relay)
    return envelope
  }
  if (scan.eventlog) return 'eventlog'
  if (scan.relayHostStart >= 0) return envelope
  if (scan.codeStart >= 0) return 'cisco'
  if (priFirst && scan.processStart >= 0 && scan.counterStart < 0) return 'rfc3164'
  const hasHeader = scan.stampKind !== 'none' || scan.counterStart >= 0 || scan.originStart >= 0
  return hasHeader ? 'cisco' : 'text'
}

/**
 * NX-OS and ASA write their own name behind a stamp with a year; relays write no year, or one with dashes. FTD writes dashes
 * too, but no fraction, and a colon between its name and the code.
 */
function namesItself({ stampKind, iso, resolutionMs, noticed }: Scan, priFirst: boolean): boolean {
  if (stampKind !== 'full') return false
  return !iso || (priFirst && resolutionMs > 0 && (noticed & LONE_COLON) !== 0)
}

function takeHeaderHost(scan: Scan, isRelay: boolean): void {
  if (scan.headerHostStart < 0) return
  if (isRelay) {
    scan.relayHostStart = scan.headerHostStart
    scan.relayHostEnd = scan.headerHostEnd
  } else if (scan.originStart < 0) {
    scan.originStart = scan.headerHostStart
    scan.originEnd = scan.headerHostEnd
  }
}
