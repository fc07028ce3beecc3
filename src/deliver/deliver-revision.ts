import type { Incident } from '../core/incident.ts'
import { type Step, stepFor } from './plan.ts'
import { TargetError, type Ticket, type TicketTarget } from './ticket-target.ts'

/** So often a ticket may change under our hands, or not keep what it was given. */
const MOST_ROUNDS = 5

/** Whether it changed anything. */
export type Delivered = 'done' | 'nothing'

/**
 * Brings the ticket of an incident to a revision: looks, does what is missing, and looks again until nothing is. So a call that
 * was confirmed and not kept shows, and one that was interrupted is not done twice.
 *
 * @throws TargetError
 */
export async function deliverRevision(
  target: TicketTarget,
  incident: Incident,
  signal: AbortSignal,
): Promise<Delivered> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ticket = incident.replay ? null : await target.find(incident.id, signal)
    const step = stepFor(incident, ticket)
    if (step.kind === 'nothing') return round === 0 ? 'nothing' : 'done'
    await take(target, { step, ticket }, signal)
  }
  throw new TargetError('refused', 'the ticket does not keep what it is given: look at the rights on its fields')
}

async function take(
  target: TicketTarget,
  { step, ticket }: { readonly step: Step; readonly ticket: Ticket | null },
  signal: AbortSignal,
): Promise<void> {
  if (step.kind === 'create') return target.create(step.ticket, signal)
  if (step.kind === 'nothing' || ticket === null) return
  try {
    await target.comment(ticket, step.comment, signal)
    await target.change(ticket, step.change, signal)
  } catch (error) {
    if (!(error instanceof TargetError) || error.failure !== 'changed') throw error
  }
}
