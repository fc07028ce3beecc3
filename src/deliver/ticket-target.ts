import type { Severity } from '../core/rule.ts'

/** A ticket as it stands in a ticketing system. */
export interface Ticket {
  /** Its name there. */
  readonly ref: string
  /** The newest revision of its incident that it holds. */
  readonly revision: number
  readonly state: 'open' | 'closed'
}

/** What a ticket says of its incident. */
export interface TicketFields {
  readonly revision: number
  readonly severity: Severity
}

/** A ticket that is to be made. It carries the id from the beginning: that is how it is found again. */
export interface NewTicket extends TicketFields {
  readonly incidentId: string
  readonly dedupKey: string
  readonly subject: string
  readonly text: string
}

export interface TicketChange extends TicketFields {
  /** Null leaves it to people. */
  readonly state: 'open' | 'closed' | null
}

/** A comment with a name of its own, by which a repetition is known. */
export interface TicketComment {
  readonly name: string
  readonly text: string
}

/**
 * A ticketing system. For one writer at a time of an incident.
 *
 * All calls fail with a TargetError, and with nothing else that the system or the way to it brings about.
 */
export interface TicketTarget {
  /** Fails if the system does not answer, does not know us, or lacks what tickets need. */
  check(signal: AbortSignal): Promise<void>
  /** The ticket of an incident, in any state; null if there is none. */
  find(incidentId: string, signal: AbortSignal): Promise<Ticket | null>
  create(ticket: NewTicket, signal: AbortSignal): Promise<void>
  /** Adds a comment, unless the ticket has one of its name. */
  comment(ticket: Ticket, comment: TicketComment, signal: AbortSignal): Promise<void>
  /** Fails with `changed` if somebody else changes the ticket at the same moment. */
  change(ticket: Ticket, change: TicketChange, signal: AbortSignal): Promise<void>
}

/**
 * What the failure of a call means: `later` passes by itself, `changed` is decided anew, `refused` is about this incident,
 * `denied` about us.
 */
export const TARGET_FAILURES = ['later', 'changed', 'refused', 'denied'] as const
export type TargetFailure = (typeof TARGET_FAILURES)[number]

/** A ticketing system did not do it. The message holds no secret. */
export class TargetError extends Error {
  readonly failure: TargetFailure
  /** How long the system asks us to wait, in ms; null if it says nothing. */
  readonly retryAfterMs: number | null
  /** Whether what was asked may have been done, or may still be. */
  readonly isUnknown: boolean

  constructor(
    failure: TargetFailure,
    message: string,
    { retryAfterMs = null, isUnknown = false }: { retryAfterMs?: number | null; isUnknown?: boolean } = {},
  ) {
    super(message)
    this.name = 'TargetError'
    this.failure = failure
    this.retryAfterMs = retryAfterMs
    this.isUnknown = isUnknown
  }
}
