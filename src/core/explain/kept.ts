/** The first and the last few of many things, and how many there were. */
export interface Kept<T> {
  readonly first: T[]
  readonly last: T[]
  total: number
}

/** How many are kept from either end. */
const KEPT = 5

export function newKept<T>(): Kept<T> {
  return { first: [], last: [], total: 0 }
}

export function keep<T>(kept: Kept<T>, thing: T): void {
  kept.total++
  if (kept.first.length < KEPT) kept.first.push(thing)
  else {
    kept.last.push(thing)
    if (kept.last.length > KEPT) kept.last.shift()
  }
}

export function omitted({ first, last, total }: Kept<unknown>): number {
  return total - first.length - last.length
}
