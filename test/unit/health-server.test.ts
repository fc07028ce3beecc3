import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type HealthServer,
  type HttpBounds,
  type Probes,
  startHealthServer,
} from '../../src/adapters/http/health-server.ts'
import type { Check } from '../../src/app/health.ts'
import { WorldError } from '../../src/app/world-error.ts'
import { waitUntil } from '../support/wait-until.ts'

const HOST = '127.0.0.1'
const FINE: Check[] = [
  { name: 'tag', isOk: true, reason: '' },
  { name: 'correlate', isOk: true, reason: 'is not started yet' },
]
const PROBES: Probes = {
  health: { alive: () => FINE, ready: () => FINE },
  metrics: format => `# ${format}\n`,
}
/** Quicker than life, so that tests need not wait. */
const QUICK: HttpBounds = { connections: 8, headerBytes: 2_048, requestMs: 200, silentMs: 300 }

const open: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

async function serve(probes: Partial<Probes> = {}, bounds = QUICK): Promise<HealthServer> {
  const server = await startHealthServer({ host: HOST, port: 0 }, { ...PROBES, ...probes }, bounds)
  open.push(server.close)
  return server
}

async function get({ port }: HealthServer, path: string, options: RequestInit = {}) {
  const response = await fetch(`http://${HOST}:${port}${path}`, options)
  return { status: response.status, headers: response.headers, body: await response.text() }
}

