import { connect } from 'node:net'
import type { KafkaAccess } from '../../../src/adapters/kafka/client.ts'

/** Kafka's numbers of the requests that tests look at. */
export const REQUESTS = { produce: 0, initProducerId: 22, endTxn: 26, txnOffsetCommit: 28 } as const
type Request = keyof typeof REQUESTS

/** Sockets of a client that see what it asks, and cut where a test says so. */
export interface TappedSockets {
  readonly factory: NonNullable<KafkaAccess['socketFactory']>
  /** Cuts the connection in the place of the next such request, or of its answer, which the broker has written then. */
  cut(what: 'request' | 'answer', request: Request): void
  /** Has the next such request that names this wait until `work` is done. */
  before(request: Request, name: string, work: () => Promise<void>): void
  /** How many connections it has cut. */
  readonly cuts: () => number
}

export function tappedSockets(): TappedSockets {
  let next: { readonly what: 'request' | 'answer'; readonly api: number } | null = null
  let held: { readonly api: number; readonly name: string; readonly work: () => Promise<void> } | null = null
  let cuts = 0
  return {
    cuts: () => cuts,
    cut: (what, request) => {
      next = { what, api: REQUESTS[request] }
    },
    before: (request, name, work) => {
      held = { api: REQUESTS[request], name, work }
    },
    factory: ({ host, port, onConnect }) => {
      const socket = connect(port, host, onConnect)
      const { write, emit } = socket
      let dropsAnswer = false
      const cut = () => {
        cuts++
        // With an error: of a socket that only ends kafkajs waits for the answer until its time is over.
        socket.destroy(new Error('the connection was reset'))
        return true
      }
      socket.write = ((bytes: Buffer, ...rest: []) => {
        const api = bytes.readInt16BE(4)
        if (held?.api === api && bytes.includes(held.name)) {
          const { work } = held
          held = null
          void work().then(() => write.call(socket, bytes, ...rest))
          return true
        }
        const meant = next?.api === api ? next.what : null
        if (meant !== null) next = null
        if (meant === 'request') return cut()
        dropsAnswer ||= meant === 'answer'
        return write.call(socket, bytes, ...rest)
      }) as typeof write
      socket.emit = ((name: string, ...told: unknown[]) =>
        dropsAnswer && name === 'data' ? cut() : emit.call(socket, name, ...told)) as typeof emit
      return socket
    },
  }
}
