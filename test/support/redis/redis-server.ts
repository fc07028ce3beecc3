import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'

const READY_WITHIN_MS = 20_000

/** A real Redis, or that of `SEQUOR_TEST_REDIS`, whose keys need a prefix of their own then. */
export interface RedisServer {
  /** `host:port`. */
  readonly address: string
  /** Ends it and removes its folder, if it is ours. */
  readonly stop: () => Promise<void>
}

/** The program for lack of which `redisServer` would fail on this machine; null if it would not. */
export async function lackingForRedis(): Promise<string | null> {
  if (given() !== null) return null
  return promisify(execFile)('redis-server', ['--version']).then(
    () => null,
    () => 'redis-server',
  )
}

/** Starts Redis as the service wants it: with an append-only file, and without eviction. */
export async function redisServer(): Promise<RedisServer> {
  const address = given()
  if (address !== null) {
    await answers(address, () => {})
    return { address, stop: async () => {} }
  }
  const [port] = (await freeTcpPorts(1)) as [number]
  const folder = mkdtempSync(join(tmpdir(), 'sequor-redis-'))
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const keeping = ['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']
  const server = startProgram('redis-server', [...place, ...keeping])
  const stop = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answers(`127.0.0.1:${port}`, server.assertRunning)
    return { address: `127.0.0.1:${port}`, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function given(): string | null {
  return process.env['SEQUOR_TEST_REDIS'] || null
}

async function answers(address: string, assertRunning: () => void): Promise<void> {
  await waitUntil(`Redis answers at ${address}`, READY_WITHIN_MS, () => {
    assertRunning()
    return pings(address)
  })
}

function pings(address: string): Promise<boolean> {
  const at = address.lastIndexOf(':')
  return new Promise(resolve => {
    const socket = connect(Number(address.slice(at + 1)), address.slice(0, at), () => socket.write('PING\r\n'))
    socket.once('data', data => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}
