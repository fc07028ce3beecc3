import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  /** Where clients are asked who they are; null unless that is asked for. */
  readonly guarded: {
    /** Where users of `USERS` come in, `host:port`. */
    readonly users: string
    /** Where TLS is spoken, `host:port`. */
    readonly tls: string
    /** The file of the certificate that the broker shows there. */
    readonly certificate: string
  } | null
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
  const [controllerPort, users, tls, ...ports] = (await freeTcpPorts(3 + count)) as [
    number,
    number,
    number,
    ...number[],
  ]
  const folder = mkdtempSync(join(tmpdir(), 'sequor-kafka-'))
  const cluster = randomBytes(16).toString('base64url')
  const programs: ChildProgram[] = []
  const settingsOf = (node: number) => join(folder, `server-${node}.properties`)
  const send = (signal: NodeJS.Signals) => {
    for (const program of programs) program.signal(signal)
  }
  const stop = async () => {
    await Promise.all(programs.map(program => program.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const guarded = isGuarded ? { users, tls, ...(await ownCertificate(folder)) } : null
    for (const [index, port] of ports.entries()) {
      const node = index === 0 ? 1 : 2
      const dataFolder = join(folder, `data-${node}`)
      writeFileSync(
        settingsOf(node),
        serverProperties({ node, port, guarded: node === 1 ? guarded : null, controllerPort, dataFolder }),
      )
      await formatFolder(classPath, settingsOf(node), cluster)
      programs.push(startBroker(classPath, settingsOf(node)))
    }
    const addresses = ports.map(port => `127.0.0.1:${port}`)
    await describes(addresses, count, () => {
      for (const program of programs) program.assertRunning()
    })
    return {
      brokers: addresses,
      dataFolder: join(folder, 'data-1'),
      guarded: guarded && {
        users: `127.0.0.1:${users}`,
        tls: `127.0.0.1:${tls}`,
        certificate: guarded.certificate,
      },
      restart: async node => {
        await programs[node - 1]!.kill()
        programs[node - 1] = startBroker(classPath, settingsOf(node))
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

/** A certificate for 127.0.0.1 that is signed by itself, and the same with its key. */
async function ownCertificate(folder: string): Promise<{ certificate: string; keyFile: string }> {
  const [certificate, key, keyFile] = ['tls.crt', 'tls.key', 'tls.pem'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const made = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=sequor-test -addext subjectAltName=IP:127.0.0.1'
  await promisify(execFile)('openssl', [...made.split(' '), '-keyout', key, '-out', certificate]).catch(cause => {
    throw new Error('a Kafka that asks who comes needs openssl, to make its certificate', { cause })
  })
  writeFileSync(keyFile, readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8'))
  return { certificate, keyFile }
}

async function formatFolder(classPath: string, settings: string, cluster: string): Promise<void> {
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
}

function startBroker(classPath: string, settings: string): ChildProgram {
  return startProgram('java', ['-Xmx400m', '-cp', classPath, 'kafka.Kafka', settings])
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
