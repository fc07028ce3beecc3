import type { Opening } from './life.ts'
import { copyOf, show, type Window } from './window.ts'
import type { World } from './world.ts'

/** In the time of `grace` nobody is told yet: what is over before its end was none. */
export function hold(world: World, window: Window, opening: Opening): void {
  world.observe?.('held_back', window, opening.cause)
  const { held } = window
  const lines = copyOf(opening.lines)
  // The same once more knows more by now; a further match, of an opener of its own, adds to the first.
  if (held === null) window.held = { ...opening, lines }
  else if (held.id === opening.id) {
    window.held = { ...opening, lines, count: Math.max(opening.count, held.count + 1) }
  } else {
    for (const line of [...lines.first, ...lines.last]) show(held.lines, line)
    const dueFrom = Math.max(held.dueFrom, opening.dueFrom)
    window.held = { ...held, count: held.count + opening.count, dueFrom }
  }
}
