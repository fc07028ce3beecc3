import {
  byteAt,
  COLON,
  DASH,
  isBlank,
  isBoundary,
  isCodeByte,
  isDigit,
  isLetter,
  isUpper,
  PERCENT,
  skipBlanks,
  startsWith,
} from './ascii.ts'
import { NESTED_CODE } from './noticed.ts'
import type { Scan } from './scan.ts'

/**
 * Reads `FAC[-SUB]-SEV-MNE` at `from` (behind the `%`) and gives the position behind it, or -1.
 *
 * SEV is the first part between dashes that is one digit 0-7, else the first that is one capital letter (small gear).
 * A colon, a blank or the end must follow.
 */
export function skipCode(bytes: Uint8Array, from: number, end: number): number {
  if (!isLetter(byteAt(bytes, from, end))) return -1
  let pos = from
  let severity = -1
  for (; pos < end; pos++) {
    const byte = bytes[pos]!
    if (byte !== DASH) {
      if (!isCodeByte(byte)) break
    } else if (severity < 0 && isSeverity(byteAt(bytes, pos + 1, end)) && byteAt(bytes, pos + 2, end) === DASH) {
      severity = pos + 1
    }
  }
  if (severity < 0) severity = letterSeverity(bytes, from, pos)
  if (severity < 0 || pos - severity < 3) return -1
  const next = byteAt(bytes, pos, end)
  return next === COLON || isBlank(next) || pos === end ? pos : -1
}

function letterSeverity(bytes: Uint8Array, from: number, codeEnd: number): number {
  for (let pos = from + 1; pos + 2 < codeEnd; pos++) {
    if (bytes[pos] === DASH && isUpper(bytes[pos + 1]!) && bytes[pos + 2] === DASH) return pos + 1
  }
  return -1
}

function isSeverity(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x37
}

/** Reads the code at `from` (behind its `%`) and those inside it. False where none stands: then nothing is stored. */
export function readCode(scan: Scan, from: number): boolean {
  const codeEnd = skipCode(scan.bytes, from, scan.end)
  if (codeEnd < 0) return false
  storeCode(scan, from, codeEnd)
  scan.outerTextStart = scan.textStart
  while (scan.textStart < scan.end && scan.bytes[scan.textStart] === PERCENT && readInner(scan, scan.textStart + 1)) {}
  if (isWrapper(scan)) findCode(scan, scan.textStart, readInner)
  return true
}

/** Reads a code that stands without `%`, as older XR prints it: its colon must follow. */
export function readBareCode(scan: Scan, from: number): boolean {
  const codeEnd = skipCode(scan.bytes, from, scan.end)
  if (codeEnd < 0 || byteAt(scan.bytes, codeEnd, scan.end) !== COLON) return false
  storeCode(scan, from, codeEnd)
  return true
}

function readInner(scan: Scan, from: number): boolean {
  const codeEnd = skipCode(scan.bytes, from, scan.end)
  if (codeEnd < 0) return false
  storeCode(scan, from, codeEnd)
  scan.noticed |= NESTED_CODE
  return true
}

function storeCode(scan: Scan, from: number, codeEnd: number): void {
  const { bytes, end } = scan
  scan.codeStart = from
  scan.codeEnd = codeEnd
  if (bytes[from] === 0x4c) dropLicenseGroup(scan)
  const behind = skipBlanks(bytes, codeEnd, end)
  scan.textStart = byteAt(bytes, behind, end) === COLON ? skipBlanks(bytes, behind + 1, end) : behind
}

/** XR puts the group `LICENSE-` before the facility; a facility that is itself LICENSE stays. */
function dropLicenseGroup(scan: Scan): void {
  const inner = scan.codeStart + 8
  if (startsWith(scan.bytes, scan.codeStart, scan.codeEnd, 'LICENSE-') && skipCode(scan.bytes, inner, scan.end) > 0) {
    scan.codeStart = inner
  }
}

/**
 * Whether the code only carries another one somewhere in its text: `IOSXE-n-PLATFORM`, `…-SYSTEM_MSG`, and the numbers of
 * ASA, FTD and PIX. Judged from the last byte first, as it is asked for every line.
 */
function isWrapper(scan: Scan): boolean {
  const { bytes, codeStart, codeEnd } = scan
  const last = bytes[codeEnd - 1]!
  if (last === 0x4d) {
    return startsWith(bytes, codeStart, codeEnd, 'IOSXE-') && startsWith(bytes, codeEnd - 9, codeEnd, '-PLATFORM')
  }
  if (last === 0x47) return startsWith(bytes, codeEnd - 11, codeEnd, '-SYSTEM_MSG')
  if (!isDigit(last) || bytes[codeStart + 3] !== DASH) return false
  return (
    startsWith(bytes, codeStart, codeEnd, 'ASA') ||
    startsWith(bytes, codeStart, codeEnd, 'FTD') ||
    startsWith(bytes, codeStart, codeEnd, 'PIX')
  )
}

/**
 * Looks from `from` on for ` %FAC-SEV-MNE:` and gives the position of its `%`, or -1. The colon must follow, as a text may
 * speak of a code. `read` stores what was found.
 */
export function findCode(scan: Scan, from: number, read: (scan: Scan, from: number) => boolean): number {
  const { bytes, end } = scan
  for (let pos = from; pos < end; pos++) {
    if (bytes[pos] !== PERCENT || (pos > from && !isBoundary(bytes[pos - 1]!))) continue
    const codeEnd = skipCode(bytes, pos + 1, end)
    if (codeEnd < 0 || byteAt(bytes, skipBlanks(bytes, codeEnd, end), end) !== COLON) continue
    read(scan, pos + 1)
    return pos
  }
  return -1
}
