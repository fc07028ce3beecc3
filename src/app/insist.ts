import { type Clock, RecordTooLargeError } from './service-ports.ts'
import { WorldError } from './world-error.ts'

/** What was to be written is not: this process is asked to end, and whoever reads the partition next begins where all was told. */
export class StoppedError extends Error {}

export interface Insisting {
  readonly clock: Clock
  /** Aborted when this process is to end. */
  readonly signal: AbortSignal
  /** Hears of each failure. */
  readonly failed: () => void
}

/**
 * Writes the same again until it is confirmed, as nothing may go past what may not stand there.
 *
 * @throws StoppedError if it failed and this process is to end; RecordTooLargeError or WorldError, which no waiting mends.
 */
export async function insist(write: () => Promise<void>, { clock, signal, failed }: Insisting): Promise<void> {
  for (let waitMs = 50; ; waitMs = Math.min(2 * waitMs, 2_000)) {
    try {
      return await write()
    } catch (error) {
      if (error instanceof RecordTooLargeError || error instanceof WorldError) throw error
      failed()
      if (signal.aborted) throw new StoppedError()
      await clock.wait(waitMs, signal)
    }
  }
}
