import { setImmediate as turn } from 'node:timers/promises'
import type { ShardState } from '../core/world.ts'
import type { CommandContext } from './command.ts'
import type { FactualInput } from './replay-inputs.ts'
import { progressText } from './replay-progress.ts'
import { stopSignals } from './stop-signals.ts'

/** Signals are heard, and progress is shown, so often, in ms. */
const LOOK_EVERY_MS = 200
const SAVE_EVERY_MS = 30_000
/** How long a stop may take: a chunk, and what is to be kept. */
const STOP_WITHIN_MS = 5_000

export interface Controlled {
  readonly inputs: readonly FactualInput[]
  /** What all of them hold, in bytes; null if that is not known. */
  readonly bytes: number | null
  /** Keeps how far the replay is; left out if nothing does. */
  readonly save: ((state: ShardState) => void) | undefined
}

/** Looks after a replay while it runs. */
export interface ReplayControl {
  /** Whether somebody asked it to stop. Then it is saved how far it is. */
  readonly isOver: (states: readonly ShardState[]) => Promise<boolean>
  readonly close: () => void
}

/** Takes the first Ctrl-C as a request to stop, shows progress on a terminal, and saves how far it is every half minute. */
export function replayControl(
  { inputs, bytes, save }: Controlled,
  { terminal, startedMs }: CommandContext,
): ReplayControl {
  const signals = stopSignals((_, message) => terminal.note(message), STOP_WITHIN_MS)
  let lookedMs = Date.now()
  let savedMs = lookedMs
  return {
    isOver: async ([state]) => {
      const nowMs = Date.now()
      if (nowMs - lookedMs < LOOK_EVERY_MS) return false
      lookedMs = nowMs
      if (bytes !== null) terminal.progress?.(progressText(inputs, bytes, nowMs - startedMs))
      // What reads at once leaves no turn to anybody: a signal would wait for the end.
      await turn()
      const isAsked = signals.asked.aborted
      if (isAsked || nowMs - savedMs >= SAVE_EVERY_MS) {
        save?.(state!)
        savedMs = nowMs
      }
      return isAsked
    },
    close: () => {
      terminal.progress?.('')
      signals.close()
    },
  }
}
