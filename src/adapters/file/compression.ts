import { open, stat } from 'node:fs/promises'

const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'zcat'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstdcat'],
  [[0x42, 0x5a, 0x68], 'bzcat'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xzcat'],
]

/** The program that unpacks this file, told by its first bytes; null if it is not compressed. */
export async function compressionOf(path: string): Promise<string | null> {
  // Only a regular file can be looked into twice: what is read of a pipe is gone.
  if (!(await stat(path)).isFile()) return null
  const handle = await open(path, 'r')
  try {
    const head = new Uint8Array(8)
    await handle.read(head, 0, head.length, 0)
    return MAGIC.find(([magic]) => magic.every((byte, index) => head[index] === byte))?.[1] ?? null
  } finally {
    await handle.close()
  }
}
