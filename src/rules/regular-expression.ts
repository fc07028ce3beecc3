import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'

/** Longer ones are compiled once, and not piece by piece to find the place of a fault. */
const LONGEST_SEARCHED = 1_000

/**
 * Why RE2 refuses a regular expression, and from which character on, counted from 1; with a hint, if there is
 * one, in the second line. Null where it takes it.
 */
export function expressionFault(expression: string): string | null {
  const fault = faultOf(expression)
  if (fault === null) return null
  const { reason, part } = fault
  const at = part === null ? expression.length : startOf(fault, expression)
  const shown = part === null ? '' : ` \`${part}\``
  const hint = hintFor(fault)
  return `not a regular expression in RE2 syntax: ${reason}${shown} at character ${at + 1}${hint === null ? '' : `\n${hint}`}`
}

/** What RE2 says: the reason, and the part that it concerns, null for the end. */
interface Fault {
  readonly reason: string
  readonly part: string | null
}

function faultOf(expression: string): Fault | null {
  try {
    RE2JS.compile(expression)
    return null
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { reason: error.error, part: error.input || null }
    if (error instanceof RE2JSException) return { reason: error.message, part: null }
    throw error
  }
}

/** RE2 names the part and not its place. Where it first finds it, what stands before the part is no fault. */
function startOf({ reason, part }: Fault, expression: string): number {
  if (expression.length > LONGEST_SEARCHED) return Math.max(0, expression.indexOf(part!))
  if (part === expression) return startOfUnclosed(expression)
  for (let end = 1; end < expression.length; end++) {
    const found = faultOf(expression.slice(0, end))
    if (found?.reason === reason && found.part === part) return expression.lastIndexOf(part!, end - part!.length)
  }
  return Math.max(0, expression.lastIndexOf(part!))
}

/** Where RE2 names the whole expression a group is not closed, or closed without having been opened. */
function startOfUnclosed(expression: string): number {
  const isSound = (part: string) => faultOf(part) === null
  for (let at = expression.length - 1; at > 0; at--) {
    if ('()'.includes(expression[at]!) && isSound(expression.slice(0, at))) return at
  }
  return 0
}

function hintFor({ reason, part }: Fault): string | null {
  if (part !== null && /^(?:\(\?<?[=!>]|\\\d)/.test(part)) {
    return 'look-around and back references do not exist: they cannot be matched in linear time'
  }
  if (reason.includes('repeat count')) return 'a part may be repeated at most 1000 times, all repetitions multiplied'
  if (/missing|unexpected|nested|trailing/.test(reason)) {
    return 'a character that means itself is written behind `\\`, as in `\\(` or `\\*`'
  }
  return null
}
