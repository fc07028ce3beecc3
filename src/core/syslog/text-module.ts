/** Where in a chassis a message arose. */
export interface Module {
  readonly node: string | null
  readonly process: string | null
}

const PREFIX =
  /^((?:(?:Chassis|Switch) \d{1,2} )?(?:RP|R|FP|F|SIP|SPA|CC|L)\d{1,2}(?:\/\d{1,2}){0,2}): ([A-Za-z][\w.-]{0,63})$/
const LONGEST_PREFIX = 96
const MEMBER = / \((Switch-\d{1,2})\)$/
const SENDER = / - ([A-Za-z][\w.-]{0,63}\[\d{1,10}\])$/

/** The modules by the prefixes that name them: few, and they come often. Bounded: they come from outside. */
const known = new Map<string, Module | null>()
const MOST_KNOWN = 1000

/**
 * The node and process that a text names: at its beginning (IOS XE: `Chassis 2 R0/0: wncd: …`, `SIP0: fman_fp_image: …`), or at
 * its end (a stack's `… (Switch-2)`; NX-OS and FXOS: `… - dcos_sshd[12977]`). Null for most.
 */
export function moduleOf(text: string): Module | null {
  const found = mayBeNode(text.charCodeAt(0)) ? prefixOf(text) : null
  if (found !== null) return found
  const last = text.charCodeAt(text.length - 1)
  if (last === 0x29) return memberOf(text)
  return last === 0x5d ? senderOf(text) : null
}

/** C, F, L, R or S. */
function mayBeNode(first: number): boolean {
  return first === 0x43 || first === 0x46 || first === 0x4c || first === 0x52 || first === 0x53
}

function prefixOf(text: string): Module | null {
  const nodeEnd = text.indexOf(': ')
  const end = nodeEnd < 0 ? -1 : text.indexOf(': ', nodeEnd + 2)
  if (end < 0 || end > LONGEST_PREFIX) return null
  const prefix = text.slice(0, end)
  const before = known.get(prefix)
  if (before !== undefined) return before
  const found = PREFIX.exec(prefix)
  const module = found === null ? null : { node: found[1]!, process: found[2]! }
  if (known.size < MOST_KNOWN) known.set(prefix, module)
  return module
}

function memberOf(text: string): Module | null {
  const found = MEMBER.exec(text.slice(-12))
  return found === null ? null : { node: found[1]!, process: null }
}

function senderOf(text: string): Module | null {
  const found = SENDER.exec(text.slice(-80))
  return found === null ? null : { node: null, process: found[1]! }
}
