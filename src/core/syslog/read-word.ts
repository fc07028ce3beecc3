import {
  byteAt,
  CLOSE_BRACKET,
  COLON,
  DOT,
  isBlank,
  isCodeByte,
  isDigit,
  isHostByte,
  isUpper,
  PERCENT,
  SLASH,
  STAR,
  skipBlanks,
  skipWord,
  startsWith,
} from './ascii.ts'
import { readBareCode } from './code.ts'
import { CLOSED, FRESH, HOSTED, OPEN } from './phase.ts'
import { readPriName } from './pri-name.ts'
import { monthAt } from './read-date.ts'
import type { Scan } from './scan.ts'
import { abbreviationOffset, LONGEST_ABBREVIATION, packLetter } from './zones.ts'

/** Longest host name or address; a longer word is text. */
const LONGEST_WORD = 255
/** Longest origin of several words: `logging origin-id string`. */
const LONGEST_ORIGIN = 64

/** Reads the word at `pos` and gives the position behind it, or -1 where the header ends. */
export function readWord(scan: Scan, pos: number): number {
  const { bytes, end } = scan
  if (startsWith(bytes, pos, end, 'SAEVT_')) return readEventName(scan, pos)
  const node = nodeColon(bytes, pos, end)
  if (node > 0 && scan.phase !== CLOSED) return readNode(scan, pos, node)
  const wordEnd = skipWord(bytes, pos, Math.min(end, pos + LONGEST_WORD + 1))
  if (wordEnd - pos > LONGEST_WORD) return -1
  const hasColon = bytes[wordEnd - 1] === COLON
  if (hasColon && bytes[wordEnd - 2] === CLOSE_BRACKET) return readProcess(scan, pos, wordEnd - 1)
  if (scan.phase === CLOSED) return hasColon ? readLastWord(scan, pos, wordEnd - 1) : -1
  if (!isHost(bytes, pos, wordEnd)) return -1
  if (hasColon && isLeftoverZone(scan, pos, wordEnd - 1)) return wordEnd
  return hasColon ? keepWord(scan, pos, wordEnd - 1, true) : readPlainWord(scan, pos, wordEnd)
}

/** The name of a licence event, which is its code. */
function readEventName(scan: Scan, pos: number): number {
  let nameEnd = pos
  while (nameEnd < scan.end && isCodeByte(scan.bytes[nameEnd]!)) nameEnd++
  if (nameEnd === pos + 6) return -1
  scan.eventlog = true
  scan.codeStart = pos
  scan.codeEnd = nameEnd
  scan.textStart = skipBlanks(scan.bytes, nameEnd, scan.end)
  return nameEnd
}

/** Position of the colon behind a node such as `RP/0/RP0/CPU0` or `6/0`, 0 where no node stands. */
function nodeColon(bytes: Uint8Array, pos: number, end: number): number {
  if (!isUpper(bytes[pos]!) && !isDigit(bytes[pos]!)) return 0
  let slashes = 0
  for (let at = pos + 1; at < end; at++) {
    const byte = bytes[at]!
    if (byte === SLASH) slashes++
    else if (!isCodeByte(byte)) return byte === COLON && slashes > 0 && slashes <= 4 ? at : 0
  }
  return 0
}

/** A module that begins with a digit has its card's name before it: `CLC 6/0:`. */
function readNode(scan: Scan, pos: number, colon: number): number {
  const withCard = isDigit(scan.bytes[pos]!) && scan.wordStart >= 0 && !scan.wordHasColon
  scan.nodeStart = withCard ? scan.wordStart : pos
  scan.nodeEnd = colon
  if (withCard) scan.wordStart = -1
  else commitWord(scan)
  scan.textStart = colon + 1
  return colon + 1
}

/** `smartlicserver[390]:`. Older XR writes the code behind it without its `%`. */
function readProcess(scan: Scan, pos: number, colon: number): number {
  if (scan.phase === FRESH && scan.nodeStart < 0 && scan.pri < 0) return -1
  commitWord(scan)
  scan.processStart = pos
  scan.processEnd = colon
  scan.phase = CLOSED
  scan.textStart = skipBlanks(scan.bytes, colon + 1, scan.end)
  readBareCode(scan, scan.textStart)
  return colon + 1
}

