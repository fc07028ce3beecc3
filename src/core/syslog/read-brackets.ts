import {
  byteAt,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  DOT,
  EQUALS,
  isBlank,
  isDigit,
  isHostByte,
  OPEN_BRACE,
  QUOTE,
  startsWith,
} from './ascii.ts'
import { takeHost } from './keep-word.ts'
import { CLOSED, HOSTED, OPEN } from './phase.ts'
import type { Scan } from './scan.ts'

/** Longest name of a controller's task or bracketed element that is looked over. */
export const LONGEST_ELEMENT = 256
/** An address of IPv4 has so many. */
const DOTS_OF_ADDRESS = 3
const SESSION = '[syslog@9 '
const SESSION_ID = ' s_id="'

/**
 * `[errmsg]`; or `[syslog@9 s_sn="1" s_id="sw1:514"]:`, whose session id names the device if no origin does; or a relay's host
 * behind its stamp, `[192.0.2.7]`.
 */
export function readBracketed(scan: Scan, pos: number): number {
  const behind = skipBracketed(scan, pos, CLOSE_BRACKET)
  if (behind < 0) return -1
  if (scan.phase === OPEN && takeAddress(scan, pos + 1, behind - 1)) return behind
  if (scan.originStart < 0 && scan.wordStart < 0 && startsWith(scan.bytes, pos, behind, SESSION)) {
    takeSession(scan, pos + SESSION.length - 1, behind)
  }
  return behind
}

/** Takes the device of a session's id. Its port stands behind the last colon. */
function takeSession(scan: Scan, pos: number, behind: number): void {
  const { bytes } = scan
  let at = pos
  while (at < behind && !startsWith(bytes, at, behind, SESSION_ID)) at++
  const from = at + SESSION_ID.length
  let to = from
  let portAt = behind
  for (; to < behind && isHostByte(bytes[to]!); to++) if (bytes[to] === COLON) portAt = to
  if (Math.min(to, portAt) <= from) return
  scan.originStart = from
  scan.originEnd = Math.min(to, portAt)
}

/** Takes the address [from, to) for the relay's host; false if it is none. Solaris adds the port as two more numbers. */
function takeAddress(scan: Scan, from: number, to: number): boolean {
  const { bytes } = scan
  let dots = 0
  let colons = 0
  let hostEnd = to
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    if (byte === COLON) colons++
    else if (byte === DOT && ++dots === DOTS_OF_ADDRESS + 1) hostEnd = at
    else if (byte !== DOT && !isHexDigit(byte)) return false
  }
  if (colons < 2 && dots !== DOTS_OF_ADDRESS && dots !== DOTS_OF_ADDRESS + 2) return false
  takeHost(scan, from, hostEnd)
  scan.textStart = to + 1
  return true
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)
}

/** Behind the bracket that closes what opens at `pos`, and behind its colon; -1 where none closes it soon. */
export function skipBracketed(scan: Scan, pos: number, close: number): number {
  const limit = Math.min(scan.end, pos + LONGEST_ELEMENT)
  for (let at = pos + 1; at < limit; at++) {
    if (scan.bytes[at] === close) return byteAt(scan.bytes, at + 1, scan.end) === COLON ? at + 2 : at + 1
  }
  return -1
}

/** The process of a trace line, `{wncd_x_R0-0}{1}:`; behind a stamp with dashes, a shipper's host object. */
export function readTracer(scan: Scan, pos: number): number {
  if (scan.phase !== OPEN) return -1
  if (scan.iso) return readHostObject(scan, pos)
  const behind = skipBracketed(scan, pos, CLOSE_BRACE)
  if (behind < 0) return -1
  scan.processStart = pos + 1
  scan.processEnd = behind - 1
  scan.phase = CLOSED
  return byteAt(scan.bytes, behind, scan.end) === OPEN_BRACE ? skipBracketed(scan, behind, CLOSE_BRACE) : behind
}

/** The host as an object, `{ip=192.0.2.5}` or `{"ip":"192.0.2.5"}`: Logstash's plain codec writes one. */
function readHostObject(scan: Scan, pos: number): number {
  const behind = skipBracketed(scan, pos, CLOSE_BRACE)
  if (behind < 0) return -1
  scan.phase = HOSTED
  scan.textStart = behind
  let from = pos + 1
  while (from < behind && scan.bytes[from] !== EQUALS && scan.bytes[from] !== COLON) from++
  from++
  while (from < behind && (scan.bytes[from] === QUOTE || isBlank(scan.bytes[from]!))) from++
  let to = from
  while (to < behind && isHostByte(scan.bytes[to]!)) to++
  if (to === from) return behind
  scan.headerHostStart = from
  scan.headerHostEnd = to
  return behind
}
