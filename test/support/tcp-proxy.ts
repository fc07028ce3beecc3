import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server of 127.0.0.1. */
export interface TcpProxy {
  readonly port: number
  /** How many connections it has cut. */
  readonly cuts: () => number
  /** Hands the next request that `isMeant` on, and cuts the connection when its answer comes: the client never sees it. */
  cutAnswerTo(isMeant: (request: string) => boolean): void
  /** Cuts the connection on the next request that `isMeant`: the server never sees it. */
  cutRequest(isMeant: (request: string) => boolean): void
  /** Accepts connections, but hands nothing on, until it is called with false. */
  hold(held: boolean): void
  /** Hands each request on so much later, in ms. */
  slow(byMs: number): void
  /** Cuts all connections, and hands those that come on to another server. */
  turnTo(target: number): void
  close(): Promise<void>
}

interface Cut {
  readonly what: 'request' | 'answer'
  readonly isMeant: (request: string) => boolean
}

export async function tcpProxy(first: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let target = first
  let slowMs = 0
  let next: Cut | null = null
  let cuts = 0
  let isHeld = false
  const server = createServer(client => {
    const upstream = connect(target, '127.0.0.1')
    let dropsAnswer = false
    const cut = () => {
      cuts++
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', data => {
      if (isHeld) return
      const meant = next?.isMeant(data.toString('latin1')) ? next.what : null
      if (meant !== null) next = null
      if (meant === 'request') return cut()
      dropsAnswer ||= meant === 'answer'
      if (slowMs === 0) upstream.write(data)
      else setTimeout(() => upstream.write(data), slowMs)
    })
    upstream.on('data', data => (dropsAnswer ? cut() : client.write(data)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    cutAnswerTo: isMeant => {
      next = { what: 'answer', isMeant }
    },
    cutRequest: isMeant => {
      next = { what: 'request', isMeant }
    },
    hold: held => {
      isHeld = held
    },
    slow: byMs => {
      slowMs = byMs
    },
    turnTo: other => {
      target = other
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await once(server.close(), 'close')
    },
  }
}