/** `wncd:` behind the closed stamp is a process only right before a code. */
function readLastWord(scan: Scan, pos: number, colon: number): number {
  const next = skipBlanks(scan.bytes, colon + 1, scan.end)
  if (byteAt(scan.bytes, next, scan.end) !== PERCENT) return -1
  scan.processStart = pos
  scan.processEnd = colon
  return next
}

/** A word without colon: the host behind an open stamp, else a name that waits for a stamp or a code. */
function readPlainWord(scan: Scan, pos: number, wordEnd: number): number {
  if ((scan.phase === OPEN || scan.phase === HOSTED) && scan.pri < 0 && readPriName(scan, pos, wordEnd)) return wordEnd
  if (scan.phase === FRESH && scan.wordStart < 0) {
    const colon = originColon(scan, wordEnd)
    if (colon > 0) return keepWord(scan, pos, colon, true)
  }
  if (scan.phase !== OPEN || scan.wordStart >= 0) return keepWord(scan, pos, wordEnd, false)
  scan.headerHostStart = pos
  scan.headerHostEnd = wordEnd
  scan.phase = HOSTED
  scan.textStart = wordEnd
  return wordEnd
}

/** The colon of an origin of several words, `my core switch:`, between the counter and another element; 0 for none. */
function originColon({ bytes, end, counterStart, counterOff }: Scan, wordEnd: number): number {
  if (counterStart < 0 && !counterOff) return 0
  const limit = Math.min(end, wordEnd + LONGEST_ORIGIN)
  let pos = wordEnd
  while (pos < limit && (isHostByte(bytes[pos]!) || isBlank(bytes[pos]!)) && bytes[pos] !== COLON) pos++
  if (pos >= limit || bytes[pos] !== COLON || isNumberBefore(bytes, pos)) return 0
  const next = skipBlanks(bytes, pos + 1, end)
  const behind = byteAt(bytes, next, end)
  // Else it is the head of a text without a code.
  const leadsOn =
    behind === STAR || behind === DOT || behind === PERCENT || isDigit(behind) || monthAt(bytes, next, end) > 0
  return next > pos + 1 && leadsOn ? pos : 0
}

/** Whether the word that ends here is a number: then it is a sequence, behind an origin without a colon. */
function isNumberBefore(bytes: Uint8Array, end: number): boolean {
  let pos = end
  while (isDigit(bytes[pos - 1]!)) pos--
  return pos < end && isBlank(bytes[pos - 1]!)
}

/** Of several words with colons the first is kept; a word beside one without a colon is the beginning of a text. */
function keepWord(scan: Scan, pos: number, wordEnd: number, hasColon: boolean): number {
  if (scan.wordStart >= 0) return hasColon && scan.wordHasColon ? wordEnd + 1 : -1
  scan.wordStart = pos
  scan.wordEnd = wordEnd
  scan.wordHasColon = hasColon
  return hasColon ? wordEnd + 1 : wordEnd
}

/** The word that was kept names the device: a stamp or a code has followed. */
export function commitWord(scan: Scan): void {
  if (scan.wordStart < 0) return
  scan.originStart = scan.wordStart
  scan.originEnd = scan.wordEnd
  scan.wordStart = -1
}

function isHost(bytes: Uint8Array, pos: number, wordEnd: number): boolean {
  if (!isCodeByte(bytes[pos]!) && bytes[pos] !== COLON) return false
  for (let at = pos + 1; at < wordEnd; at++) if (!isHostByte(bytes[at]!)) return false
  return true
}

/**
 * `AEST:` between a relay's host and the code: a relay took the stamp for its own and left the zone behind. The stamp is
 * then the device's wall clock, so it is read in that zone.
 */
function isLeftoverZone(scan: Scan, pos: number, colon: number): boolean {
  const { bytes, end } = scan
  if (scan.phase !== HOSTED || colon - pos > LONGEST_ABBREVIATION) return false
  let packed = 0
  for (let at = pos; at < colon; at++) {
    if (!isUpper(bytes[at]!)) return false
    packed = packLetter(packed, bytes[at]!)
  }
  const next = skipBlanks(bytes, colon + 1, end)
  if (!isBlank(byteAt(bytes, colon + 1, end)) || byteAt(bytes, next, end) !== PERCENT) return false
  const offset = abbreviationOffset(packed)
  if (offset === undefined) return false
  scan.offsetMinutes = offset
  scan.zone = packed
  return true
}
