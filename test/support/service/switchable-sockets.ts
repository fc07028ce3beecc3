import { connect, type Socket } from 'node:net'
import type { KafkaAccess } from '../../../src/adapters/kafka/client.ts'

type SocketFactory = NonNullable<KafkaAccess['socketFactory']>

/** Sockets to servers that can be taken away: then those that are open are cut, and new ones are refused. */
export function switchableSockets(): { readonly factory: SocketFactory; away(isAway: boolean): void } {
  const sockets = new Set<Socket>()
  let isOut = false
  return {
    factory: ({ host, port, onConnect }) => {
      // On port 1 of this machine nobody listens.
      const socket = isOut ? connect(1, '127.0.0.1', onConnect) : connect(port, host, onConnect)
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      return socket
    },
    away: isAway => {
      isOut = isAway
      // As when a server dies: a client that only hears of the end of a socket it closed itself would wait for its answer.
      if (isAway) for (const socket of sockets) socket.destroy(new Error('the connection was reset'))
    },
  }
}
