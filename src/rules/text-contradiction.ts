import { textTest } from '../core/condition.ts'
import { foldCase } from '../core/fold-case.ts'
import type { TextCondition } from '../core/rule.ts'
import { excludingBounds, hasBounds } from './number-range.ts'
import { holdOneOf, requiredPieces } from './required-pieces.ts'

/** A part of a condition that its other parts leave no text for, and why. */
export interface Contradiction {
  readonly part: string
  readonly why: string
}

/** What stands in some decimal number. */
const PART_OF_A_DECIMAL = /^[+-]?\d*(?:\.\d*)?$/

/** Why no text can fit a condition; null where one may. Cautious: a contradiction that it does not see is none. */
export function textContradiction(condition: TextCondition): Contradiction | null {
  return ofEquals(condition) ?? ofNone(condition) ?? ofNumbers(condition)
}

/** A text that must be exactly this is asked like any other. Which texts RE2 takes for equal without regard to case it alone knows. */
function ofEquals({ equals, matches, ...others }: TextCondition): Contradiction | null {
  if (equals === undefined) return null
  const asked = others.ignoreCase === true || matches === undefined ? others : { ...others, matches }
  if (textTest(asked)(equals)) return null
  return { part: 'equals', why: `\`${equals}\` is not what the other parts ask for` }
}

function ofNone(condition: TextCondition): Contradiction | null {
  const isFolded = condition.ignoreCase === true
  const required = requiredPieces(condition, isFolded)
  const forbidden = (condition.none ?? []).map(piece => (isFolded ? foldCase(piece) : piece))
  if (forbidden.length === 0 || !holdOneOf(required, forbidden)) return null
  const index = forbidden.findIndex(piece => holdOneOf(required, [piece]))
  const which = index < 0 ? 'one of these' : `\`${condition.none![index]}\``
  return { part: 'none', why: `every text that has the other parts holds ${which}` }
}

function ofNumbers(condition: TextCondition): Contradiction | null {
  if (!hasBounds(condition)) return null
  const excluding = excludingBounds(condition)
  if (excluding !== null) {
    const [lower, upper] = excluding
    return { part: upper, why: `no number is \`${lower}: ${condition[lower as 'gt']}\` too` }
  }
  const noDecimal = requiredPieces(condition, condition.ignoreCase === true).find(pieces =>
    pieces.every(piece => !PART_OF_A_DECIMAL.test(piece)),
  )
  if (noDecimal === undefined) return null
  const bound = (['lt', 'lte', 'gt', 'gte'] as const).find(name => condition[name] !== undefined)!
  return { part: bound, why: `\`${noDecimal[0]}\` stands in no decimal number` }
}
