/** Where in a chassis a message arose. */
export interface Module {
  readonly node: string | null
  readonly process: string | null
}

const PREFIX =
  /^((?:(?:Chassis|Switch) \d{1,2} )?(?:RP|R|FP|F|SIP|SPA|CC|L)\d{1,2}(?:\/\d{1,2}){0,2}): ([A-Za-z][\w.-]{0,63}): /
const MEMBER = / \((Switch-\d{1,2})\)$/
const SENDER = / - ([A-Za-z][\w.-]{0,63}\[\d{1,10}\])$/
const FIRST = new Set('CSRFL')

/**
 * The node and process that a text names: at its beginning (IOS XE: `Chassis 2 R0/0: wncd: …`, `SIP0: fman_fp_image: …`), or at
 * its end (a stack's `… (Switch-2)`; NX-OS and FXOS: `… - dcos_sshd[12977]`). Null for most.
 */
export function moduleOf(text: string): Module | null {
  const found = FIRST.has(text.charAt(0)) ? PREFIX.exec(text) : null
  if (found !== null) return { node: found[1]!, process: found[2]! }
  const last = text.charCodeAt(text.length - 1)
  if (last === 0x29) return memberOf(text)
  return last === 0x5d ? senderOf(text) : null
}

function memberOf(text: string): Module | null {
  const found = MEMBER.exec(text.slice(-12))
  return found === null ? null : { node: found[1]!, process: null }
}

function senderOf(text: string): Module | null {
  const found = SENDER.exec(text.slice(-80))
  return found === null ? null : { node: null, process: found[1]! }
}
