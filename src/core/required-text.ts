import { literalsOf } from './expression-literals.ts'
import { foldCase } from './fold-case.ts'
import type { TextCondition } from './rule.ts'

/** Of these pieces at least one stands in every text that fits. */
export interface RequiredText {
  readonly anyOf: readonly string[]
  /** The pieces are folded, and stand in the folded text: see foldCase. */
  readonly ignoreCase: boolean
}

/**
 * What every text holds that fits a condition; of several such sets the one whose shortest piece is longest. Null where
 * nothing can be told: then each text must be asked.
 */
export function requiredText(condition: TextCondition): RequiredText | null {
  const { contains, equals, all = [], any, matches, ignoreCase = false } = condition
  const sets = [[contains], [equals], ...all.map(piece => [piece]), any ?? []]
    .map(pieces => pieces.filter(piece => piece !== undefined))
    .map(pieces => ({ anyOf: ignoreCase ? pieces.map(foldCase) : pieces, ignoreCase }))
  return best([...sets, matches === undefined ? null : requiredByExpression(matches, ignoreCase)])
}

/** What every text holds in which a regular expression (RE2 syntax) is found. */
export function requiredByExpression(expression: string, ignoreCase = false): RequiredText | null {
  const found = literalsOf(expression, ignoreCase)
  if (found === null) return null
  return found.ignoreCase ? { anyOf: found.anyOf.map(foldCase), ignoreCase: true } : found
}

function best(sets: readonly (RequiredText | null)[]): RequiredText | null {
  let chosen: RequiredText | null = null
  for (const set of sets) {
    if (set !== null && shortest(set.anyOf) > shortest(chosen?.anyOf ?? [])) chosen = set
  }
  return chosen
}

/** Length of the shortest piece; 0 for none. */
function shortest(pieces: readonly string[]): number {
  return pieces.length === 0 ? 0 : Math.min(...pieces.map(({ length }) => length))
}
