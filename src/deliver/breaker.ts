/** How a ticketing system has answered lately. */
export interface Breaker {
  /** Failures since the last success. */
  readonly failures: number
  /** Nobody calls before, in ms. */
  readonly closedUntilMs: number
}

export const WHOLE: Breaker = { failures: 0, closedUntilMs: 0 }

/** From so many failures in a row on it counts as away. */
const AWAY_FAILURES = 5
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

/**
 * How long to wait before a call is tried again: twice as long each time, up to a minute, and anything from half of it on.
 *
 * @param chance random in [0, 1): so that those who failed together do not come back together
 */
export function retryWaitMs(failures: number, chance: number): number {
  const longestMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT_MS)
  return Math.round(longestMs * (0.5 + chance / 2))
}

/** After a failure. What the system asks for is kept to at once; otherwise all wait only when it counts as away. */
export function afterFailure(
  { failures: before, closedUntilMs }: Breaker,
  {
    nowMs,
    retryAfterMs,
    chance,
  }: { readonly nowMs: number; readonly retryAfterMs: number | null; readonly chance: number },
): Breaker {
  const failures = before + 1
  const ownMs = failures < AWAY_FAILURES ? 0 : retryWaitMs(failures - AWAY_FAILURES + 1, chance)
  return { failures, closedUntilMs: Math.max(closedUntilMs, nowMs + Math.max(ownMs, retryAfterMs ?? 0)) }
}
