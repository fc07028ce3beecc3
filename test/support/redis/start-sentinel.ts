import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'
import { ask, redisProgram, startRedis } from './start-redis.ts'

const READY_WITHIN_MS = 20_000

/** A master, its replica, and a sentinel that knows both; the master goes by the name `main`. */
export interface WatchedRedis {
  readonly sentinelPort: number
  readonly ports: readonly [first: number, second: number]
  /** Has the sentinel make the other one the master. Resolves when it is. */
  failOver(): Promise<void>
  stop(): Promise<void>
}

export async function startWatchedRedis(): Promise<WatchedRedis> {
  const [sentinelPort] = (await freeTcpPorts(1)) as [number]
  const first = await startRedis(['--repl-diskless-sync-delay', '0'])
  const second = await startRedis(['--replicaof', '127.0.0.1', String(first.port)])
  await waitUntil('the replica follows', READY_WITHIN_MS, async () =>
    (await ask(first.port, 'INFO replication')).includes('state=online'),
  )
  const folder = await mkdtemp(join(tmpdir(), 'sequor-sentinel-'))
  const file = join(folder, 'sentinel.conf')
  await writeFile(file, `port ${sentinelPort}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${first.port} 1\n`)
  const sentinel = startProgram(redisProgram(), [file, '--sentinel', '--dir', folder])
  await waitUntil('the sentinel knows the replica', READY_WITHIN_MS, async () => {
    sentinel.assertRunning()
    return (await ask(sentinelPort, 'SENTINEL REPLICAS main')).includes(String(second.port))
  })
  return {
    sentinelPort,
    ports: [first.port, second.port],
    failOver: async () => {
      await waitUntil('the sentinel begins', READY_WITHIN_MS, async () =>
        (await ask(sentinelPort, 'SENTINEL FAILOVER main')).startsWith('+OK'),
      )
      await waitUntil('the replica is the master', READY_WITHIN_MS, async () =>
        (await ask(second.port, 'INFO replication')).includes('role:master'),
      )
    },
    stop: async () => {
      await sentinel.kill()
      await Promise.all([first.stop(), second.stop(), rm(folder, { recursive: true, force: true })])
    },
  }
}
