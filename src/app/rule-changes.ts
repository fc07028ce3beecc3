import type { Clock } from './service-ports.ts'
import type { RuleChangeStatus } from './service-status.ts'

/** Rule files as they were read. */
export interface FoundRules {
  /** Equal where all that they hold is. */
  readonly text: string
  /**
   * Takes them for those of before, or gives what is wrong with them, each fault as a text; empty if nothing is. Rejects where it
   * cannot be done now.
   */
  readonly take: () => Promise<readonly string[]>
}

export interface RuleChangePorts {
  readonly read: () => Promise<FoundRules>
  readonly clock: Clock
  /** Hears what became of each change: no faults, if it was taken. */
  readonly told: (faults: readonly string[]) => void
}

/**
 * Takes changes of rule files while the service runs. What is faulty leaves the rules of before as they are.
 *
 * Files change one after the other, or all at once while they are read: what a look finds is taken when the next one finds the
 * same. Who asks gets it at once, also a second time.
 */
export class RuleChanges {
  readonly #ports: RuleChangePorts
  /** 0: only when asked. */
  readonly #everyMs: number
  /** What was taken or refused last, and what the look before has found. */
  #judged: string
  #seen: string
  /** What could not be taken, though it may be right. */
  #untaken: string | null = null
  #status: RuleChangeStatus = { taken: 0, refused: 0, fault: null }
  #asked = Promise.withResolvers<void>()
  #isAsked = false

  /** `text` is that of the rules with which the service runs. */
  constructor(ports: RuleChangePorts, everyMs: number, text: string) {
    this.#ports = ports
    this.#everyMs = everyMs
    this.#judged = text
    this.#seen = text
  }

  get status(): RuleChangeStatus {
    return this.#status
  }

  /** Looks at once, and takes what is there. */
  ask(): void {
    this.#isAsked = true
    this.#asked.resolve()
  }

  /** Looks until it is told to stop. */
  async run(signal: AbortSignal): Promise<void> {
    const stopped = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
    while (!signal.aborted) {
      await Promise.race([this.#asked.promise, stopped, ...this.#nextLook(signal)])
      const isAsked = this.#isAsked
      this.#isAsked = false
      this.#asked = Promise.withResolvers()
      if (!signal.aborted) await this.#look(isAsked, signal)
    }
  }

  #nextLook(signal: AbortSignal): readonly Promise<void>[] {
    return this.#everyMs === 0 ? [] : [this.#ports.clock.wait(this.#everyMs, signal)]
  }

  async #look(isAsked: boolean, signal: AbortSignal): Promise<void> {
    const found = await this.#ports.read()
    const isSettled = found.text === this.#seen
    this.#seen = found.text
    // Who takes back what could not be taken has the rules of before again.
    if (!isAsked && (!isSettled || (found.text === this.#judged && this.#untaken === null))) return
    let faults: readonly string[]
    try {
      faults = await found.take()
      this.#judged = found.text
      this.#untaken = null
    } catch (error) {
      if (signal.aborted) return
      // Of the world: the next look tries again.
      this.#untaken = found.text
      faults = [(error as Error).message]
    }
    const { taken, refused } = this.#status
    this.#status =
      faults.length === 0
        ? { taken: taken + 1, refused, fault: null }
        : { taken, refused: refused + 1, fault: faults[0]! }
    this.#ports.told(faults)
  }
}
