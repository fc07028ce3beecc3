import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { kafkaJars } from './kafka-jars.ts'

export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Compression = (typeof COMPRESSIONS)[number]

/** Sends lines, a record each, by the producer that comes with Kafka. Its batches hold up to 64 kB. */
export async function produceByJava(
  brokers: readonly string[],
  topic: string,
  compression: Compression,
  lines: readonly string[],
): Promise<void> {
  const child = spawn(
    'java',
    [
      ...['-Xmx128m', '-cp', join(await kafkaJars(), '*'), 'org.apache.kafka.tools.ConsoleProducer'],
      ...['--bootstrap-server', brokers.join(','), '--topic', topic, '--compression-codec', compression],
      ...['--batch-size', '65536', '--timeout', '200'],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  )
  let told = ''
  child.stderr.on('data', data => {
    told += data
  })
  child.stdin.end(`${lines.join('\n')}\n`)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the producer of Kafka ended with ${code}: ${told}`)
}
