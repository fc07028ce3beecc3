import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Who gives tokens to clients (RFC 6749, 4.4), and the keys by which a broker tells that they are his (RFC 7517). */
export interface TokenIssuer {
  readonly tokenEndpoint: string
  readonly keysEndpoint: string
  /** What stands in its tokens. */
  readonly issuer: string
  readonly audience: string
  /** How many tokens it has given. */
  readonly given: () => number
  readonly stop: () => Promise<void>
}

/** Its only client: he and his secret, with what a form must encode in it. */
export const TOKEN_CLIENT = { clientId: 'sequor-oauth', clientSecret: 'token-secret:%&=' } as const

const LIFE_S = 60

/** Starts one on 127.0.0.1. Its tokens are good for a minute, signed with a key of this run. */
export async function tokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', use: 'sig', alg: 'RS256' }],
  })
  const issuer = 'https://login.example.org'
  const audience = 'kafka'
  let given = 0
  const token = () => {
    const nowS = Math.floor(Date.now() / 1_000)
    const claims = {
      iss: issuer,
      aud: audience,
      sub: TOKEN_CLIENT.clientId,
      iat: nowS,
      exp: nowS + LIFE_S,
      jti: randomUUID(),
    }
    const signed = [{ alg: 'RS256', kid: '1', typ: 'JWT' }, claims]
      .map(part => base64url(JSON.stringify(part)))
      .join('.')
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
  }
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    if (request.url === '/keys') return answer(200, keys)
    if (!(await isAsked(request))) return answer(401, '{"error":"invalid_client"}')
    given++
    return answer(200, JSON.stringify({ access_token: token(), token_type: 'Bearer', expires_in: LIFE_S }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    tokenEndpoint: `${at}/token`,
    keysEndpoint: `${at}/keys`,
    ...{ issuer, audience, given: () => given },
    stop: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

async function isAsked(request: IncomingMessage): Promise<boolean> {
  const form = new URLSearchParams(await text(request))
  const user = [TOKEN_CLIENT.clientId, TOKEN_CLIENT.clientSecret].map(encodeURIComponent).join(':')
  const wanted = `Basic ${Buffer.from(user).toString('base64')}`
  return form.get('grant_type') === 'client_credentials' && request.headers.authorization === wanted
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
