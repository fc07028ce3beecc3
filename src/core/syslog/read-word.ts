import {
  byteAt,
  CLOSE_BRACKET,
  COLON,
  isCodeByte,
  isDigit,
  isHostByte,
  isUpper,
  PERCENT,
  SLASH,
  skipBlanks,
  skipWord,
  startsWith,
} from './ascii.ts'
import { readBareCode, skipCode } from './code.ts'
import { commitWord, keepWord, takeHost } from './keep-word.ts'
import { CLOSED, FRESH, HOSTED, OPEN } from './phase.ts'
import { readPriName } from './pri-name.ts'
import { readOddWord, readOrigin } from './read-origin.ts'
import { readRareWord } from './read-rare-word.ts'
import { isLeftoverZone, isTypedZone } from './read-zone-word.ts'
import type { Scan } from './scan.ts'

/** Longest host name or address; a longer word is text. */
const LONGEST_WORD = 255

/** Reads the word at `pos` and gives the position behind it, or -1 where the header ends. */
export function readWord(scan: Scan, pos: number): number {
  const { bytes, end } = scan
  if (startsWith(bytes, pos, end, 'SAEVT_')) return readEventName(scan, pos)
  const wordEnd = skipWord(bytes, pos, Math.min(end, pos + LONGEST_WORD + 1))
  const hasColon = bytes[wordEnd - 1] === COLON
  if (scan.phase === OPEN && hasColon && isTypedZone(scan, pos, wordEnd - 1)) return wordEnd
  const node = nodeColon(bytes, pos, end)
  if (node > 0 && scan.phase !== CLOSED) return readNode(scan, pos, node)
  if (wordEnd - pos > LONGEST_WORD) return -1
  if (hasColon && bytes[wordEnd - 2] === CLOSE_BRACKET) return readProcess(scan, pos, wordEnd - 1)
  if (scan.phase === CLOSED) return hasColon ? readLastWord(scan, pos, wordEnd - 1) : -1
  if (scan.phase === HOSTED && hasColon && isLeftoverZone(scan, pos, wordEnd - 1)) return wordEnd
  if (!isHost(bytes, pos, wordEnd)) return readOddWord(scan, pos, wordEnd, hasColon)
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

/** A module of digits has its card's name before it: `CLC 6/0:`. One of XR, `0/RSP0/ADMIN0:`, has the host. */
function readNode(scan: Scan, pos: number, colon: number): number {
  const withCard = scan.wordStart >= 0 && !scan.wordHasColon && isModule(scan.bytes, pos, colon)
  scan.nodeStart = withCard ? scan.wordStart : pos
  scan.nodeEnd = colon
  if (withCard) scan.wordStart = -1
  else commitWord(scan)
  scan.textStart = colon + 1
  return colon + 1
}

function isModule(bytes: Uint8Array, from: number, to: number): boolean {
  for (let pos = from; pos < to; pos++) if (!isDigit(bytes[pos]!) && bytes[pos] !== SLASH) return false
  return true
}

/** `smartlicserver[390]:`. Older XR writes the code behind it without its `%`. */
function readProcess(scan: Scan, pos: number, colon: number): number {
  if (scan.phase === FRESH && scan.nodeStart < 0 && scan.pri < 0 && !isBeforeCode(scan, pos, colon)) return -1
  commitWord(scan)
  scan.processStart = pos
  scan.processEnd = colon
  scan.phase = CLOSED
  scan.textStart = skipBlanks(scan.bytes, colon + 1, scan.end)
  readBareCode(scan, scan.textStart)
  return colon + 1
}

/** Whether this is a name, and a whole code stands behind its colon. */
function isBeforeCode({ bytes, end }: Scan, pos: number, colon: number): boolean {
  const next = skipBlanks(bytes, colon + 1, end)
  return isCodeByte(bytes[pos]!) && byteAt(bytes, next, end) === PERCENT && skipCode(bytes, next + 1, end) > 0
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
  const behind = readRareWord(scan, pos, wordEnd)
  if (behind >= 0) return behind
  if ((scan.phase === OPEN || scan.phase === HOSTED) && scan.pri < 0 && readPriName(scan, pos, wordEnd)) return wordEnd
  if (scan.phase === FRESH && scan.wordStart < 0) {
    const originEnd = readOrigin(scan, pos, wordEnd)
    if (originEnd > 0) return originEnd
  }
  if (scan.phase !== OPEN || scan.wordStart >= 0) return keepWord(scan, pos, wordEnd, false)
  return takeHost(scan, pos, wordEnd)
}

function isHost(bytes: Uint8Array, pos: number, wordEnd: number): boolean {
  if (!isCodeByte(bytes[pos]!) && bytes[pos] !== COLON) return false
  for (let at = pos + 1; at < wordEnd; at++) if (!isHostByte(bytes[at]!)) return false
  return true
}
