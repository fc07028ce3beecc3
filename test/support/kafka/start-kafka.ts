import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ChildProgram, startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'
import { GUARDED, type GuardedKafka, type GuardedListeners, guardedListeners } from './guarded-listeners.ts'
import { kafkaClient } from './kafka-client.ts'
import { kafkaJars, missingForKafka } from './kafka-jars.ts'
import { serverProperties } from './server-properties.ts'

const READY_WITHIN_MS = 60_000

/** A real cluster, or that of `SEQUOR_TEST_KAFKA`, whose topics need names of their own then. */
export interface KafkaServer {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  /** Where clients are asked who they are; null unless that is asked for. */
  readonly guarded: GuardedKafka | null
  /** Freezes the brokers, or lets them go on; nothing if they are not ours. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** Kills one of the brokers in the middle of whatever it does, and starts it again with what it had written. Ours only. */
  readonly restart: (node: 1 | 2) => Promise<void>
  /** Where the first broker keeps its partitions; null for one that is not ours. */
  readonly dataFolder: string | null
  /** Ends the brokers and removes their folder, if they are ours. */
  readonly stop: () => Promise<void>
}

export interface KafkaOptions {
  readonly brokers?: 1 | 2
  /** Whether it knows users, and what each may do, and speaks TLS. */
  readonly guarded?: boolean
  /** Whether it must be one of our own, whose files a test may change. */
  readonly own?: boolean
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
  const { brokers: count = 1, guarded: isGuarded = false, own = false } = options
  const brokers = count === 1 && !isGuarded && !own ? given() : null
  if (brokers !== null) {
    await describes(brokers, 1, () => {})
    return {
      brokers,
      guarded: null,
      dataFolder: null,
      restart: notOurs,
      freeze: () => {},
      thaw: () => {},
      stop: async () => {},
    }
  }
  const classPath = join(await kafkaJars(), '*')
  const [controllerPort, ...free] = (await freeTcpPorts(1 + count + GUARDED.length)) as [number, ...number[]]
  const ports = free.slice(0, count)
  const folder = mkdtempSync(join(tmpdir(), 'sequor-kafka-'))
  const cluster = randomBytes(16).toString('base64url')
  const programs: ChildProgram[] = []
  const settingsOf = (node: number) => join(folder, `server-${node}.properties`)
  const send = (signal: NodeJS.Signals) => {
    for (const program of programs) program.signal(signal)
  }
  let guarded: GuardedListeners | null = null
  const stop = async () => {
    await guarded?.stop()
    await Promise.all(programs.map(program => program.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    if (isGuarded) guarded = await guardedListeners(folder, free.slice(count))
    for (const [index, port] of ports.entries()) {
      const node = index === 0 ? 1 : 2
      const dataFolder = join(folder, `data-${node}`)
      writeFileSync(
        settingsOf(node),
        serverProperties({ node, port, guarded: node === 1 ? guarded : null, controllerPort, dataFolder }),
      )
      await formatFolder(classPath, settingsOf(node), cluster, guarded?.formatOptions ?? [])
      programs.push(startBroker(classPath, settingsOf(node), guarded?.javaOptions ?? []))
    }
    const addresses = ports.map(port => `127.0.0.1:${port}`)
    await describes(addresses, count, () => {
      for (const program of programs) program.assertRunning()
    })
    return {
      brokers: addresses,
      dataFolder: join(folder, 'data-1'),
      guarded: guarded?.kafka ?? null,
      restart: async node => {
        await programs[node - 1]!.kill()
        programs[node - 1] = startBroker(classPath, settingsOf(node), guarded?.javaOptions ?? [])
        await describes(addresses, count, () => programs[node - 1]!.assertRunning())
      },
      freeze: () => send('SIGSTOP'),
      thaw: () => send('SIGCONT'),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function formatFolder(
  classPath: string,
  settings: string,
  cluster: string,
  more: readonly string[],
): Promise<void> {
  await promisify(execFile)('java', [
    '-cp',
    classPath,
    'kafka.tools.StorageTool',
    'format',
    // One argument: an id may begin with a dash.
    `--cluster-id=${cluster}`,
    '-c',
    settings,
    ...more,
  ])
}

function startBroker(classPath: string, settings: string, options: readonly string[]): ChildProgram {
  return startProgram('java', ['-Xmx400m', ...options, '-cp', classPath, 'kafka.Kafka', settings])
}

async function notOurs(): Promise<void> {
  throw new Error('this cluster is not ours: leave SEQUOR_TEST_KAFKA unset')
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
