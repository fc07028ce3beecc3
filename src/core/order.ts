import type { Output } from './world.ts'

/** By code units: the same everywhere, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Order of publication: (axis, rule, key). A stable sort then keeps the revisions of an incident as they were found. */
export function compareOutputs(a: Output, b: Output): number {
  return a.axis - b.axis || compareText(a.rule, b.rule) || compareText(a.name, b.name)
}
