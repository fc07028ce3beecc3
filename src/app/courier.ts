import type { Incident } from '../core/incident.ts'
import { afterFailure, type Breaker, retryWaitMs, WHOLE } from '../deliver/breaker.ts'
import { deliverRevision } from '../deliver/deliver-revision.ts'
import { TargetError, type TargetFailure, type TicketTarget } from '../deliver/ticket-target.ts'
import type { DeliveryFault } from './dead-letter.ts'
import type { Clock } from './service-ports.ts'
import { WorldError } from './world-error.ts'

export interface CourierOptions {
  /** How often one revision may fail while the system answers otherwise. */
  readonly tries: number
  /** How long a call may still be at work in the system after it has failed for us. */
  readonly settleMs: number
  /** Random in [0, 1). */
  readonly chance: () => number
  /** Hears of each failure. */
  readonly failed: (incident: Incident, error: TargetError) => void
}

/** What a courier has met since it began. */
export interface CourierStatus {
  /** Revisions that were delivered: `changed` their tickets, or stood in them already. */
  readonly delivered: Readonly<Record<'changed' | 'unchanged', number>>
  /** Attempts that failed, by what that means. */
  readonly failures: Readonly<Record<TargetFailure, number>>
  /** Whether somebody waits for a system that counts as away. */
  readonly isAway: boolean
}

/** Why a revision cannot be delivered. */
export interface Undeliverable {
  readonly reason: DeliveryFault
  readonly error: string
}

/**
 * Delivers revisions to a ticketing system, as often as it takes. While the system is away it waits, however long: only a
 * failure behind which the system answers to others counts as a try.
 */
export class Courier {
  readonly #target: TicketTarget
  readonly #clock: Clock
  readonly #options: CourierOptions
  #breaker: Breaker = WHOLE
  #underWay = 0
  readonly #delivered = { changed: 0, unchanged: 0 }
  readonly #failures: Record<TargetFailure, number> = { later: 0, changed: 0, refused: 0, denied: 0 }

  constructor(target: TicketTarget, clock: Clock, options: CourierOptions) {
    this.#target = target
    this.#clock = clock
    this.#options = options
  }

  status(): CourierStatus {
    const isAway = this.#underWay > 0 && this.#breaker.closedUntilMs > this.#clock.nowMs()
    return { delivered: { ...this.#delivered }, failures: { ...this.#failures }, isAway }
  }

  /**
   * Null when the ticket is what the revision says. One revision of an incident at a time.
   *
   * @throws WorldError if the system does not know us or denies us what every ticket needs
   */
  async deliver(incident: Incident, signal: AbortSignal): Promise<Undeliverable | null> {
    this.#underWay++
    try {
      return await this.#insist(incident, signal)
    } finally {
      this.#underWay--
    }
  }

  async #insist(incident: Incident, signal: AbortSignal): Promise<Undeliverable | null> {
    let tries = 0
    for (let failures = 1; ; failures++) {
      await this.#closedOver(signal)
      const error = await this.#attempt(incident, signal)
      if (error === null) return null
      this.#options.failed(incident, error)
      if (error.failure === 'refused') return { reason: 'ticket_refused', error: error.message }
      const answers = await this.#answers(signal)
      if (error.failure === 'denied' && answers) return { reason: 'ticket_refused', error: error.message }
      if (error.isUnknown && answers) tries++
      if (tries >= this.#options.tries) return { reason: 'ticket_failed', error: error.message }
      const waitMs = retryWaitMs(failures, this.#options.chance())
      await this.#clock.wait(Math.max(waitMs, error.isUnknown ? this.#options.settleMs : 0), signal)
    }
  }

  async #closedOver(signal: AbortSignal): Promise<void> {
    for (let leftMs = 1; leftMs > 0; ) {
      signal.throwIfAborted()
      leftMs = this.#breaker.closedUntilMs - this.#clock.nowMs()
      if (leftMs > 0) await this.#clock.wait(leftMs, signal)
    }
  }

  async #attempt(incident: Incident, signal: AbortSignal): Promise<TargetError | null> {
    try {
      const delivered = await deliverRevision(this.#target, incident, signal)
      this.#breaker = WHOLE
      this.#delivered[delivered === 'done' ? 'changed' : 'unchanged']++
      return null
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof TargetError)) throw error
      const { failure, retryAfterMs } = error
      this.#failures[failure]++
      const now = { nowMs: this.#clock.nowMs(), retryAfterMs, chance: this.#options.chance() }
      if (failure === 'later') this.#breaker = afterFailure(this.#breaker, now)
      return error
    }
  }

  /** Whether the system does what it does for every ticket. */
  async #answers(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#target.check(signal)
      return true
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof TargetError)) throw error
      if (error.failure === 'denied' || error.failure === 'refused') throw notAllowed(error)
      return false
    }
  }
}

/** What a person must mend before any ticket can be made. */
export function notAllowed(error: TargetError): WorldError {
  return new WorldError('not_allowed', `the ticketing system denies what every ticket needs: ${error.message}`, {
    cause: error,
    hint: 'check `deliver.target`: the token, the queue, its custom fields and the rights on them',
  })
}
