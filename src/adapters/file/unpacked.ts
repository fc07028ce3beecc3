import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'
import { type Compression, compressionOf, HEAD_BYTES } from './compression.ts'

/** How much is unpacked at once. */
const CHUNK_BYTES = 1 << 18
/** So often what it was packed to no log unpacks, beyond the first of these sizes: a file that does would never end. */
const MOST_EXPANSION = 1_000
const FREE_BYTES = 2 ** 30
const PROGRAMS: Readonly<Record<Compression, string>> = { gzip: 'zcat', zstd: 'zstdcat', bzip2: 'bzcat', xz: 'xzcat' }

/**
 * What compressed bytes unpack to: gzip and zstd, of one part or several. Memory is bounded by the chunk, and by the 128 MiB
 * of history that zstd may ask for.
 *
 * Fails, with what to do, for bzip2 and xz, for data that is cut or damaged, that has something else behind it, or that unpacks
 * to more than a thousand times its size. What came before stands.
 *
 * @param name of the file, for what is to be done; null for a stream
 */
export async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  compression: Compression,
  name: string | null,
): AsyncGenerator<Uint8Array> {
  if (compression !== 'gzip' && compression !== 'zstd') throw new Error(otherwiseRead(compression, name))
  const unpacking =
    compression === 'gzip' ? createGunzip({ chunkSize: CHUNK_BYTES }) : createZstdDecompress({ chunkSize: CHUNK_BYTES })
  const read = { bytes: 0 }
  const ended = pipeline(Readable.from(counted(packed, read)), unpacking).catch((error: unknown) => error)
  let bytes = 0
  try {
    for await (const chunk of unpacking as Transform & AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > FREE_BYTES && bytes > MOST_EXPANSION * unpacking.bytesWritten)
        throw new Error(
          `unpacks to more than ${MOST_EXPANSION} times its size; if it is a log: ${pipe(compression, name)}`,
        )
      yield chunk
    }
  } catch (error) {
    throw damaged(error, compression)
  } finally {
    unpacking.destroy()
    await ended
  }
  refuseRest(unpacking, read.bytes, compression)
}

/** Takes chunks as they come, and unpacks them if their first bytes say that they are packed. */
export async function* unpackedIfPacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const rest = chunks[Symbol.asyncIterator]()
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < HEAD_BYTES) {
    const { value, done } = await rest.next()
    if (done === true) break
    head = head.length === 0 ? value : Buffer.concat([head, value])
  }
  const all = (async function* () {
    yield head
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  })()
  const compression = compressionOf(head)
  yield* compression === null ? all : unpacked(all, compression, null)
}

async function* counted(chunks: AsyncIterable<Uint8Array>, read: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    read.bytes += chunk.length
    yield chunk
  }
}

/** zlib passes over what stands behind the last part of zstd; of gzip only zeroes, with which tapes are filled up. */
function refuseRest({ bytesWritten }: Gunzip | ZstdDecompress, readBytes: number, compression: Compression): void {
  if (compression === 'zstd' && bytesWritten < readBytes)
    throw new Error(`its zstd data is damaged: ${readBytes - bytesWritten} bytes behind it are none`)
}

function damaged(error: unknown, compression: Compression): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR') return new Error(`its ${compression} data is cut off`, { cause: error })
  if (code.startsWith('Z')) return new Error(`its ${compression} data is damaged (${message})`, { cause: error })
  return error
}

function otherwiseRead(compression: Compression, name: string | null): string {
  return `is packed by ${compression}, which sequor does not read; unpack it into a pipe: ${pipe(compression, name)}`
}

function pipe(compression: Compression, name: string | null): string {
  return `\`${PROGRAMS[compression]}${name === null ? '' : ` ${name}`} | sequor … -\``
}
