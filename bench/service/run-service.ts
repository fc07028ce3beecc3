import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freeTcpPorts } from '../../test/support/free-ports.ts'
import { readTopics } from '../../test/support/kafka/read-topics.ts'
import { ask } from '../../test/support/redis/start-redis.ts'
import { waitUntil } from '../../test/support/wait-until.ts'
import type { Counts } from '../corpus/counts.ts'
import { countsOf } from '../count.ts'
import { cpuSecondsOf, peakMebibytesOf } from './process-figures.ts'
import type { Scene, Site } from './scene.ts'

const MAIN = fileURLToPath(new URL('../../src/sequor.js', import.meta.url))
const WITHIN_MS = 600_000
const ASK_EVERY_MS = 100
const QUIET_MS = 3_000

/** What a run of the service took; CPU and memory are of all its processes. */
export interface ServiceRun {
  /** From the first fetch of lines to the commit of the last. */
  readonly seconds: number
  readonly cpuSeconds: number
  /** From the start of the processes until the last incident stood in its topic. */
  readonly wholeCpuSeconds: number
  readonly peakMebibytes: number
  readonly counts: Counts
  /** What Redis was asked meanwhile. */
  readonly redisCalls: number
}

export interface ServiceOptions {
  readonly replicas: number
  /** Flags of Node, as `--cpu-prof`. */
  readonly nodeFlags: readonly string[]
}

/** Runs the service over what stands in the topic of a scene, until all incidents are published. */
export async function runService(scene: Scene, site: Site, options: ServiceOptions): Promise<ServiceRun> {
  const ports = await freeTcpPorts(options.replicas)
  const before = await redisCalls(scene)
  const processes = ports.map(port => startOne(site, port, options.nodeFlags))
  const sum = (of: (pid: number) => number) => processes.reduce((total, { pid }) => total + of(pid), 0)
  try {
    await Promise.all(processes.map(({ reads }) => reads))
    const first = { ms: performance.now(), cpuSeconds: sum(cpuSecondsOf) }
    await allCommitted(scene, site)
    const seconds = (performance.now() - first.ms) / 1000
    const cpuSeconds = sum(cpuSecondsOf) - first.cpuSeconds
    const incidents = await allPublished(scene, site)
    const used = { wholeCpuSeconds: sum(cpuSecondsOf), peakMebibytes: sum(peakMebibytesOf) }
    const calls = (await redisCalls(scene)) - before
    return { seconds, cpuSeconds, ...used, redisCalls: calls, counts: await readCounts(scene, site, incidents) }
  } finally {
    await Promise.all(processes.map(({ end }) => end()))
  }
}

/** A process of `sequor run`; `reads` resolves when it is about to fetch lines. */
function startOne(site: Site, port: number, nodeFlags: readonly string[]) {
  const settings = ['--set', `http.port=${port}`, '--set', 'log.level=info']
  const child = spawn(process.execPath, [...nodeFlags, MAIN, 'run', ...site.flags, ...settings], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { promise: reads, resolve, reject } = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-100_000)
      if (output.includes('is running')) resolve()
    })
  }
  child.on('exit', code => {
    reject(new Error(`sequor run ended with ${code}\n${output.slice(-4_000)}`))
    ended.resolve()
  })
  const end = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended.promise
  }
  return { pid: child.pid!, reads, end }
}

async function allCommitted({ admin, topic }: Scene, { namespace }: Site): Promise<void> {
  const ends = await admin.fetchTopicOffsets(topic)
  await waitUntil('everything is committed', WITHIN_MS, async () => {
    await new Promise(resolve => setTimeout(resolve, ASK_EVERY_MS))
    const [asked] = await admin.fetchOffsets({ groupId: `${namespace}-tag`, topics: [topic] })
    const committed = new Map(asked!.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    return ends.every(({ partition, high }) => (committed.get(partition) ?? -1) >= Number(high))
  })
}

/** Until no more incidents come. Gives how many records their topic has, with those that end transactions. */
async function allPublished({ admin }: Scene, { namespace }: Site): Promise<number> {
  let last = -1
  let sinceMs = performance.now()
  await waitUntil('everything is published', WITHIN_MS, async () => {
    await new Promise(resolve => setTimeout(resolve, ASK_EVERY_MS))
    const offsets = await admin.fetchTopicOffsets(`${namespace}.incidents`)
    const now = offsets.reduce((total, { high }) => total + Number(high), 0)
    if (now !== last) sinceMs = performance.now()
    last = now
    return performance.now() - sinceMs > QUIET_MS
  })
  return last
}

async function readCounts({ kafka }: Scene, { namespace }: Site, records: number): Promise<Counts> {
  let [before, sinceMs] = [0, performance.now()]
  const read = await readTopics(kafka, {
    topics: [`${namespace}.incidents`],
    withinMs: WITHIN_MS,
    isAll: found => {
      if (found.length !== before) [before, sinceMs] = [found.length, performance.now()]
      return found.length === records || (before > 0 && performance.now() - sinceMs > QUIET_MS)
    },
  })
  return countsOf(read.map(({ value }) => JSON.parse(value.toString())))
}

/** How many commands Redis has handled so far. */
async function redisCalls({ redis }: Scene): Promise<number> {
  const told = await ask(redis.port, 'INFO stats')
  return Number(/total_commands_processed:(\d+)/.exec(told)![1])
}
