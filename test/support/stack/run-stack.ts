/**
 * Kafka and Redis on this machine for a person to try things with, and the topics of examples/sequor.yaml in it.
 *
 *   npm run stack
 *
 * Both end at Ctrl-C, and what they held is gone then. `SEQUOR_TEST_KAFKA` and `SEQUOR_TEST_REDIS` name running ones instead,
 * which are left running.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kafkaClient } from '../kafka/kafka-client.ts'
import { kafkaJarsOrNull } from '../kafka/kafka-jars.ts'
import { lackingForKafka, startKafka } from '../kafka/start-kafka.ts'
import { lackingForRedis, redisServer } from '../redis/redis-server.ts'
import { runSequor } from '../run-sequor.ts'

const SAMPLE = fileURLToPath(new URL('../../../examples/sequor.yaml', import.meta.url))
const LINES = 'syslog'

const lacking = [await lackingForKafka(), await lackingForRedis()].filter(each => each !== null)
if (lacking.length > 0) {
  console.error(`missing on this machine: ${lacking.join(', ')}

Kafka needs Java 17 and Maven, which fetches it the first time; Redis needs redis-server 7. On Debian:
  apt-get install openjdk-17-jre-headless maven redis-server
Or name running ones: SEQUOR_TEST_KAFKA=host:port SEQUOR_TEST_REDIS=host:port npm run stack`)
  process.exit(4)
}

const stops: (() => Promise<void> | void)[] = []
let isStopping = false
async function stop(code: number): Promise<void> {
  if (isStopping) return
  isStopping = true
  for (const one of stops.toReversed()) await one()
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))

try {
  console.log('starting Kafka and Redis …')
  const kafka = await startKafka()
  stops.push(kafka.stop)
  const redis = await redisServer()
  stops.push(redis.stop)
  const sets = [`kafka.brokers=${kafka.brokers.join(',')}`, ...redisSets(redis.address)]
  await createLinesTopic(kafka.brokers)
  const flags = ['--config', SAMPLE, ...sets.flatMap(set => ['--set', set])]
  const created = await runSequor(['topics', 'create', ...flags])
  if (created.code !== 0) throw new Error(created.stderr)
  const config = writtenConfig((await runSequor(['config', 'print', ...flags])).stdout)
  console.log(`${created.stdout}\n${nextSteps(kafka.brokers[0]!, redis.address, config)}`)
  // Kafka and Redis would end with this process' standard input, were there nothing else to wait for.
  setInterval(() => {}, 60_000)
} catch (error) {
  console.error((error as Error).message)
  await stop(4)
}

function redisSets(address: string): readonly string[] {
  const at = address.lastIndexOf(':')
  return [`redis.host=${address.slice(0, at)}`, `redis.port=${address.slice(at + 1)}`]
}

async function createLinesTopic(brokers: readonly string[]): Promise<void> {
  const admin = kafkaClient(brokers).admin()
  await admin.connect()
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }]
  await admin.createTopics({ topics: [{ topic: LINES, numPartitions: 2, configEntries }] })
  await admin.disconnect()
}

/** The configuration of this stack in a file of its own, so that a second terminal need not repeat its addresses. */
function writtenConfig(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sequor-stack-'))
  stops.push(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'sequor.yaml'), text)
  return join(folder, 'sequor.yaml')
}

function nextSteps(broker: string, redis: string, config: string): string {
  return `Kafka ${broker}, Redis ${redis}, configuration ${config}

In other terminals, here:
  npm run -s sequor -- run --config ${config} --set log.format=text
  ${tool('ConsoleProducer')} --bootstrap-server ${broker} --topic ${LINES} < examples/wlc-site.log
  ${tool('consumer.ConsoleConsumer')} --bootstrap-server ${broker} --topic sequor.incidents --from-beginning

Ctrl-C ends both, and what they held is gone.`
}

/** Kafka's own tool, from the jars of which the broker runs; those of a Kafka that was named are wherever it is. */
function tool(name: string): string {
  const jars = kafkaJarsOrNull()
  const script = name === 'ConsoleProducer' ? 'kafka-console-producer.sh' : 'kafka-console-consumer.sh'
  return jars === null ? script : `java -cp '${join(jars, '*')}' org.apache.kafka.tools.${name}`
}
