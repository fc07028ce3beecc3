import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { type ChildProgram, startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'

const READY_WITHIN_MS = 20_000

/** A Redis of the test's own, on a port of 127.0.0.1 that stays the same. */
export interface TestRedis {
  readonly port: number
  /** Kills it in the middle of whatever it does. */
  kill(): Promise<void>
  /** Starts it again with what it had written, or with nothing, and with these options more. Resolves when it answers. */
  restart(from: 'disk' | 'nothing', more?: readonly string[]): Promise<void>
  /** Ends it and removes what it wrote. */
  stop(): Promise<void>
}

/** Starts `redis-server` with an append-only file that is synced each second, and these options more: `['--maxmemory', '5mb']`. */
export async function startRedis(options: readonly string[] = []): Promise<TestRedis> {
  const port = (await freeTcpPorts(1))[0]!
  const newFolder = () => mkdtemp(join(tmpdir(), 'sequor-redis-'))
  let folder = await newFolder()
  let server = await start(port, folder, options)
  const clear = () => rm(folder, { recursive: true, force: true })
  return {
    port,
    kill: () => server.kill(),
    restart: async (from, more = []) => {
      await server.kill()
      if (from === 'nothing') {
        await clear()
        folder = await newFolder()
      }
      server = await start(port, folder, [...options, ...more])
    },
    stop: async () => {
      await server.kill()
      await clear()
    },
  }
}

async function start(port: number, folder: string, options: readonly string[]): Promise<ChildProgram> {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const keeping = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction']
  const server = startProgram(redisProgram(), [...place, ...keeping, ...options])
  await waitUntil(`redis-server answers on port ${port}`, READY_WITHIN_MS, async () => {
    try {
      server.assertRunning()
    } catch (cause) {
      throw new Error('redis-server does not run; test/support/install-system-packages.sh installs it', { cause })
    }
    return (await ask(port, 'PING')).startsWith('+PONG')
  }).catch(async (error: unknown) => {
    await server.kill()
    throw error
  })
  return server
}

/** What test/support/install-system-packages.sh has put there, else what is installed. */
export function redisProgram(): string {
  const own = cacheFolder('redis/redis-server')
  return existsSync(own) ? own : 'redis-server'
}

/** Sends one command of words without blanks, past all clients, and gives what is answered first; empty if nothing is. */
export function ask(port: number, command: string): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    socket.once('data', data => {
      resolve(data.toString())
      socket.destroy()
    })
    socket.once('error', () => resolve(''))
    socket.once('close', () => resolve(''))
  })
}
