import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Check } from '../../app/health.ts'
import type { MetricsFormat } from '../../app/metrics-text.ts'
import { WorldError } from '../../app/world-error.ts'

export interface Probes {
  readonly health: { alive(): readonly Check[]; ready(): readonly Check[] }
  readonly metrics: (format: MetricsFormat) => string
}

export interface HealthServer {
  readonly port: number
  readonly close: () => Promise<void>
}

interface Answer {
  readonly status: number
  readonly type?: string
  readonly body: string
}

const PATHS = ['/livez', '/readyz', '/metrics']

/** What a client may take up, at most. */
export interface HttpBounds {
  readonly connections: number
  readonly headerBytes: number
  /** For how long a request may come, in ms. */
  readonly requestMs: number
  /** For how long a connection may be silent, as it is where nobody takes the answer, in ms. */
  readonly silentMs: number
}

const BOUNDS: HttpBounds = { connections: 64, headerBytes: 8 * 1024, requestMs: 5_000, silentMs: 10_000 }

/**
 * Serves /livez and /readyz for a cluster, and /metrics for Prometheus. `port: 0` takes any free one.
 *
 * Probes answer everybody, with their status alone who does not bring the token; metrics only who does. Nothing of a request is kept or repeated. What is slow, large or many is cut off, and each connection is closed after its
 * answer.
 *
 * @throws WorldError if the port cannot be had
 */
export async function startHealthServer(
  { host, port, token = null }: { readonly host: string; readonly port: number; readonly token?: string | null },
  probes: Probes,
  { connections, headerBytes, requestMs, silentMs } = BOUNDS,
): Promise<HealthServer> {
  const server = createServer(
    {
      maxHeaderSize: headerBytes,
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: requestMs / 5,
    },
    (request, response) => send(response, answerOf(request, probes, isAllowed(request, token))),
  )
  server.maxConnections = connections
  server.timeout = silentMs
  await listening(server, host, port)
  // A connection that cannot be accepted, as where files run out, is the client's to make again.
  server.on('error', () => {})
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw worldError(error as NodeJS.ErrnoException, host, port)
  }
}

function worldError(error: NodeJS.ErrnoException, host: string, port: number): WorldError {
  const place = `http: ${host}, port ${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return new WorldError('refused', `${place}: another program listens there`, {
        hint: 'end it, or choose another `http.port`',
        cause: error,
      })
    case 'EACCES':
      return new WorldError('not_allowed', `${place}: this user may not listen there`, {
        hint: 'choose an `http.port` from 1024 on',
        cause: error,
      })
    default:
      return new WorldError('refused', `${place}: ${error.message}`, {
        hint: '`http.host` must be an address of this machine; `0.0.0.0` is all of them',
        cause: error,
      })
  }
}

/** Whether a client has brought the token, if there is one: compared in a time that tells nothing of it, nor of its length. */
function isAllowed({ headers: { authorization = '' } }: IncomingMessage, token: string | null): boolean {
  return token === null || timingSafeEqual(digestOf(authorization), digestOf(`Bearer ${token}`))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function answerOf(request: IncomingMessage, probes: Probes, isAllowed: boolean): Answer {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, body: 'only GET and HEAD are answered\n' }
  const [path, query] = request.url!.split('?', 2)
  try {
    switch (path) {
      case '/livez':
        return checked('livez', probes.health.alive(), query, isAllowed)
      case '/readyz':
        return checked('readyz', probes.health.ready(), query, isAllowed)
      case '/metrics':
        if (!isAllowed) return { status: 401, body: 'this needs the token: Authorization: Bearer TOKEN\n' }
        return measured(request.headers.accept ?? '', probes)
      default:
        return { status: 404, body: `there are ${PATHS.join(', ')}\n` }
    }
  } catch (error) {
    return { status: 500, body: `a fault of sequor: ${(error as Error).message}\n` }
  }
}

/** As Kubernetes writes it: `ok`, or with `verbose`, and where something is wrong, a line for each check. */
function checked(name: string, checks: readonly Check[], query = '', isAllowed = true): Answer {
  const isOk = checks.every(check => check.isOk)
  const status = isOk ? 200 : 503
  if (isOk && !/(?:^|&)verbose(?:[=&]|$)/.test(query)) return { status, body: 'ok\n' }
  if (!isAllowed) return { status, body: isOk ? 'ok\n' : `${name} check failed\n` }
  const lines = checks.map(check => `[${check.isOk ? '+' : '-'}]${check.name} ${check.reason || 'ok'}`)
  return { status, body: `${lines.join('\n')}\n${name} check ${isOk ? 'passed' : 'failed'}\n` }
}

function measured(accept: string, { metrics }: Probes): Answer {
  const format = accept.includes('application/openmetrics-text') ? 'openmetrics' : 'prometheus'
  return { status: 200, type: TYPES[format], body: metrics(format) }
}

const TYPES: Readonly<Record<MetricsFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

function send(response: ServerResponse, { status, type = 'text/plain; charset=utf-8', body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  })
  response.end(body)
}
