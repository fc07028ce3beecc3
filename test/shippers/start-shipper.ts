import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../support/cache-folder.ts'
import { type ChildProgram, startProgram } from '../support/child-program.ts'
import { freeUdpPort } from '../support/free-ports.ts'
import { waitUntil } from '../support/wait-until.ts'

const READY_WITHIN_MS = 20_000

export const SHIPPERS = ['rsyslog', 'syslog-ng'] as const
export type ShipperName = (typeof SHIPPERS)[number]

/** What a configuration is told by the environment, and all that differs from the file as it is shipped. */
export interface ShipperSettings {
  /** Path of the configuration. */
  readonly configuration: string
  readonly brokers: readonly string[]
  readonly topic: string
  /** A folder of its own, for queues, state and the log file. */
  readonly folder: string
}

export interface Shipper {
  /** Where it receives, on 127.0.0.1. */
  readonly udpPort: number
  /** The file that the default configurations write. */
  readonly logFile: string
  readonly program: ChildProgram
}

/** Whether the program was unpacked on this machine. */
export function hasShipper(name: ShipperName): boolean {
  return existsSync(binaryOf(name))
}

/** Starts the real program, in the foreground, and resolves once it listens. Its own folder holds all that it writes. */
export async function startShipper(name: ShipperName, settings: ShipperSettings): Promise<Shipper> {
  const { folder, configuration } = settings
  mkdirSync(folder, { recursive: true })
  const udpPort = await freeUdpPort()
  const logFile = join(folder, 'devices.log')
  const program = startProgram(binaryOf(name), ARGUMENTS[name](configuration, folder), {
    // The zone that a relay reads stamps without a zone in.
    TZ: 'UTC',
    LD_LIBRARY_PATH: libraryFolders(name).join(':'),
    SYSLOG_ADDRESS: '127.0.0.1',
    SYSLOG_PORT: String(udpPort),
    KAFKA_BROKERS: settings.brokers.join(','),
    KAFKA_TOPIC: settings.topic,
    SPOOL_FOLDER: folder,
    LOG_FILE: logFile,
  })
  try {
    await waitUntil(`${name} listens on UDP port ${udpPort}`, READY_WITHIN_MS, () => {
      program.assertRunning()
      return isBound(udpPort)
    })
  } catch (error) {
    await program.stop()
    throw new Error(`${(error as Error).message}\n${program.output()}`, { cause: error })
  }
  return { udpPort, logFile, program }
}

const ARGUMENTS: Readonly<Record<ShipperName, (configuration: string, folder: string) => string[]>> = {
  rsyslog: (configuration, folder) => [
    ...['-n', '-f', configuration, '-i', join(folder, 'rsyslogd.pid')],
    ...['-M', join(tripletFolder('rsyslog'), 'rsyslog')],
  ],
  'syslog-ng': (configuration, folder) => [
    ...['--foreground', '--no-caps', '--cfgfile', configuration, '--module-path', moduleFolder()],
    ...['--persist-file', join(folder, 'persist'), '--control', join(folder, 'control')],
    ...['--pidfile', join(folder, 'syslog-ng.pid')],
  ],
}

function binaryOf(name: ShipperName): string {
  return cacheFolder(`${name}/usr/sbin/${name === 'rsyslog' ? 'rsyslogd' : 'syslog-ng'}`)
}

function libraryFolders(name: ShipperName): string[] {
  const triplet = tripletFolder(name)
  return [triplet, triplet.replace('/usr/lib/', '/lib/'), cacheFolder(`${name}/usr/lib/syslog-ng`)]
}

/** The folder that is named for the processor, `usr/lib/x86_64-linux-gnu` or its like. */
function tripletFolder(name: ShipperName): string {
  const folder = cacheFolder(`${name}/usr/lib`)
  const triplet = readdirSync(folder).find(entry => entry.endsWith('-linux-gnu') || entry.endsWith('-linux-gnueabihf'))
  if (triplet === undefined) throw new Error(`no folder of libraries in ${folder}`)
  return join(folder, triplet)
}

/** `usr/lib/syslog-ng/3.38`: beside its libraries stands one folder, of the version. */
function moduleFolder(): string {
  const folder = cacheFolder('syslog-ng/usr/lib/syslog-ng')
  const version = readdirSync(folder).find(entry => /^\d+\.\d+$/.test(entry))
  if (version === undefined) throw new Error(`no folder of modules in ${folder}`)
  return join(folder, version)
}

/** Whether somebody has bound a UDP port of 127.0.0.1, as Linux tells it. */
function isBound(port: number): boolean {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return readFileSync('/proc/net/udp', 'utf8').includes(` ${address} `)
}
