import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a proxy does to one call. `lost`: the server has done it, and the answer is cut off; `slow`: it comes too late. */
export type Fault = 'none' | 'lost' | 'slow' | 'cut' | 500 | 429

export interface FaultyProxy {
  readonly port: number
  /** How often each fault was made. */
  readonly made: ReadonlyMap<Fault, number>
  readonly close: () => Promise<void>
}

/** Stands between a client and an HTTP server of this machine, and asks at each call what to do to it. */
export async function faultyProxy(
  target: number,
  slowMs: number,
  faultOf: (method: string, path: string) => Fault,
): Promise<FaultyProxy> {
  const made = new Map<Fault, number>()
  const server = createServer((asked, answer) => {
    const fault = faultOf(asked.method!, asked.url!)
    made.set(fault, (made.get(fault) ?? 0) + 1)
    if (fault === 'cut') return void asked.socket.destroy()
    if (fault === 500) return void answer.writeHead(500).end('out of order')
    if (fault === 429) return void answer.writeHead(429, { 'retry-after': '1' }).end()
    handOn(asked, answer, { target, fault, slowMs })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    made,
    close: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

function handOn(
  asked: IncomingMessage,
  answer: ServerResponse,
  { target, fault, slowMs }: { readonly target: number; readonly fault: Fault; readonly slowMs: number },
): void {
  const { method, url: path, headers } = asked
  const onward = request({ host: '127.0.0.1', port: target, method, path, headers }, response => {
    if (fault === 'lost') return void asked.socket.destroy()
    const write = () => {
      answer.writeHead(response.statusCode!, response.headers)
      response.pipe(answer)
    }
    if (fault === 'slow') setTimeout(write, slowMs)
    else write()
  })
  onward.on('error', () => asked.socket.destroy())
  asked.pipe(onward)
}
