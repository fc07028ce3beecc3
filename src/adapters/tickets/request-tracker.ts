import type { Severity } from '../../core/rule.ts'
import {
  type NewTicket,
  TargetError,
  type Ticket,
  type TicketChange,
  type TicketComment,
  type TicketTarget,
} from '../../deliver/ticket-target.ts'
import { call, failureOf, type HttpAccess, type HttpAnswer, type HttpCall } from './http-call.ts'

export interface RequestTrackerOptions {
  /** Where RT answers, without `/REST/2.0`. */
  readonly url: string
  readonly token: string
  readonly queue: string
  readonly timeoutMs: number
  readonly ca?: string | undefined
}

/** Custom fields that the queue must have. */
export const CUSTOM_FIELDS = ['IncidentId', 'DedupKey', 'Severity', 'Sequence'] as const

const PRIORITIES: Readonly<Record<Severity, number>> = { info: 10, warning: 50, error: 70, critical: 90 }

/** Of RT's lifecycle `default`. */
const CLOSED = ['resolved', 'rejected', 'deleted']

/** A page of a list of a ticket's comments. */
const PAGE = 100

/**
 * Request Tracker 5 by REST2 (docs.bestpractical.com/rt/5.0.3/RT/REST2.html). An incident has one ticket, which its custom
 * field `IncidentId` names; RT itself keeps nobody from making a second.
 */
export function requestTracker({ url, token, queue, timeoutMs, ca }: RequestTrackerOptions): TicketTarget {
  const headers = { authorization: `token ${token}` }
  const access: HttpAccess = { baseUrl: `${url.replace(/\/+$/, '')}/REST/2.0`, headers, timeoutMs, ca }

  const ask = async (asked: HttpCall, what: string, signal: AbortSignal): Promise<unknown> => {
    const answer = await call(access, asked, signal)
    if (answer.status < 200 || answer.status > 299) throw failureOf(answer, what)
    return jsonOf(answer, what)
  }

  const check = async (signal: AbortSignal) => {
    const path = `/queue/${encodeURIComponent(queue)}`
    const { TicketCustomFields: fields = [] } = (await ask({ method: 'GET', path }, `queue ${queue}`, signal)) as {
      TicketCustomFields?: readonly { readonly name: string }[]
    }
    const missing = CUSTOM_FIELDS.filter(name => !fields.some(field => field.name === name))
    // RT answers a search by a field that it does not know with nothing: each revision would make a ticket.
    if (missing.length > 0)
      throw new TargetError('denied', `queue ${queue}: no custom field ${missing.join(', ')}, or no right to see it`)
  }

  const find = async (incidentId: string, signal: AbortSignal): Promise<Ticket | null> => {
    // Else a quote in it would end the text of the query.
    if (!/^[0-9a-f]{32}$/.test(incidentId)) throw new TargetError('refused', 'the id of the incident is none')
    const query = new URLSearchParams({
      query: `CF.{IncidentId}='${incidentId}'`,
      ...{ fields: 'Status,CustomFields', orderby: 'id' },
    })
    const { items = [] } = (await ask({ method: 'GET', path: `/tickets?${query}` }, 'search', signal)) as {
      items?: readonly FoundTicket[]
    }
    return items[0] === undefined ? null : ticketOf(items[0])
  }

  const create = async (
    { incidentId, dedupKey, revision, severity, subject, text }: NewTicket,
    signal: AbortSignal,
  ) => {
    const body = {
      ...{ Queue: queue, Subject: subject, Content: text, ContentType: 'text/plain', Priority: PRIORITIES[severity] },
      CustomFields: { IncidentId: incidentId, DedupKey: dedupKey, ...fieldsOf({ revision, severity }) },
    }
    await ask({ method: 'POST', path: '/ticket', body }, 'a new ticket', signal)
  }

  const hasComment = async (ref: string, name: string, signal: AbortSignal): Promise<boolean> => {
    for (let page = 1; ; page++) {
      const path = `/ticket/${ref}/attachments?fields=Subject&per_page=${PAGE}&page=${page}`
      const { items = [] } = (await ask({ method: 'GET', path }, `comments of ${ref}`, signal)) as {
        items?: readonly { readonly Subject?: string }[]
      }
      if (items.some(({ Subject }) => Subject === name)) return true
      if (items.length < PAGE) return false
    }
  }

  const comment = async ({ ref }: Ticket, { name, text }: TicketComment, signal: AbortSignal) => {
    if (await hasComment(ref, name, signal)) return
    const body = { Subject: name, Content: text, ContentType: 'text/plain' }
    await ask({ method: 'POST', path: `/ticket/${ref}/comment`, body }, `comment on ${ref}`, signal)
  }

  const change = async ({ ref }: Ticket, { revision, severity, state }: TicketChange, signal: AbortSignal) => {
    const path = `/ticket/${ref}`
    const found = await call(access, { method: 'GET', path }, signal)
    if (found.status !== 200) throw failureOf(found, `ticket ${ref}`)
    const is = ticketOf(jsonOf(found, `ticket ${ref}`) as FoundTicket).state
    const body = {
      ...{ Priority: PRIORITIES[severity], CustomFields: fieldsOf({ revision, severity }) },
      ...(state === null || state === is ? {} : { Status: state === 'closed' ? 'resolved' : 'open' }),
    }
    const headers = { 'if-match': found.headers.etag ?? '*' }
    await ask({ method: 'PUT', path, body, headers }, `ticket ${ref}`, signal)
  }

  return { check, find, create, comment, change }
}

function fieldsOf({ revision, severity }: { readonly revision: number; readonly severity: Severity }) {
  return { Severity: severity, Sequence: String(revision) }
}

function jsonOf({ text }: HttpAnswer, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TargetError('later', `${what}: the answer is not JSON: is this an RT 5?`, { isUnknown: true })
  }
}

interface FoundTicket {
  readonly id: string | number
  readonly Status: string
  readonly CustomFields: readonly { readonly name: string; readonly values: readonly string[] }[]
}

function ticketOf({ id, Status, CustomFields }: FoundTicket): Ticket {
  const revision = Number(CustomFields.find(({ name }) => name === 'Sequence')?.values[0])
  return {
    ref: String(id),
    // Whoever empties the field is told everything once more.
    revision: Number.isSafeInteger(revision) ? revision : 0,
    state: CLOSED.includes(Status) ? 'closed' : 'open',
  }
}
