import { createReadStream, readSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { ByteSource } from '../../app/ports.ts'
import { compressionOfFile } from './compression.ts'
import { unpacked, unpackedIfPacked } from './unpacked.ts'

const PACKED_CHUNK_BYTES = 1 << 18

/** Opens a file for reading, and unpacks it if it is packed. Rejects with the system's error. */
export async function openFile(path: string): Promise<ByteSource> {
  const compression = await compressionOfFile(path)
  if (compression === null) return openPlainFile(path)
  const { mtimeMs } = await stat(path)
  const file = createReadStream(path, { highWaterMark: PACKED_CHUNK_BYTES })
  return chunkSource({ name: path, modifiedMs: Math.floor(mtimeMs) }, unpacked(file, compression, path), file)
}

async function openPlainFile(path: string): Promise<ByteSource> {
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

/** Reads a stream such as standard input, and unpacks it if it is packed. `startedMs` stands in for the time of its last change. */
export function streamSource(name: string, stream: Readable, startedMs: number): ByteSource {
  return chunkSource({ name, modifiedMs: startedMs }, unpackedIfPacked(bytesOf(stream)), stream)
}

async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
}

function chunkSource(
  { name, modifiedMs }: Pick<ByteSource, 'name' | 'modifiedMs'>,
  chunks: AsyncGenerator<Uint8Array>,
  stream: Readable,
): ByteSource {
  let rest: Uint8Array = new Uint8Array(0)
  return {
    name,
    modifiedMs,
    read: async (into, at) => {
      while (rest.length === 0) {
        const { value, done } = await chunks.next()
        if (done === true) return 0
        rest = value
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
