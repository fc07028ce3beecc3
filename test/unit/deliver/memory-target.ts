import { type NewTicket, TargetError, type Ticket, type TicketTarget } from '../../../src/deliver/ticket-target.ts'

/** What one call does: as it should, done and not told of, or not done at all. */
export type Mishap = 'none' | 'lost' | 'cut'

export interface StoredTicket extends Ticket {
  readonly fields: NewTicket
  readonly comments: readonly string[]
}

/** A ticketing system in memory, of which calls go wrong as it is told. */
export class MemoryTarget implements TicketTarget {
  readonly tickets: StoredTicket[] = []
  readonly #mishaps: Iterator<Mishap>

  constructor(mishaps: Iterable<Mishap> = []) {
    this.#mishaps = mishaps[Symbol.iterator]()
  }

  async check(): Promise<void> {}

  find(incidentId: string, _signal?: AbortSignal): Promise<Ticket | null> {
    return this.#call(() => this.tickets.find(({ fields }) => fields.incidentId === incidentId) ?? null)
  }

  create(ticket: NewTicket): Promise<void> {
    return this.#call(() => {
      const ref = String(this.tickets.length)
      const { revision } = ticket
      this.tickets.push({ ref, revision, state: 'open', fields: ticket, comments: [] })
    })
  }

  comment({ ref }: Ticket, { name }: { readonly name: string }): Promise<void> {
    return this.#call(() => {
      const { comments } = this.tickets[Number(ref)]!
      if (!comments.includes(name)) this.edit(ref, { comments: [...comments, name] })
    })
  }

  change({ ref }: Ticket, change: Parameters<TicketTarget['change']>[1]): Promise<void> {
    return this.#call(() => {
      const ticket = this.tickets[Number(ref)]!
      this.edit(ref, { revision: change.revision, state: change.state ?? ticket.state })
    })
  }

  /** Changes a ticket, as a person may at any time. */
  edit(ref: string, fields: Partial<StoredTicket>): void {
    const ticket = this.tickets[Number(ref)]!
    this.tickets[Number(ref)] = { ...ticket, ...fields }
  }

  async #call<T>(act: () => T): Promise<T> {
    const mishap = this.#mishaps.next().value ?? 'none'
    if (mishap === 'cut') throw new TargetError('later', 'cut')
    const result = act()
    if (mishap === 'lost') throw new TargetError('later', 'lost', { isUnknown: true })
    return result
  }
}
