import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Changes the batch that begins at an offset where the broker has it on its disk, as a bad disk would: brokers send what
 * stands there as it is. Gives the bytes as they are then.
 */
export function damageBatch(
  { dataFolder, topic, partition }: { dataFolder: string; topic: string; partition: number },
  offset: number,
  change: (batch: Buffer) => Buffer,
): Buffer {
  const path = join(dataFolder, `${topic}-${partition}`, '00000000000000000000.log')
  const { from, to } = placeOf(readFileSync(path), offset)
  const file = openSync(path, 'r+')
  try {
    const batch = Buffer.alloc(to - from)
    readSync(file, batch, 0, batch.length, from)
    const changed = change(batch)
    if (changed.length !== batch.length) throw new Error('a batch must keep its length, as others follow it')
    writeSync(file, changed, 0, changed.length, from)
    return changed
  } finally {
    closeSync(file)
  }
}

/** Where in a log the batch stands that begins at an offset. */
function placeOf(log: Buffer, offset: number): { from: number; to: number } {
  for (let from = 0; from + 12 <= log.length; from += 12 + log.readInt32BE(from + 8)) {
    if (log.readBigInt64BE(from) === BigInt(offset)) return { from, to: from + 12 + log.readInt32BE(from + 8) }
  }
  throw new Error(`no batch begins at offset ${offset}`)
}