async function connected({ port }: HealthServer): Promise<Socket> {
  const socket = connect(port, HOST)
  open.push(() => void socket.destroy())
  // A connection that is cut off is what is tested here.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** What comes back for these bytes until the server closes the connection. */
async function answerTo(server: HealthServer, bytes: string | Uint8Array): Promise<string> {
  const socket = await connected(server)
  let answer = ''
  socket.on('data', data => {
    answer += data
  })
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

describe('with a token', () => {
  const TOKEN = 'a-token-of-this-test'
  const BROKEN: Check[] = [{ name: 'redis', isOk: false, reason: 'waits for redis' }]
  const guarded = async () => {
    const probes = { ...PROBES, health: { alive: () => FINE, ready: () => BROKEN } }
    const server = await startHealthServer({ host: HOST, port: 0, token: TOKEN }, probes, QUICK)
    open.push(server.close)
    return server
  }
  const bringing = (authorization: string) => ({ headers: { authorization } })

  it('tells metrics and reasons to who brings it', async () => {
    const server = await guarded()
    const own = bringing(`Bearer ${TOKEN}`)
    expect((await get(server, '/metrics', own)).body).toBe('# prometheus\n')
    expect((await get(server, '/readyz', own)).body).toContain('waits for redis')
    expect((await get(server, '/livez?verbose', own)).body).toContain('[+]tag ok')
  })

  it.each(['', 'Bearer ', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, TOKEN, `Basic ${TOKEN}`])(
    'tells who brings `%s` the status of a probe, and nothing else',
    async authorization => {
      const server = await guarded()
      const metrics = await get(server, '/metrics', bringing(authorization))
      expect([metrics.status, metrics.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(metrics.body).not.toContain('#')
      const ready = await get(server, '/readyz?verbose', bringing(authorization))
      expect([ready.status, ready.body]).toEqual([503, 'readyz check failed\n'])
      expect((await get(server, '/livez?verbose', bringing(authorization))).body).toBe('ok\n')
    },
  )
})

describe('the probes', () => {
  it('say `ok` where all is well', async () => {
    const server = await serve()
    for (const path of ['/livez', '/readyz', '/livez?timeout=1s']) {
      const { status, body, headers } = await get(server, path)
      expect([status, body]).toEqual([200, 'ok\n'])
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  it('tell each check where they are asked to be verbose', async () => {
    const server = await serve()
    for (const query of ['verbose', 'verbose=1', 'x=y&verbose'])
      expect((await get(server, `/readyz?${query}`)).body).toBe(
        '[+]tag ok\n[+]correlate is not started yet\nreadyz check passed\n',
      )
  })

  it('answer 503 and tell each check where something is wrong', async () => {
    const checks = [FINE[0]!, { name: 'correlate', isOk: false, reason: 'has not polled for 31 s' }]
    const server = await serve({ health: { alive: () => checks, ready: () => FINE } })
    const { status, body } = await get(server, '/livez')
    expect([status, body]).toEqual([503, '[+]tag ok\n[-]correlate has not polled for 31 s\nlivez check failed\n'])
    expect((await get(server, '/readyz')).status).toBe(200)
  })

  it('answer 500 to a fault of our own, and go on', async () => {
    let isFaulty = true
    const metrics = () => {
      if (isFaulty) throw new Error('no such shard')
      return ''
    }
    const server = await serve({ metrics })
    expect(await get(server, '/metrics')).toMatchObject({ status: 500, body: 'a fault of sequor: no such shard\n' })
    isFaulty = false
    expect((await get(server, '/metrics')).status).toBe(200)
  })
})

describe('the server of health and metrics', () => {
  it('writes metrics as Prometheus asks for them', async () => {
    const server = await serve()
    const plain = await get(server, '/metrics')
    expect([plain.body, plain.headers.get('content-type')]).toEqual([
      '# prometheus\n',
      'text/plain; version=0.0.4; charset=utf-8',
    ])
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1'
    const open = await get(server, '/metrics', { headers: { accept } })
    expect([open.body, open.headers.get('content-type')]).toEqual([
      '# openmetrics\n',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ])
  })

  it('tells of its paths where it is asked for another', async () => {
    const server = await serve()
    for (const path of ['/', '/live', '/metrics/', '/livez/../metricsz', '/%2e%2e/secret']) {
      const { status, body } = await get(server, path)
      expect([status, body]).toEqual([404, 'there are /livez, /readyz, /metrics\n'])
    }
  })

  it('takes GET and HEAD only', async () => {
    const server = await serve()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const { status, headers } = await get(server, '/livez', { method })
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    }
    const { status, body, headers } = await get(server, '/livez', { method: 'HEAD' })
    expect([status, body, headers.get('content-length')]).toEqual([200, '', '3'])
  })

  it('says what to do where the port is taken, or the host is none of ours', async () => {
    const { port } = await serve()
    const taken = startHealthServer({ host: HOST, port }, PROBES)
    await expect(taken).rejects.toThrow(WorldError)
    await expect(taken).rejects.toMatchObject({
      message: `http: ${HOST}, port ${port}: another program listens there`,
      hint: 'end it, or choose another `http.port`',
    })
    await expect(startHealthServer({ host: '192.0.2.1', port: 0 }, PROBES)).rejects.toMatchObject({
      name: 'WorldError',
      hint: '`http.host` must be an address of this machine; `0.0.0.0` is all of them',
    })
  })

  it('ends at once, whoever is connected', async () => {
    const server = await startHealthServer({ host: HOST, port: 0 }, PROBES)
    const socket = await connected(server)
    const closed = once(socket, 'close')
    await server.close()
    await closed
  })
})

describe('no client harms it', () => {
  it('by keeping a connection, or asking many times on one', async () => {
    const server = await serve()
    const request = `GET /livez HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n`
    const answer = await answerTo(server, request.repeat(100))
    expect(answer.split('HTTP/1.1 200')).toHaveLength(2)
    expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n')
  })

  it('by headers that are too large', async () => {
    const server = await serve()
    const answer = await answerTo(server, `GET /livez HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(3_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('by a request that does not come to its end', async () => {
    const server = await serve()
    expect(await answerTo(server, 'GET /livez HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('by a body that does not end', async () => {
    const server = await serve()
    expect(await answerTo(server, 'GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx')).toMatch(
      /^HTTP\/1\.1 200 /,
    )
  })

  it('by saying nothing, or by not taking the answer: others have their turn', async () => {
    const large = 'x'.repeat(30_000_000)
    const server = await serve({ metrics: () => large }, { ...QUICK, connections: 1 })
    for (const request of ['', 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n']) {
      const greedy = await connected(server)
      greedy.pause()
      greedy.write(request)
      await expect(get(server, '/livez')).rejects.toThrow()
      const answered = () =>
        get(server, '/livez').then(
          ({ status }) => status,
          () => false,
        )
      expect(await waitUntil('another is answered', 5_000, answered)).toBe(200)
      greedy.destroy()
      await waitUntil('the next may connect', 5_000, answered)
    }
  })

  it('by whatever it sends', async () => {
    const server = await serve()
    const lines = [
      'GET //livez HTTP/1.1\r\nHost: x',
      'GET http://example.org/livez HTTP/1.1\r\nHost: x',
      'GET /livez?%%%&=&verbose=%zz HTTP/1.1\r\nHost: x',
      'GET /%00%ff HTTP/1.1\r\nHost: x',
      'GET __proto__ HTTP/1.1\r\nHost: x',
      'GET /__proto__ HTTP/1.1\r\nHost: x\r\n__proto__: x\r\naccept: \u0001',
      'OPTIONS * HTTP/1.1\r\nHost: x',
      'CONNECT example.org:443 HTTP/1.1\r\nHost: x',
      'GET /livez HTTP/1.1',
      'GET /livez HTTP/1.0',
      'GET /livez',
      'GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket',
      'GET /livez HTTP/1.1\r\nHost: x\r\nExpect: 100-continue',
      'POST /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5',
      'PRI * HTTP/2.0',
    ]
    for (const line of lines) {
      const answer = await answerTo(server, `${line}\r\n\r\n`)
      expect(answer, line).not.toMatch(/^HTTP\/1\.1 5/)
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_000 }), async bytes => {
        const answer = await answerTo(server, bytes)
        expect(answer).not.toMatch(/^HTTP\/1\.1 (?:5|200)/)
      }),
      { numRuns: 10 },
    )
    expect(await get(server, '/livez')).toMatchObject({ status: 200, body: 'ok\n' })
  })
})
