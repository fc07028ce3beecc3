/**
 * Compares `sequor run` over a topic of lines with programs that merely read the same topic: CPU, lines a second, memory, and
 * whether the incidents are those of the embedded replay. Starts a Kafka and a Redis of its own.
 *
 *   npm run bench:service -- [--lines 2000000] [--rounds 3] [--partitions 4] [--shards 4] [--replicas 1]
 *                            [--codec uncompressed] [--batch 1000] [--only-relevant] [--set NAME=VALUE] [--node=FLAG]
 *                            [--markdown]
 *
 * The topic is complete before anything reads it; a closing line stands in each partition an hour later. CPU of the service is
 * that of its processes from the first fetch to the commit of the last line, and from their start to the last incident.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { corpusPath, ensureCorpus } from './corpus.ts'
import { countIncidents, differences } from './count.ts'
import { run, which } from './measure.ts'
import { asMarkdown, asText, circumstances, median } from './report.ts'
import { preload } from './service/preload.ts'
import { runService } from './service/run-service.ts'
import { CODECS, newSite, openScene, type Scene } from './service/scene.ts'

const DATA = fileURLToPath(new URL('./data', import.meta.url))
const MAIN = fileURLToPath(new URL('../src/sequor.js', import.meta.url))
const KAFKAJS = fileURLToPath(new URL('./service/read-by-kafkajs.ts', import.meta.url))
const CLOSING_MS = 3_600_000

/** One run of one program: what is compared. */
interface Figures {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly wholeCpuSeconds: number | null
  readonly peakMebibytes: number | null
}

interface Contender {
  readonly name: string
  readonly run: () => Promise<Figures>
}

/** A reader that is a whole process: its start counts too. It prints each line to /dev/null, or nothing. */
function kcat({ server, topic }: Scene, prints: 'lines' | 'nothing'): Contender {
  const format = prints === 'lines' ? [] : ['-f', '']
  const args = ['-C', '-q', '-e', '-o', 'beginning', '-b', server.brokers[0]!, '-t', topic, ...format]
  const name = prints === 'lines' ? 'kcat, printing to /dev/null' : 'kcat, merely reading'
  const program = { name, command: 'kcat', args, outputPath: '/dev/null' }
  return {
    name: program.name,
    run: async () => {
      const { wallSeconds, cpuSeconds, peakMebibytes } = run(program, `${DATA}/scratch.txt`)
      return { seconds: wallSeconds, cpuSeconds, wholeCpuSeconds: cpuSeconds, peakMebibytes }
    },
  }
}

function kafkajs({ server, topic }: Scene, records: number): Contender {
  return {
    name: 'kafkajs, reading',
    run: async () => {
      const args = [KAFKAJS, server.brokers[0]!, topic, String(records)]
      const ended = spawnSync(process.execPath, args, { encoding: 'utf8' })
      if (ended.status !== 0) throw new Error(`kafkajs: ${ended.stderr}`)
      return { ...JSON.parse(ended.stdout), wholeCpuSeconds: null, peakMebibytes: null }
    },
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string', default: '2000000' },
      rounds: { type: 'string', default: '3' },
      partitions: { type: 'string', default: '4' },
      shards: { type: 'string', default: '4' },
      replicas: { type: 'string', default: '1' },
      batch: { type: 'string', default: '1000' },
      codec: { type: 'string', default: 'uncompressed' },
      'only-relevant': { type: 'boolean', default: false },
      set: { type: 'string', multiple: true, default: [] },
      node: { type: 'string', multiple: true, default: [] },
      markdown: { type: 'boolean', default: false },
    },
  })
  const numbers = [values.lines, values.rounds, values.partitions, values.shards, values.replicas, values.batch]
  const [lines, rounds, partitions, shards, replicas, linesABatch] = numbers.map(Number) as [
    number,
    ...[number, number, number, number, number],
  ]
  const codec = CODECS.find(name => name === values.codec)
  if (
    ![lines, rounds, partitions, shards, replicas, linesABatch].every(each => Number.isSafeInteger(each) && each > 0)
  ) {
    console.error('--lines, --rounds, --partitions, --shards, --replicas and --batch take whole numbers above 0')
    return 3
  }
  if (codec === undefined) {
    console.error(`--codec takes one of ${CODECS.join(', ')}`)
    return 3
  }
  const size = { lines, devices: 2000, seed: 1 }
  const truth = ensureCorpus(size)
  const expected = await replayed(corpusPath(size))
  const scene = await openScene(partitions, codec)
  try {
    const [startMs, endMs] = [Date.parse(truth.from), Date.parse(truth.to)]
    const isSent = (line: string) => !values['only-relevant'] || truth.literals.some(literal => line.includes(literal))
    const loading = { linesABatch, isSent, startMs, stepMs: (endMs - startMs) / lines, closingMs: endMs + CLOSING_MS }
    const records = await preload(scene, corpusPath(size), loading)
    await scene.declareBounds()
    const wrong: string[] = []
    let redisCalls = 0
    const service: Contender = {
      name: `sequor run${replicas === 1 ? '' : `, ${replicas} processes`}`,
      run: async () => {
        const site = await newSite(scene, shards, values.set)
        const ran = await runService(scene, site, { replicas, nodeFlags: values.node })
        wrong.push(...differences(ran.counts, expected))
        redisCalls = ran.redisCalls
        return ran
      },
    }
    const contenders = [
      service,
      // It unpacks nothing else.
      ...(codec === 'uncompressed' || codec === 'gzip' ? [kafkajs(scene, records)] : []),
      ...(which('kcat') === null ? [] : [kcat(scene, 'lines'), kcat(scene, 'nothing')]),
    ]
    const runs = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]))
    for (let round = 0; round < rounds; round++)
      for (const contender of contenders) runs.get(contender.name)!.push(await contender.run())
    print({ runs, lines: records, values, codec: `${codec}, ${linesABatch} lines a batch`, redisCalls })
    if (which('kcat') === null) console.log('\nnot compared: kcat is not installed')
    if (wrong.length > 0) console.error(`\nwrong: ${wrong.join(', ')}`)
    return wrong.length > 0 ? 1 : 0
  } finally {
    await scene.stop()
  }
}

