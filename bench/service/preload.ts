import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Producer } from 'kafkajs'
import { statedPartition } from '../../src/adapters/kafka/append.ts'
import type { Scene } from './scene.ts'

/** How the lines of a corpus come to the topic. */
export interface Loading {
  /** Lines of one record batch, and of one partition in a row. */
  readonly linesABatch: number
  /** Which lines are sent. */
  readonly isSent: (line: string) => boolean
  /** Arrival of the first line, and how far apart lines arrive, in ms. */
  readonly startMs: number
  readonly stepMs: number
  /** When the line arrives that closes each partition. */
  readonly closingMs: number
}

interface Sent {
  readonly value: string
  readonly timestamp: string
}

/** A line of a device of its own, of that time in UTC. */
function closingLine(atMs: number): string {
  const date = new Date(atMs)
  const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })
  const stamp = `${month} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 23)}`
  return `<189>1: closing: ${stamp}: %SYS-5-CONFIG_I: Configured from console by console`
}

/**
 * Sends a corpus to the topic of a scene, each line with the arrival that its generator gave it, blocks of lines to the
 * partitions in turn, and a closing line to each. Gives how many records stand there.
 */
export async function preload(scene: Scene, corpusPath: string, loading: Loading): Promise<number> {
  const producer = scene.kafka.producer({ allowAutoTopicCreation: false, createPartitioner: statedPartition })
  await producer.connect()
  try {
    let number = 0
    let records = 0
    let block: Sent[] = []
    const send = sender(producer, scene)
    const lines = createInterface({ input: createReadStream(corpusPath), crlfDelay: Number.POSITIVE_INFINITY })
    for await (const value of lines) {
      const arrivalMs = loading.startMs + Math.floor(number++ * loading.stepMs)
      if (!loading.isSent(value)) continue
      records++
      block.push({ value, timestamp: String(arrivalMs) })
      if (block.length < loading.linesABatch) continue
      await send(block)
      block = []
    }
    if (block.length > 0) await send(block)
    for (let partition = 0; partition < scene.partitions; partition++)
      await send([{ value: closingLine(loading.closingMs), timestamp: String(loading.closingMs) }])
    await send.idle()
    return records + scene.partitions
  } finally {
    await producer.disconnect()
  }
}

/** Sends blocks to the partitions in turn: one request at a time to each of them. */
function sender(producer: Producer, { topic, partitions }: Scene) {
  const lanes: Promise<unknown>[] = Array.from({ length: partitions }, () => Promise.resolve())
  let turn = 0
  const send = async (block: readonly Sent[]): Promise<void> => {
    const partition = turn++ % partitions
    await lanes[partition]
    const messages = block.map(sent => ({ ...sent, partition }))
    lanes[partition] = producer.send({ topic, acks: 1, messages })
  }
  return Object.assign(send, { idle: () => Promise.all(lanes) })
}
