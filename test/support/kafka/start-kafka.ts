import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ChildProgram, startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'
import { kafkaClient } from './kafka-client.ts'
import { kafkaJars, missingForKafka } from './kafka-jars.ts'
import { serverProperties } from './server-properties.ts'

const READY_WITHIN_MS = 60_000

/** A real cluster, or that of `SEQUOR_TEST_KAFKA`, whose topics need names of their own then. */
export interface KafkaServer {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  /** Where clients with a user of `USERS` come in; null where it has no users. */
  readonly usersBroker: string | null
  /** Ends the brokers and removes their folder, if they are ours. */
  readonly stop: () => Promise<void>
}

export interface KafkaOptions {
  readonly brokers?: 1 | 2
  /** Whether it knows users, and what each may do. */
  readonly users?: boolean
}

/** The program for lack of which `startKafka` would fail on this machine, `Java` or `Maven`; null if it would not. */
export async function lackingForKafka(): Promise<string | null> {
  return given() === null ? missingForKafka() : null
}

/**
 * Starts Kafka 4.3.1 on free ports of 127.0.0.1 in a folder of its own: one broker that is the controller too, and a second
 * where that is asked for. With options it is always one of our own.
 *
 * Resolves once a client can describe the cluster. The first call about a group may still be told to try again.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServer> {
  const { brokers: count = 1, users = false } = options
  const brokers = count === 1 && !users ? given() : null
  if (brokers !== null) {
    await describes(brokers, 1, () => {})
    return { brokers, usersBroker: null, stop: async () => {} }
  }
  const classPath = join(await kafkaJars(), '*')
  const [controllerPort, usersPort, ...ports] = (await freeTcpPorts(2 + count)) as [number, number, ...number[]]
  const folder = mkdtempSync(join(tmpdir(), 'sequor-kafka-'))
  const cluster = randomBytes(16).toString('base64url')
  const programs: ChildProgram[] = []
  const stop = async () => {
    await Promise.all(programs.map(program => program.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const [index, port] of ports.entries()) {
      const node = index === 0 ? 1 : 2
      const settings = join(folder, `server-${node}.properties`)
      const dataFolder = join(folder, `data-${node}`)
      const usersHere = users && node === 1 ? usersPort : null
      writeFileSync(settings, serverProperties({ node, port, usersPort: usersHere, controllerPort, dataFolder }))
      programs.push(await startBroker(classPath, settings, cluster))
    }
    const addresses = ports.map(port => `127.0.0.1:${port}`)
    await describes(addresses, count, () => {
      for (const program of programs) program.assertRunning()
    })
    return { brokers: addresses, usersBroker: users ? `127.0.0.1:${usersPort}` : null, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startBroker(classPath: string, settings: string, cluster: string): Promise<ChildProgram> {
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
  return startProgram('java', ['-Xmx400m', '-cp', classPath, 'kafka.Kafka', settings])
}

function given(): readonly string[] | null {
  const text = process.env['SEQUOR_TEST_KAFKA']
  return text ? text.split(',') : null
}

async function describes(brokers: readonly string[], least: number, assertRunning: () => void): Promise<void> {
  const admin = kafkaClient(brokers).admin({ retry: { retries: 0 } })
  try {
    await waitUntil(`a cluster answers at ${brokers.join(', ')}`, READY_WITHIN_MS, async () => {
      assertRunning()
      return await admin
        .connect()
        .then(() => admin.describeCluster())
        .then(
          ({ brokers }) => brokers.length >= least,
          () => false,
        )
    })
  } finally {
    await admin.disconnect()
  }
}