/** What the embedded replay finds in a corpus. */
async function replayed(path: string) {
  const outputPath = `${DATA}/sequor.ndjson`
  const args = [MAIN, 'replay', path, '--format', 'ndjson']
  run({ name: 'replay', command: process.execPath, args, outputPath }, `${DATA}/scratch.txt`)
  return countIncidents(outputPath)
}

interface Printed {
  readonly runs: ReadonlyMap<string, readonly Figures[]>
  readonly lines: number
  readonly values: { readonly markdown: boolean; readonly partitions: string; readonly shards: string }
  readonly codec: string
  readonly redisCalls: number
}

function print({ runs, lines, values, codec, redisCalls }: Printed): void {
  const base = [...runs.values()].at(-1)!
  const head = ['program', 'CPU µs a line', 'CPU of the last row = 1', 'with start and end', 'lines / s', 'peak MiB']
  const rows = [...runs].map(([name, all]) => {
    const perLine = all.map(({ cpuSeconds }) => (1e6 * cpuSeconds) / lines)
    const ratios = all.map(({ cpuSeconds }, round) => cpuSeconds / base[round]!.cpuSeconds)
    const whole = all.flatMap(({ wholeCpuSeconds: cpu }) => (cpu === null ? [] : [(1e6 * cpu) / lines]))
    const peaks = all.flatMap(({ peakMebibytes }) => peakMebibytes ?? [])
    return [
      name,
      spread(perLine),
      spread(ratios),
      whole.length === 0 ? '–' : spread(whole),
      `${Math.round(lines / median(all.map(({ seconds }) => seconds)) / 1000).toLocaleString('en')} k`,
      peaks.length === 0 ? '–' : Math.max(...peaks).toFixed(0),
    ]
  })
  const corpus = `${lines.toLocaleString('en')} lines, ${codec}, ${values.partitions} partitions, ${values.shards} shards`
  const facts = circumstances(`node bench/service.ts ${process.argv.slice(2).join(' ')}`.trim(), corpus)
  console.log(facts.map(fact => (values.markdown ? `* ${fact}` : fact)).join('\n'))
  console.log(`\n${(values.markdown ? asMarkdown : asText)([head, ...rows])}`)
  console.log(`\nRedis handled ${redisCalls.toLocaleString('en')} commands in the last run.`)
}

/** Median, with least and most. */
function spread(numbers: readonly number[]): string {
  return `${median(numbers).toFixed(2)} (${Math.min(...numbers).toFixed(2)}–${Math.max(...numbers).toFixed(2)})`
}

process.exitCode = await main()
