/** So many letters at least begin a name. */
const SHORTEST_BEGINNING = 3

/**
 * The name in `known` that `wrong` was most likely meant to be, or null where none is near enough to suggest.
 *
 * Near is a name that begins so, or at most one slip (a letter wrong, missing, too many, or two swapped) for every three
 * letters; case aside.
 */
export function nearest(wrong: string, known: Iterable<string>): string | null {
  const limit = Math.max(1, Math.floor(wrong.length / 3))
  const names = [...known]
  const begun = wrong.length < SHORTEST_BEGINNING ? [] : names.filter(name => name.startsWith(wrong.toLowerCase()))
  if (begun.length === 1) return begun[0]!
  let best: string | null = null
  let bestSlips = limit + 1
  for (const name of names) {
    const slips = slipsBetween(wrong.toLowerCase(), name.toLowerCase(), limit)
    if (slips < bestSlips) {
      best = name
      bestSlips = slips
    }
  }
  return best
}

/** `did you mean …`, or null where no known name is near. */
export function correction(wrong: string, known: readonly string[]): string | null {
  const name = nearest(wrong, known)
  return name === null ? null : `did you mean \`${name}\`?`
}

/** `did you mean …`, or the known names where none is near; null where nothing is known. */
export function suggestion(wrong: string, known: readonly string[]): string | null {
  const corrected = correction(wrong, known)
  if (corrected !== null) return corrected
  return known.length === 0 ? null : `known are ${known.map(each => `\`${each}\``).join(', ')}`
}

/** Optimal string alignment distance; gives up with `limit` + 1 where the lengths alone say more. */
function slipsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1
      let slips = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + wrong)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) slips = Math.min(slips, before[j - 2]! + 1)
      row.push(slips)
    }
    before = last
    last = row
  }
  return last[b.length]!
}
