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
  const chunks = unpacked(file, compression, path)
  const named = { name: path, modifiedMs: Math.floor(mtimeMs), consumedBytes: () => file.bytesRead }
  return chunkSource(named, chunks, file)
}

async function openPlainFile(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r')
  const stats = await handle.stat()
  const { mtimeMs } = stats
  let consumed = 0
  // Only a regular file can be read from any place of it.
  let place: number | null = stats.isFile() ? 0 : null
  return {
    name: path,
    modifiedMs: Math.floor(mtimeMs),
    // A file is read at once: the way over the thread pool costs more than the disk's cache.
    read: async (into, at) => {
      const bytes = readSync(handle.fd, into, at, into.length - at, place)
      if (place !== null) place += bytes
      consumed += bytes
      return bytes
    },
    ...(place === null
      ? {}
      : {
          skip: bytes => {
            place = bytes
            consumed = bytes
          },
        }),
    consumedBytes: () => consumed,
    close: () => handle.close(),
  }
}

/** Reads a stream such as standard input, and unpacks it if it is packed. `startedMs` stands in for the time of its last change. */
export function streamSource(name: string, stream: Readable, startedMs: number): ByteSource {
  const named = { name, modifiedMs: startedMs, consumedBytes: () => 0 }
  return chunkSource(named, unpackedIfPacked(bytesOf(stream)), stream)
}

async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
}

function chunkSource(
  named: Pick<ByteSource, 'name' | 'modifiedMs' | 'consumedBytes'>,
  chunks: AsyncGenerator<Uint8Array>,
  stream: Readable,
): ByteSource {
  let rest: Uint8Array = new Uint8Array(0)
  return {
    ...named,
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
