import { WorldError } from '../../app/world-error.ts'

/** Who asks for tokens, and where. */
export interface ClientCredentials {
  readonly tokenEndpoint: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | null
}

const ANSWER_WITHIN_MS = 10_000

/**
 * Gets a token for client credentials (RFC 6749, 4.4), anew each time: kafkajs asks when it connects and before a token ends.
 * Throws a WorldError that names the endpoint and its status, and nothing of the answer.
 */
export async function accessToken({
  tokenEndpoint,
  clientId,
  clientSecret,
  scope,
}: ClientCredentials): Promise<string> {
  const fail = (message: string, cause?: unknown) =>
    new WorldError('not_known', `${tokenEndpoint} gives no token: ${message}`, {
      cause,
      hint: 'check `kafka.sasl`: tokenEndpoint, clientId, clientSecret and scope',
    })
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === null ? {} : { scope }) })
  // Both parts are form-encoded before they are joined (RFC 6749, 2.3.1).
  const user = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    body,
    headers: { authorization: `Basic ${user}`, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch(error => {
    throw fail('it does not answer', error)
  })
  if (!response.ok) throw fail(`status ${response.status}`)
  const answer: unknown = await response.json().catch(() => null)
  const token =
    answer === null || typeof answer !== 'object' ? undefined : (answer as Record<string, unknown>)['access_token']
  if (typeof token !== 'string') throw fail('its answer has no `access_token`')
  return token
}
