import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { TargetError } from '../../deliver/ticket-target.ts'

/** A ticketing system as it is reached. */
export interface HttpAccess {
  /** From the configuration; nothing from a log ever names a host. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  /** Of one call, from its beginning to the last byte of its answer. */
  readonly timeoutMs: number
  /** Certificates to trust (PEM); those of the system if left out. */
  readonly ca?: string | undefined
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Below the base, with its query. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

const MOST_ANSWER_BYTES = 1 << 20

/**
 * One call. Follows no redirect, checks certificates, and bounds time and size.
 *
 * @throws TargetError `later` if there is no whole answer: what was asked may have been done
 */
export function call(
  access: HttpAccess,
  { method, path, body, headers = {} }: HttpCall,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const url = new URL(`${access.baseUrl}${path}`)
  const data = body === undefined ? null : Buffer.from(JSON.stringify(body))
  const whole = AbortSignal.any([signal, AbortSignal.timeout(access.timeoutMs)])
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
  const fail = (error: Error) => {
    const why = whole.aborted && !signal.aborted ? `no answer within ${access.timeoutMs} ms` : error.message
    reject(new TargetError('later', `${method} ${url.origin}: ${why}`, { isUnknown: method !== 'GET' }))
  }
  const open = url.protocol === 'https:' ? tlsRequest : plainRequest
  const request = open(url, {
    method,
    signal: whole,
    headers: {
      accept: 'application/json',
      ...access.headers,
      ...headers,
      ...(data === null ? {} : { 'content-type': 'application/json', 'content-length': data.length }),
    },
    ...(access.ca === undefined ? {} : { ca: access.ca }),
  })
  request.on('error', fail).on('response', response => {
    const parts: Buffer[] = []
    let bytes = 0
    response.on('error', fail).on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > MOST_ANSWER_BYTES) response.destroy(new Error('the answer is too long'))
      else parts.push(part)
    })
    response.on('end', () => {
      if (!response.complete) return fail(new Error('the answer was cut'))
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() })
    })
  })
  request.end(data)
  return promise
}

/** How long an answer asks to wait, in ms; null if it does not say so in seconds. */
export function retryAfterMs({ headers }: Pick<HttpAnswer, 'headers'>): number | null {
  const text = headers['retry-after']
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) * 1_000 : null
}

/** What an answer that is no success means. The text of the other side is told in part, and never our own. */
export function failureOf(answer: HttpAnswer, what: string): TargetError {
  const message = `${what}: status ${answer.status}: ${answer.text.slice(0, 200)}`
  switch (answer.status) {
    case 401:
    case 403:
      return new TargetError('denied', message)
    case 409:
    case 412:
      return new TargetError('changed', message)
    case 408:
    case 425:
    case 429:
      return new TargetError('later', message, { retryAfterMs: retryAfterMs(answer) })
    default:
      if (answer.status >= 500)
        return new TargetError('later', message, { retryAfterMs: retryAfterMs(answer), isUnknown: true })
      return new TargetError('refused', message)
  }
}
