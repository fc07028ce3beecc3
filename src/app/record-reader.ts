import type { ByteSource } from './ports.ts'

const CHUNK_BYTES = 1 << 20
const NEWLINE = 0x0a

/** The lines of a source as text, without their newlines. A line must fit into memory. */
export async function* textLines(source: ByteSource): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const chunk = new Uint8Array(CHUNK_BYTES)
  let rest: Uint8Array[] = []
  const line = (last: Uint8Array): string => {
    const parts = [...rest, last]
    rest = []
    return parts.map((part, index) => decoder.decode(part, { stream: index < parts.length - 1 })).join('')
  }
  for (let read = await source.read(chunk, 0); read > 0; read = await source.read(chunk, 0)) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < read; at = chunk.indexOf(NEWLINE, from)) {
      yield line(chunk.subarray(from, at))
      from = at + 1
    }
    if (from < read) rest.push(chunk.slice(from, read))
  }
  if (rest.length > 0) yield line(new Uint8Array(0))
}
