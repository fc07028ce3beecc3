import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'
import { kafkaClient } from './kafka-client.ts'
import { kafkaJars, missingForKafka } from './kafka-jars.ts'

const READY_WITHIN_MS = 60_000

/** A real broker, or those of `SEQUOR_TEST_KAFKA`, whose topics need names of their own then. */
export interface KafkaServer {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  /** Ends the broker and removes its folder, if it is ours. */
  readonly stop: () => Promise<void>
}

/** The program for lack of which `startKafka` would fail on this machine, `Java` or `Maven`; null if it would not. */
export async function lackingForKafka(): Promise<string | null> {
  return given() === null ? missingForKafka() : null
}

/**
 * Starts Kafka 4.3.1, one broker that is its own controller, on free ports of 127.0.0.1 in a folder of its own.
 *
 * Resolves once a client can describe the cluster. The first call about a group may still be told to try again.
 */
export async function startKafka(): Promise<KafkaServer> {
  const brokers = given()
  if (brokers !== null) {
    await describes(brokers, () => {})
    return { brokers, stop: async () => {} }
  }
  const classPath = join(await kafkaJars(), '*')
  const [clientPort, controllerPort] = (await freeTcpPorts(2)) as [number, number]
  const folder = mkdtempSync(join(tmpdir(), 'sequor-kafka-'))
  const settings = join(folder, 'server.properties')
  writeFileSync(settings, serverProperties(clientPort, controllerPort, join(folder, 'data')))
  const cluster = randomBytes(16).toString('base64url')
  await promisify(execFile)('java', [
    '-cp',
    classPath,
    'kafka.tools.StorageTool',
    'format',
    // One argument: an id may begin with a dash.
    `--cluster-id=${cluster}`,
    '-c',
    settings,
  ])
  const broker = startProgram('java', ['-Xmx400m', '-cp', classPath, 'kafka.Kafka', settings])
  const stop = async () => {
    await broker.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const address = `127.0.0.1:${clientPort}`
    await describes([address], broker.assertRunning)
    return { brokers: [address], stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function given(): readonly string[] | null {
  const text = process.env['SEQUOR_TEST_KAFKA']
  return text ? text.split(',') : null
}

async function describes(brokers: readonly string[], assertRunning: () => void): Promise<void> {
  const admin = kafkaClient(brokers).admin({ retry: { retries: 0 } })
  try {
    await waitUntil(`a cluster answers at ${brokers.join(', ')}`, READY_WITHIN_MS, async () => {
      assertRunning()
      return await admin
        .connect()
        .then(() => admin.describeCluster())
        .then(
          ({ brokers }) => brokers.length > 0,
          () => false,
        )
    })
  } finally {
    await admin.disconnect()
  }
}

function serverProperties(clientPort: number, controllerPort: number, dataFolder: string): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${clientPort},CONTROLLER://127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${dataFolder}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
`
}
