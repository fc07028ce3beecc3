/** A small seeded source of chance: the same seed gives the same draws on every machine. */
export interface Chance {
  /** A whole number in [least, most]. */
  between(least: number, most: number): number
  /** One of the values; a value that stands twice is twice as likely. */
  pick<T>(values: readonly T[]): T
  /** True with probability `p`. */
  happens(p: number): boolean
}

/** Algorithm: mulberry32 (Tommy Ettinger, public domain). */
export function seededChance(seed: number): Chance {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: values => values[Math.floor(next() * values.length)]!,
    happens: p => next() < p,
  }
}
