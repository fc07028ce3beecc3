const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const

/** A length of time for people: `9.979s`, `30s`, `47m 12s`, `2d 3h`. Milliseconds show only below a minute. */
export function durationText(ms: number): string {
  if (ms < 60_000) return `${ms / 1000}s`
  let rest = Math.round(ms / 1000) * 1000
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    if (rest < size) continue
    parts.push(`${Math.floor(rest / size)}${unit}`)
    rest %= size
  }
  if (rest > 0 && parts.length < 3) parts.push(`${rest / 1000}s`)
  return parts.join(' ')
}
