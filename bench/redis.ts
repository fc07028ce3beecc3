/**
 * Prints what it costs to keep the windows of a shard in Redis: saves of 1, 100 and 10,000 changed windows, a claim, and the
 * bytes that a window takes. Starts a `redis-server` of its own, with an append-only file.
 *
 *   node bench/redis.ts [--markdown] [rounds]
 *
 * Each window is that of an expectation that waits for its answer, with the one line that opened it, of a device of its own.
 */
import { hrtime } from 'node:process'
import { RedisLink, type RedisObserver } from '../src/adapters/redis/link.ts'
import { redisShardStore } from '../src/adapters/redis/shard-store.ts'
import type { StoredShard } from '../src/app/ports.ts'
import { type Changes, newChanges } from '../src/core/changes.ts'
import { fold, newShardState } from '../src/core/fold.ts'
import { DEFAULT_LAYOUT } from '../src/core/match.ts'
import { changedParts } from '../src/core/state-parts.ts'
import { ask, startRedis } from '../test/support/redis/start-redis.ts'
import { contextOf, matchOf } from '../test/support/run-log.ts'
import { sampleRule } from '../test/support/sample-rules.ts'
import { asMarkdown, asText, circumstances, median } from './report.ts'

const WINDOWS = 20_000
const SAVES = [1, 100, 10_000] as const
const START_MS = Date.UTC(2024, 6, 9, 12)

const pattern = { kind: 'expectation', after: 'a', expect: 'b', withinMs: 3_600_000 } as const
const rule = { ...sampleRule(pattern, { id: 'licence-server-answered-502', hash: '8f14e45fceea167a5a36dedd4bea2543' }) }

/** A state with windows that wait, made by folds. */
function waitingState() {
  const state = newShardState(DEFAULT_LAYOUT)
  const context = contextOf({ rules: [{ ...rule, bounds: { windows: WINDOWS, remembered: 1_000 } }] })
  for (let offset = 0; offset < WINDOWS; offset++) {
    const arrival = START_MS + offset
    const host = `switch-${offset}.example.org`
    const text = `Communications failure with the Cisco Smart License Utility (CSLU) : HTTP Server Error 502: Bad Gateway ${offset}`
    const device = { host, code: 'SMART_LIC-3-COMM_FAILED', text, sequence: null, unset: false, shiftMs: 0 }
    const times = { arrival, stampMs: arrival - 130, resolutionMs: 0 }
    const place = { topic: 'syslog', partition: 0, offset }
    const line = { ...device, ...times, ...place, rule, key: [host], group: [host], events: ['a'] }
    const matches = [matchOf(line, DEFAULT_LAYOUT)]
    const frame = { ...place, stream: 'bench', base: 0, from: offset, to: offset + 1, promise: arrival, matches }
    fold(state, { generation: 0, partitions: { syslog: 1 }, frames: [frame] }, context)
  }
  return state
}

const silent: RedisObserver = { waiting: () => {}, resumed: () => {}, serverChanged: () => {} }

/** CPU seconds of the server so far, user and system. */
async function serverCpu(port: number): Promise<number> {
  const told = await ask(port, 'INFO cpu')
  const [sys, user] = ['sys', 'user'].map(kind => Number(new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(told)![1]))
  return sys! + user!
}

async function numberOf(port: number, command: string): Promise<number> {
  return Number((await ask(port, command)).slice(1))
}

const rounds = Number(process.argv.find(arg => /^\d+$/.test(arg)) ?? 5)
const redis = await startRedis()
const stop = new AbortController()
try {
  const link = new RedisLink({ host: '127.0.0.1', port: redis.port }, silent, stop.signal)
  const store = redisShardStore(link, { namespace: 'bench', layout: 1 })
  const state = waitingState()
  const names = [...state.windows.keys()]
  let number = 0
  await store.claim(0, 'bench')
  const save = async (changes: Changes) => {
    const answer = await store.save(0, { token: 'bench', number: ++number, position: number, state, changes })
    if (answer !== 'stored') throw new Error(`a save was ${answer}`)
  }
  await save({ windows: new Set(names), lives: new Set() })

  const rows = [['windows a save', 'saves / s', 'windows / s', 'own CPU µs a window', 'CPU µs of Redis a window']]
  for (const count of SAVES) {
    const saves = Math.max(4, Math.min(2_000, 20_000 / count))
    const figures: [perSecond: number, own: number, server: number][] = []
    for (let round = 0; round <= rounds; round++) {
      const sets = Array.from({ length: saves }, (_, i) => {
        const from = (i * count) % (WINDOWS - count + 1)
        return { ...newChanges(), windows: new Set(names.slice(from, from + count)) }
      })
      const [began, cpu, server] = [hrtime.bigint(), process.cpuUsage(), await serverCpu(redis.port)]
      for (const changes of sets) await save(changes)
      const seconds = Number(hrtime.bigint() - began) / 1e9
      const { user, system } = process.cpuUsage(cpu)
      const windows = saves * count
      const serverMicroseconds = 1e6 * ((await serverCpu(redis.port)) - server)
      if (round > 0) figures.push([saves / seconds, (user + system) / windows, serverMicroseconds / windows])
    }
    const [perSecond, own, server] = [0, 1, 2].map(column => median(figures.map(figure => figure[column]!)))
    const whole = (value: number) => Math.round(value).toLocaleString('en')
    const [saved, total] = [whole(perSecond!), whole(perSecond! * count)]
    rows.push([whole(count), saved, total, own!.toFixed(1), server!.toFixed(1)])
  }

  const began = hrtime.bigint()
  const claimed = (await store.claim(0, 'again')) as StoredShard
  const claimSeconds = Number(hrtime.bigint() - began) / 1e9
  if (claimed.state.windows.size !== WINDOWS) throw new Error(`${claimed.state.windows.size} windows were claimed`)
  const bytes = await numberOf(redis.port, 'MEMORY USAGE {bench:1:0}:parts SAMPLES 0')
  const written = changedParts(state, { windows: new Set(names), lives: new Set() })
  const textBytes = written.reduce((sum, [name, text]) => sum + name.length + text!.length, 0)

  const isMarkdown = process.argv.includes('--markdown')
  const [, , , version] = (await ask(redis.port, 'INFO server')).split(/\r?\n|:/)
  for (const line of circumstances('node bench/redis.ts --markdown', `${WINDOWS} windows that wait, Redis ${version}`))
    console.log(isMarkdown ? `* ${line}` : line)
  console.log(`\n${(isMarkdown ? asMarkdown : asText)(rows)}\n`)
  console.log(
    `A window takes ${Math.round(bytes / WINDOWS)} bytes in Redis, of which ${Math.round(textBytes / WINDOWS)} are its name and JSON. ` +
      `A claim of ${WINDOWS.toLocaleString('en')} windows took ${claimSeconds.toFixed(2)} s.`,
  )
} finally {
  stop.abort()
  await redis.stop()
}
