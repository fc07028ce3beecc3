import {
  byteAt,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  EQUALS,
  isBlank,
  isHostByte,
  OPEN_BRACE,
  QUOTE,
  startsWith,
} from './ascii.ts'
import { CLOSED, HOSTED, OPEN } from './phase.ts'
import type { Scan } from './scan.ts'

/** Longest name of a controller's task or bracketed element that is looked over. */
export const LONGEST_ELEMENT = 256
const SESSION_ID = '[syslog@9 s_id="'

/** `[errmsg]`, or `[syslog@9 s_id="sw1:514"]:`, whose session id names the device if no origin does. */
export function readBracketed(scan: Scan, pos: number): number {
  const behind = skipBracketed(scan, pos, CLOSE_BRACKET)
  const from = pos + SESSION_ID.length
  if (behind < 0 || scan.originStart >= 0 || scan.wordStart >= 0) return behind
  if (!startsWith(scan.bytes, pos, scan.end, SESSION_ID)) return behind
  let to = from
  while (to < behind && isHostByte(scan.bytes[to]!) && scan.bytes[to] !== COLON) to++
  if (to === from) return behind
  scan.originStart = from
  scan.originEnd = to
  return behind
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
