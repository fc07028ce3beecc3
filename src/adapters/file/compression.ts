import { open, stat } from 'node:fs/promises'

/** How logs are compressed. The last two only by programs of the system. */
export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz'

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
]
/** How many bytes tell. */
export const HEAD_BYTES = 5

/** How data is compressed that begins with these bytes; null if it is not. */
export function compressionOf(head: Uint8Array): Compression | null {
  return MAGIC.find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0] ?? null
}

/** How a file is compressed, told by its first bytes; null if it is not. */
export async function compressionOfFile(path: string): Promise<Compression | null> {
  // Only a regular file can be looked into twice: what is read of a pipe is gone.
  if (!(await stat(path)).isFile()) return null
  const handle = await open(path, 'r')
  try {
    const head = new Uint8Array(HEAD_BYTES)
    await handle.read(head, 0, head.length, 0)
    return compressionOf(head)
  } finally {
    await handle.close()
  }
}
