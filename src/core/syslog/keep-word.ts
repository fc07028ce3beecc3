import { HOSTED } from './phase.ts'
import type { Scan } from './scan.ts'

/** Of several words with colons the first is kept; a word beside one without a colon is the beginning of a text. */
export function keepWord(scan: Scan, pos: number, wordEnd: number, hasColon: boolean): number {
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

/** The word is the host that a header names behind its stamp: the relay's view, or the device's own. Gives its end. */
export function takeHost(scan: Scan, pos: number, wordEnd: number): number {
  scan.headerHostStart = pos
  scan.headerHostEnd = wordEnd
  scan.phase = HOSTED
  scan.textStart = wordEnd
  return wordEnd
}
