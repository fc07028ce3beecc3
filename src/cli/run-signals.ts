import { EXIT } from './exit-code.ts'
import type { Log } from './log.ts'

export interface RunSignals {
  /** Aborted by the first SIGTERM or SIGINT. */
  readonly asked: AbortSignal
  /** Who hears of SIGHUP; the last one that is told. */
  readonly reloads: (hear: () => void) => void
  /** Takes signals as they were before. */
  readonly close: () => void
}

/**
 * Takes the first signal as a request to stop, which may take `withinMs`; the second one, or the end of that time, ends the
 * process at once: what it had not stored is done again by whoever comes next. SIGHUP never ends it.
 */
export function runSignals(log: Log, withinMs: number): RunSignals {
  const asked = new AbortController()
  const endAtOnce = (why: string) => {
    log('warn', `ends at once: ${why}`)
    process.exit(EXIT.interrupted)
  }
  const take = (signal: NodeJS.Signals) => {
    if (asked.signal.aborted) return endAtOnce(`${signal} came again`)
    log('info', `${signal}: stops`, { within_ms: withinMs })
    setTimeout(endAtOnce, withinMs, 'the time to stop is over').unref()
    asked.abort()
  }
  let reload = () => {}
  const takeReload = () => reload()
  // Node ends the process itself at SIGINT unless somebody listens: the listener of every command would, too.
  const others = process.listeners('SIGINT')
  process.removeAllListeners('SIGINT')
  process.on('SIGTERM', take).on('SIGINT', take).on('SIGHUP', takeReload)
  return {
    asked: asked.signal,
    reloads: hear => {
      reload = hear
    },
    close: () => {
      process.off('SIGTERM', take).off('SIGINT', take).off('SIGHUP', takeReload)
      for (const other of others) process.on('SIGINT', other)
    },
  }
}
