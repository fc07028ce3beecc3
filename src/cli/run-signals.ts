import type { Log } from './log.ts'
import { type StopSignals, stopSignals } from './stop-signals.ts'

export interface RunSignals extends StopSignals {
  /** Who hears of SIGHUP; the last one that is told. */
  readonly reloads: (hear: () => void) => void
}

/** The signals that ask to stop, and SIGHUP, which never ends the process. */
export function runSignals(log: Log, withinMs: number): RunSignals {
  const { asked, close } = stopSignals(log, withinMs)
  let reload = () => {}
  const takeReload = () => reload()
  process.on('SIGHUP', takeReload)
  return {
    asked,
    reloads: hear => {
      reload = hear
    },
    close: () => {
      process.off('SIGHUP', takeReload)
      close()
    },
  }
}
