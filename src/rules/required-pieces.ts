import { foldCase } from '../core/fold-case.ts'
import { requiredByExpression } from '../core/required-text.ts'
import type { TextCondition } from '../core/rule.ts'

/** Each set holds pieces of which at least one stands in every text that fits the condition. */
export type RequiredPieces = readonly (readonly string[])[]

/**
 * All that every text holds that fits a condition. With `folded` the pieces are those of the folded text: see foldCase.
 * Cautious: what could only be told of the other form of the text is left out.
 */
export function requiredPieces(condition: TextCondition, folded: boolean): RequiredPieces {
  const { contains, equals, all = [], any, matches, ignoreCase = false } = condition
  const single = [contains, equals, ...all].flatMap(piece => (piece === undefined || piece === '' ? [] : [[piece]]))
  const asWritten = ignoreCase && !folded ? [] : [...single, ...(any === undefined ? [] : [any])]
  const found = matches === undefined ? null : requiredByExpression(matches, ignoreCase)
  const ofExpression = found === null || (found.ignoreCase && !folded) ? [] : [found.anyOf]
  const sets = [...asWritten, ...ofExpression].filter(pieces => pieces.length > 0)
  return folded ? sets.map(pieces => pieces.map(foldCase)) : sets
}

/** Whether every text that holds these pieces holds one of `wanted` too. */
export function holdOneOf(required: RequiredPieces, wanted: readonly string[]): boolean {
  return required.some(pieces => pieces.every(piece => wanted.some(part => piece.includes(part))))
}
