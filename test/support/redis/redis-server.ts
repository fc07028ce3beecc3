import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { waitUntil } from '../wait-until.ts'
import { redisProgram, startRedis } from './start-redis.ts'

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
  return promisify(execFile)(redisProgram(), ['--version']).then(
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
  const { port, stop } = await startRedis()
  return { address: `127.0.0.1:${port}`, stop }
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
