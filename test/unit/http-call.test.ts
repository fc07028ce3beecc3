import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { call, failureOf, retryAfterMs } from '../../src/adapters/tickets/http-call.ts'

const { signal } = new AbortController()

async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const ask = (baseUrl: string, timeoutMs = 5_000) =>
  call(
    { baseUrl, headers: { authorization: 'token s3cret' }, timeoutMs },
    { method: 'POST', path: '/x', body: 1 },
    signal,
  )

describe('a call of a ticketing system', () => {
  it('follows no redirect, and so takes the token nowhere else', async () => {
    let visits = 0
    const other = await serverOf((_, answer) => {
      visits++
      answer.end()
    })
    const base = await serverOf((_, answer) => answer.writeHead(302, { location: other }).end())
    const answer = await ask(base)
    expect(failureOf(answer, 'x')).toMatchObject({ failure: 'refused' })
    expect(visits).toBe(0)
  })

  it('ends when its time is over, as unknown', async () => {
    const base = await serverOf(() => {})
    const failed = await ask(base, 100).catch(error => error)
    expect(failed).toMatchObject({ failure: 'later', isUnknown: true })
    expect(failed.message).toContain('no answer within 100 ms')
    expect(failed.message).not.toContain('s3cret')
  })

  it('ends also when the answer drips', async () => {
    const base = await serverOf((_, answer) => {
      const drip = setInterval(() => answer.write('.'), 20)
      answer.on('close', () => clearInterval(drip))
    })
    await expect(ask(base, 200)).rejects.toMatchObject({ failure: 'later' })
  })

  it('ends at an answer of more than a megabyte, and takes one of just that', async () => {
    const sizes = [1 << 20, (1 << 20) + 1]
    const base = await serverOf((_, answer) => answer.end(Buffer.alloc(sizes.shift()!, 'x')))
    expect((await ask(base)).text).toHaveLength(1 << 20)
    await expect(ask(base)).rejects.toMatchObject({ failure: 'later', isUnknown: true })
  })

  it('tells an answer that was cut from a whole one', async () => {
    const base = await serverOf((_, answer) => {
      answer.writeHead(200, { 'content-length': 100 })
      answer.write('x', () => answer.destroy())
    })
    await expect(ask(base)).rejects.toMatchObject({ failure: 'later', isUnknown: true })
  })

  it('tells a server that is not there', async () => {
    await expect(ask('http://127.0.0.1:9')).rejects.toMatchObject({ failure: 'later' })
  })
})

describe('an answer', () => {
  it.each([
    [400, 'refused', false],
    [401, 'denied', false],
    [403, 'denied', false],
    [404, 'refused', false],
    [412, 'changed', false],
    [422, 'refused', false],
    [429, 'later', false],
    [500, 'later', true],
    [503, 'later', true],
  ])('of %i is %s', (status, failure, isUnknown) => {
    expect(failureOf({ status, headers: {}, text: '' }, 'x')).toMatchObject({ failure, isUnknown })
  })

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['1e9', null],
    [undefined, null],
  ])('that says to wait %s is kept to', (text, waitMs) => {
    expect(retryAfterMs({ headers: text === undefined ? {} : { 'retry-after': text } })).toBe(waitMs)
  })
})
