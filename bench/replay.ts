/**
 * Compares `sequor replay` with programs that do less, over a corpus whose truth is known.
 *
 *   npm run bench -- [--lines 2000000] [--devices 2000] [--seed 1] [--rounds 5] [--markdown]
 *   npm run bench -- --growth [--markdown]
 *
 * Every figure is that of a whole process, from its start to its exit, with the corpus in the page cache. The programs run in turn,
 * round by round, after one round that is thrown away. No time is asserted; a wrong count ends this with 1.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Contender, MAWK, peers, sequor } from './contenders.ts'
import type { Truth } from './corpus/write.ts'
import { type CorpusSize, corpusPath, ensureCorpus } from './corpus.ts'
import { canMeasureMemory, type Run, run } from './measure.ts'
import {
  asMarkdown,
  asText,
  circumstances,
  comparison,
  type Measured,
  median,
  peak,
  type Table,
  wrongCounts,
} from './report.ts'

const DATA = fileURLToPath(new URL('./data', import.meta.url))
const SCRATCH = `${DATA}/stderr.txt`
const GROWTH_LINES = [500_000, 2_000_000, 8_000_000]

async function compare(size: CorpusSize, rounds: number, markdown: boolean): Promise<number> {
  const truth = ensureCorpus(size)
  const { found, missing } = peers(corpusPath(size), DATA, truth)
  for (const name of missing) console.error(`${name}: not installed, left out`)
  const contenders = [sequor(corpusPath(size), DATA), ...found]
  const all = await measureInTurn(contenders, rounds, truth)
  print(comparison(all, MAWK, truth.lines), describe(truth), markdown)
  for (const line of wrongCounts(all)) console.log(`\n${line}`)
  return contenders.some((contender, at) => contender.mustBeRight && all[at]!.wrong.length > 0) ? 1 : 0
}

/** A B C, A B C, …: what slows the machine for a while slows them all. The first round only warms caches. */
async function measureInTurn(contenders: readonly Contender[], rounds: number, truth: Truth): Promise<Measured[]> {
  const runs: Run[][] = contenders.map(() => [])
  for (let round = 0; round <= rounds; round += 1) {
    console.error(round === 0 ? 'warming up' : `round ${round} of ${rounds}`)
    for (const [at, contender] of contenders.entries()) {
      const measured = run(contender, SCRATCH)
      if (round > 0) runs[at]!.push(measured)
    }
  }
  const wrong = await Promise.all(contenders.map(contender => contender.wrong(truth)))
  return contenders.map(({ name }, at) => ({ name, runs: runs[at]!, wrong: wrong[at]! }))
}

/** Memory must follow from the devices and their open windows, not from the length of the log. */
async function showGrowth(devices: number, seed: number, markdown: boolean): Promise<number> {
  const rows: string[][] = []
  let failed = false
  for (const lines of GROWTH_LINES) {
    const size = { lines, devices, seed }
    const truth = ensureCorpus(size)
    const contender = sequor(corpusPath(size), DATA)
    const runs = [1, 2, 3].map(() => run(contender, SCRATCH))
    const wrong = await contender.wrong(truth)
    failed ||= wrong.length > 0
    const cpu = median(runs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)
    const mebibytes = (truth.bytes / 2 ** 20).toFixed(0)
    rows.push([lines.toLocaleString('en'), mebibytes, peak(runs), cpu, wrong.length === 0 ? 'exact' : wrong.join(', ')])
  }
  const table = [['lines', 'file MiB', 'peak MiB (most of 3)', 'CPU s (median)', 'counts'], ...rows]
  print(table, `${devices} devices, seed ${seed}, the same rate of lines: 15 minutes, one hour, four hours`, markdown)
  return failed ? 1 : 0
}

function describe(truth: Truth): string {
  const share = ((100 * truth.relevantLines) / truth.lines).toFixed(1)
  const late = ((100 * truth.lateLines) / truth.lines).toFixed(0)
  const mean = (truth.bytes / truth.lines).toFixed(0)
  const counts = Object.entries(truth.counts).map(([name, count]) => `${name} ${count}`)
  return [
    `${truth.lines.toLocaleString('en')} lines, ${(truth.bytes / 1e6).toFixed(0)} MB, mean ${mean} bytes, ${truth.devices} devices, seed ${truth.seed}`,
    `${share} % of the lines relevant, ${late} % late by up to 2 s`,
    `truth: ${counts.join(', ')}`,
  ].join('; ')
}

function print(table: Table, corpus: string, markdown: boolean): void {
  const facts = circumstances(`node bench/replay.ts ${process.argv.slice(2).join(' ')}`.trim(), corpus)
  const bullets = facts.map(fact => (markdown ? `* ${fact}` : fact)).join('\n')
  console.log(markdown ? `${bullets}\n\n${asMarkdown(table)}` : `${bullets}\n\n${asText(table)}`)
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string', default: '2000000' },
      devices: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '5' },
      markdown: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
    },
  })
  const size = { lines: Number(values.lines), devices: Number(values.devices), seed: Number(values.seed) }
  const rounds = Number(values.rounds)
  if (![...Object.values(size), rounds].every(number => Number.isSafeInteger(number) && number > 0)) {
    console.error('--lines, --devices, --seed and --rounds take whole numbers above 0')
    return 3
  }
  mkdirSync(DATA, { recursive: true })
  if (!canMeasureMemory()) console.error('/usr/bin/time: not installed, memory is left out')
  return values.growth ? showGrowth(size.devices, size.seed, values.markdown) : compare(size, rounds, values.markdown)
}

process.exitCode = await main()
