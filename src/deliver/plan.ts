import type { Incident } from '../core/incident.ts'
import type { NewTicket, Ticket, TicketChange, TicketComment } from './ticket-target.ts'
import { nameOf, subjectOf, textOf } from './ticket-text.ts'

/** What is to be done about a ticket. */
export type Step =
  | { readonly kind: 'create'; readonly ticket: NewTicket }
  | { readonly kind: 'update'; readonly comment: TicketComment; readonly change: TicketChange }
  | { readonly kind: 'nothing'; readonly why: 'replay' | 'never_open' | 'known' }

/**
 * Decides what one revision does to the ticket of its incident, which is null if there is none.
 *
 * Whatever was done before, and was interrupted, the same revision comes to the same ticket. One that a person has closed
 * stays closed, and is told the news; only `reopened` opens it again. What was never open, or is over before anybody made a
 * ticket of it, gets none.
 */
export function stepFor(incident: Incident, ticket: Ticket | null): Step {
  if (incident.replay) return { kind: 'nothing', why: 'replay' }
  const { revision, severity, state } = incident
  const fields = { revision, severity }
  if (ticket === null) {
    if (state === 'resolved') return { kind: 'nothing', why: 'never_open' }
    const names = { incidentId: incident.id, dedupKey: incident.dedup_key }
    return { kind: 'create', ticket: { ...names, ...fields, subject: subjectOf(incident), text: textOf(incident) } }
  }
  if (ticket.revision >= revision) return { kind: 'nothing', why: 'known' }
  const comment = { name: nameOf(incident), text: textOf(incident) }
  return { kind: 'update', comment, change: { ...fields, state: wantedState(incident) } }
}

function wantedState({ state, action }: Incident): TicketChange['state'] {
  if (state === 'resolved') return 'closed'
  return action === 'reopened' ? 'open' : null
}
