import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import kafkajs from 'kafkajs'

const { CompressionCodecs, CompressionTypes } = kafkajs

/** What a batch may unpack to. kafkajs unpacks a whole fetch at once and knows no bound of its own. */
export const MOST_UNPACKED_BYTES = 64 * 1024 * 1024

interface Encoder {
  readonly buffer: Buffer
}

/** Lets kafkajs read batches in gzip and zstd, up to a bound; of itself it knows gzip only, without one. */
export function registerCodecs(maxOutputLength = MOST_UNPACKED_BYTES): void {
  CompressionCodecs[CompressionTypes.GZIP] = () => ({
    compress: async ({ buffer }: Encoder) => gzipSync(buffer),
    decompress: async (buffer: Buffer) => gunzipSync(buffer, { maxOutputLength }),
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: Encoder) => zstdCompressSync(buffer),
    decompress: async (buffer: Buffer) => zstdDecompressSync(buffer, { maxOutputLength }),
  })
}
