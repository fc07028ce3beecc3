import { setTimeout } from 'node:timers/promises'

const PAUSE_MS = 25

/**
 * Waits for the observable: asks until the answer is neither undefined nor false, and gives it.
 *
 * Throws what asking throws, at once, and once `withinMs` has passed an error that says for what it waited.
 */
export async function waitUntil<T>(
  what: string,
  withinMs: number,
  ask: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + withinMs
  do {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>
    await setTimeout(PAUSE_MS)
  } while (performance.now() < end)
  throw new Error(`not within ${withinMs} ms: ${what}`)
}
