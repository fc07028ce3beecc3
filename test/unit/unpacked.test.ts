import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { streamSource } from '../../src/adapters/file/byte-source.ts'

const LINES = Array.from(
  { length: 200_000 },
  (_, index) => `line ${index} ${(index * 2_654_435_761) % 4_294_967_296}\n`,
)
const TEXT = Buffer.from(LINES.join(''))
const PACK = { gzip: gzipSync, zstd: zstdCompressSync }

/** What is read of a stream of these pieces, and how it ended. */
async function read(...pieces: readonly Uint8Array[]) {
  const source = streamSource('-', Readable.from(pieces), 0)
  const into = new Uint8Array(100_000)
  const parts: Uint8Array[] = []
  try {
    for (let bytes = await source.read(into, 0); bytes > 0; bytes = await source.read(into, 0))
      parts.push(into.slice(0, bytes))
    return { bytes: Buffer.concat(parts), fault: null }
  } catch (error) {
    return { bytes: Buffer.concat(parts), fault: (error as Error).message }
  }
}

describe.each(['gzip', 'zstd'] as const)('data packed by %s', kind => {
  const packed = PACK[kind](TEXT)

  it('is unpacked, in one part or several, however its bytes come', async () => {
    const cut = [packed.subarray(0, 1), packed.subarray(1, 70_000), packed.subarray(70_000), packed]
    const { bytes, fault } = await read(...cut)
    expect(fault).toBeNull()
    expect(bytes.equals(Buffer.concat([TEXT, TEXT]))).toBe(true)
  })

  it('gives what stands before the place where it is cut off, and tells', async () => {
    const { bytes, fault } = await read(packed.subarray(0, packed.length >> 1))
    expect(fault).toBe(`its ${kind} data is cut off`)
    expect(bytes.length).toBeGreaterThan(TEXT.length / 4)
    expect(TEXT.subarray(0, bytes.length).equals(bytes)).toBe(true)
  })

  it('tells that it is damaged', async () => {
    const damaged = Buffer.from(packed)
    damaged[packed.length >> 1]! ^= 0xff
    expect((await read(damaged)).fault).toMatch(new RegExp(`^its ${kind} data is damaged \\(`))
  })

  it('tells what stands behind it', async () => {
    expect((await read(packed, Buffer.from('no more of it'))).fault).toContain(`its ${kind} data is damaged`)
  })
})

it('leaves what is not packed as it is, the shortest too', async () => {
  for (const text of ['', 'a', '\u001f', 'plain text\n'])
    expect(await read(Buffer.from(text))).toEqual({ bytes: Buffer.from(text), fault: null })
})

it('stops at what unpacks to more than a thousand times its size, as no log does', async () => {
  // Zeroes: each of the parts unpacks to 64 MiB.
  const part = zstdCompressSync(Buffer.alloc(1 << 26))
  const source = streamSource('-', Readable.from(Array.from({ length: 40 }, () => part)), 0)
  const into = new Uint8Array(1 << 20)
  let bytes = 0
  const readAll = async () => {
    for (let more = await source.read(into, 0); more > 0; more = await source.read(into, 0)) bytes += more
  }
  await expect(readAll()).rejects.toThrow(
    'unpacks to more than 1000 times its size; if it is a log: `zstdcat | sequor … -`',
  )
  expect(bytes).toBeGreaterThanOrEqual(2 ** 30)
  expect(bytes).toBeLessThan(2 ** 30 + 2 ** 27)
})
