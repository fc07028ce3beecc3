import { compareDecimals, readDecimal } from '../core/decimal.ts'
import type { TextCondition } from '../core/rule.ts'

type Numbers = Pick<TextCondition, 'lt' | 'lte' | 'gt' | 'gte'>

export function hasBounds({ lt, lte, gt, gte }: Numbers): boolean {
  return (lt ?? lte ?? gt ?? gte) !== undefined
}

/** Two bounds that no number keeps, by their names; null if some number does. */
export function excludingBounds(numbers: Numbers): readonly [lower: string, upper: string] | null {
  for (const lower of ['gt', 'gte'] as const) {
    for (const upper of ['lt', 'lte'] as const) {
      const [least, most] = [numbers[lower], numbers[upper]]
      if (least === undefined || most === undefined) continue
      const order = compare(least, most)
      if (order > 0 || (order === 0 && !(lower === 'gte' && upper === 'lte'))) return [lower, upper]
    }
  }
  return null
}

/** Whether every number within the one pair of bounds is within the other. */
export function isWithinBounds(inner: Numbers, outer: Numbers): boolean {
  return isBelow(inner, outer) && isAbove(inner, outer)
}

function isBelow({ lt, lte }: Numbers, outer: Numbers): boolean {
  const keepsLt = (bound: string) =>
    (lt !== undefined && compare(lt, bound) <= 0) || (lte !== undefined && compare(lte, bound) < 0)
  const keepsLte = (bound: string) => [lt, lte].some(own => own !== undefined && compare(own, bound) <= 0)
  return (outer.lt === undefined || keepsLt(outer.lt)) && (outer.lte === undefined || keepsLte(outer.lte))
}

function isAbove({ gt, gte }: Numbers, outer: Numbers): boolean {
  const keepsGt = (bound: string) =>
    (gt !== undefined && compare(gt, bound) >= 0) || (gte !== undefined && compare(gte, bound) > 0)
  const keepsGte = (bound: string) => [gt, gte].some(own => own !== undefined && compare(own, bound) >= 0)
  return (outer.gt === undefined || keepsGt(outer.gt)) && (outer.gte === undefined || keepsGte(outer.gte))
}

/** Bounds are decimal numbers once the schema has read them. */
function compare(one: string, other: string): number {
  return compareDecimals(readDecimal(one)!, readDecimal(other)!)
}
