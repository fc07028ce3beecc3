import { readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { ByteSource } from '../../app/ports.ts'

/** Opens a regular file for reading. Rejects with the system's error. */
export async function openFile(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r')
  const { mtimeMs } = await handle.stat()
  return {
    name: path,
    modifiedMs: Math.floor(mtimeMs),
    // A file is read at once: the way over the thread pool costs more than the disk's cache.
    read: async (into, at) => readSync(handle.fd, into, at, into.length - at, null),
    close: () => handle.close(),
  }
}

/** Reads a stream such as standard input. `startedMs` stands in for the time of its last change. */
export function streamSource(name: string, stream: Readable, startedMs: number): ByteSource {
  const chunks = stream[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  return {
    name,
    modifiedMs: startedMs,
    read: async (into, at) => {
      while (rest.length === 0) {
        const { value, done } = await chunks.next()
        if (done === true) return 0
        rest = typeof value === 'string' ? new TextEncoder().encode(value) : value
      }
      const part = rest.subarray(0, into.length - at)
      into.set(part, at)
      rest = rest.subarray(part.length)
      return part.length
    },
    close: async () => {
      stream.destroy()
    },
  }
}
