import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { accessToken } from '../../src/adapters/oauth/client-credentials.ts'

interface Asked {
  readonly authorization: string | undefined
  readonly body: string
}

/** A token endpoint that gives this answer, and what it was asked. */
async function endpoint(status: number, answer: string): Promise<{ tokenEndpoint: string; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    asked.push({ authorization: request.headers.authorization, body: await text(request) })
    response.writeHead(status, { 'content-type': 'application/json', location: 'http://192.0.2.1/' }).end(answer)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { tokenEndpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, asked }
}

const CLIENT = { clientId: 'sequor', clientSecret: 'a:b c', scope: 'kafka' }

describe('a token endpoint', () => {
  it('is asked once for client credentials, with both parts of them encoded', async () => {
    const { tokenEndpoint, asked } = await endpoint(200, '{"access_token":"t-1","expires_in":60}')
    expect(await accessToken({ ...CLIENT, tokenEndpoint })).toBe('t-1')
    const authorization = `Basic ${Buffer.from('sequor:a%3Ab%20c').toString('base64')}`
    expect(asked).toEqual([{ authorization, body: 'grant_type=client_credentials&scope=kafka' }])
  })

  it.each([
    [401, '{"error":"invalid_client a:b c"}', 'status 401'],
    [200, '{"token":"a:b c"}', 'no `access_token`'],
    [200, 'a:b c', 'no `access_token`'],
    [302, '', 'does not answer'],
  ])('that answers %i %s gives no token, and nothing of the answer is told', async (status, answer, words) => {
    const { tokenEndpoint } = await endpoint(status, answer)
    const failed = await accessToken({ ...CLIENT, tokenEndpoint }).catch((error: Error) => error)
    expect(failed).toMatchObject({ name: 'WorldError', code: 'not_known', message: expect.stringContaining(words) })
    expect((failed as Error).message).not.toContain('a:b c')
  })

  it('that nobody listens at is named', async () => {
    await expect(accessToken({ ...CLIENT, tokenEndpoint: 'http://127.0.0.1:1/token' })).rejects.toThrow(
      'http://127.0.0.1:1/token gives no token: it does not answer',
    )
  })
})
