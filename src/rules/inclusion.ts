import { textTest } from '../core/condition.ts'
import { foldCase } from '../core/fold-case.ts'
import type { EventAlternative, EventDefinition, LineDescription, TextCondition } from '../core/rule.ts'
import { minutesOf } from '../core/week-times.ts'
import { takesAllOf } from './code-globs.ts'
import { isWithinBounds } from './number-range.ts'
import { holdOneOf, requiredPieces } from './required-pieces.ts'

/**
 * Whether every line that is the one event is the other too. Cautious: false where it cannot be told.
 */
export function isEventWithin(inner: EventDefinition, outer: EventDefinition): boolean {
  return inner.anyOf.every(one => outer.anyOf.some(other => isAlternativeWithin(one, other)))
}

function isAlternativeWithin(inner: EventAlternative, outer: EventAlternative): boolean {
  const isExcludedToo = (excluded: LineDescription) => (inner.not ?? []).some(own => isWithin(excluded, own))
  return haveEqualFields(inner, outer) && isWithin(inner, outer) && (outer.not ?? []).every(isExcludedToo)
}

/** What is extracted stands before the fields of the line, so conditions on fields mean the same only then. */
function haveEqualFields(inner: EventAlternative, outer: EventAlternative): boolean {
  const { fields, not = [] } = outer
  const asksFields = [fields, ...not.map(each => each.fields)].some(each => Object.keys(each).length > 0)
  return !asksFields || givenFields(inner) === givenFields(outer)
}

function givenFields({ extract = [], set = {} }: EventAlternative): string {
  return JSON.stringify([extract, Object.entries(set).sort()])
}

/** Whether every line that fits the one description fits the other, with the same fields. Cautious. */
export function isWithin(inner: LineDescription, outer: LineDescription): boolean {
  return (
    areCodesWithin(inner.codes, outer.codes) &&
    isTextWithin(inner.text, outer.text) &&
    Object.entries(outer.fields).every(([name, condition]) => isTextWithin(inner.fields[name] ?? null, condition)) &&
    areSeveritiesWithin(inner, outer) &&
    areTimesWithin(inner, outer)
  )
}

function areCodesWithin(inner: readonly string[], outer: readonly string[]): boolean {
  if (outer.length === 0) return true
  return inner.length > 0 && inner.every(code => outer.some(glob => takesAllOf(glob, code)))
}

function areSeveritiesWithin({ severities: inner }: LineDescription, { severities: outer }: LineDescription): boolean {
  return outer === undefined || (inner?.every(each => outer.includes(each)) ?? false)
}

function areTimesWithin({ when: inner }: LineDescription, { when: outer }: LineDescription): boolean {
  if (outer === undefined) return true
  if (inner === undefined || inner.zone !== outer.zone) return false
  const holds = minutesOf(outer)
  return minutesOf(inner).every((inside, minute) => inside === 0 || holds[minute] === 1)
}

function isTextWithin(inner: TextCondition | null, outer: TextCondition | null): boolean {
  if (outer === null) return true
  if (inner === null) return false
  if (inner.equals !== undefined && inner.ignoreCase !== true) return textTest(outer)(inner.equals)
  if (inner.ignoreCase === true && outer.ignoreCase !== true) return false
  return PARTS.every(holds => holds(inner, outer))
}

type PartTest = (inner: TextCondition, outer: TextCondition) => boolean

/** Each tells whether one part of the outer condition holds for all texts of the inner one. */
const PARTS: readonly PartTest[] = [
  (inner, { equals, ignoreCase }) =>
    equals === undefined ||
    (inner.equals !== undefined && folded(inner.equals, ignoreCase) === folded(equals, ignoreCase)),
  (inner, outer) =>
    [outer.contains, ...(outer.all ?? [])].every(piece => piece === undefined || holdsOneOf(inner, outer, [piece])),
  (inner, outer) => outer.any === undefined || holdsOneOf(inner, outer, outer.any),
  (inner, outer) => (outer.none ?? []).every(piece => lacks(inner, outer, piece)),
  (inner, outer) =>
    outer.matches === undefined || (inner.matches === outer.matches && inner.ignoreCase === outer.ignoreCase),
  isWithinBounds,
]

function holdsOneOf(inner: TextCondition, outer: TextCondition, pieces: readonly string[]): boolean {
  const { ignoreCase } = outer
  return holdOneOf(
    requiredPieces(inner, ignoreCase === true),
    pieces.map(piece => folded(piece, ignoreCase)),
  )
}

function lacks(inner: TextCondition, outer: TextCondition, piece: string): boolean {
  if (inner.ignoreCase !== outer.ignoreCase) return false
  return (inner.none ?? []).some(own => folded(piece, outer.ignoreCase).includes(folded(own, inner.ignoreCase)))
}

function folded(text: string, ignoreCase: true | undefined): string {
  return ignoreCase === true ? foldCase(text) : text
}
