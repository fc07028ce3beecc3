/**
 * Compares the CPU of a line under 10, 100 and 1000 rules, over the bench corpus.
 *
 *   node bench/rules.ts [--lines 500000] [--rounds 7] [--markdown]
 *
 * The rules are made (bench/corpus/many-rules.ts). Reading, tagging and folding go through the same replay as in the product, in one process;
 * loading and compiling the rules is measured apart. The sets are taken in turn, so that a busy machine slows all of them, and each ratio
 * is of one round. The incidents of the first ten rules must be equal under all sets: else this ends with 1.
 */
import { parseArgs } from 'node:util'
import { openFile } from '../src/adapters/file/byte-source.ts'
import { mergingSink } from '../src/adapters/memory/incident-sink.ts'
import { memoryMatchLog } from '../src/adapters/memory/match-log.ts'
import { memoryShardStore } from '../src/adapters/memory/shard-store.ts'
import { FileTagger } from '../src/app/file-tagger.ts'
import { LogSet } from '../src/app/log-set.ts'
import { replay } from '../src/app/replay.ts'
import { hash128 } from '../src/core/hash.ts'
import type { Incident } from '../src/core/incident.ts'
import { DEFAULT_LAYOUT } from '../src/core/match.ts'
import { compileRules, type RuleSet } from '../src/core/rule-set.ts'
import { UTC } from '../src/core/syslog/zones.ts'
import { loadRules } from '../src/rules/load.ts'
import { manyRules } from './corpus/many-rules.ts'
import { corpusPath, ensureCorpus } from './corpus.ts'
import { asMarkdown, asText, circumstances, median } from './report.ts'

const SIZES = [10, 100, 1000] as const
const COMMON = SIZES[0]

/** What a replay took and gave. */
interface Ran {
  readonly nsALine: number
  readonly matches: number
  readonly incidents: number
  /** Hash of the incidents of the rules that all sets have. */
  readonly common: string
}

function loaded(count: number): { rules: RuleSet; ms: number } {
  const beganMs = performance.now()
  const { rules, problems } = loadRules(manyRules(count))
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(`the rules are faulty: ${JSON.stringify(errors[0])}`)
  return { rules: compileRules(rules.map(({ rule }) => rule)), ms: performance.now() - beganMs }
}

async function run(rules: RuleSet, path: string, common: ReadonlySet<string>): Promise<Ran> {
  const source = await openFile(path)
  const hints = {
    zones: UTC,
    year: null,
    namedMs: null,
    withoutStampMs: 0,
    host: 'none',
    aliases: new Map<string, string>(),
  }
  const file = new FileTagger(source, { ...hints, rules, layout: DEFAULT_LAYOUT, partition: 0 })
  const log = new LogSet([{ name: path, open: async () => source }], 0, {
    taggerOf: () => file,
    broken: (_name, _line, error) => {
      throw error
    },
  })
  const ports = { log: memoryMatchLog(1), store: memoryShardStore(), sink: mergingSink() }
  const found: Incident[] = []
  let incidents = 0
  const began = process.cpuUsage()
  await replay(ports, {
    files: [log],
    rules,
    layout: DEFAULT_LAYOUT,
    untilMs: null,
    observe: null,
    emit: outputs => {
      incidents += outputs.length
      for (const { incident } of outputs) if (common.has(incident.rule.id)) found.push(incident)
    },
    broken: (_, error) => {
      throw error
    },
  })
  const { user, system } = process.cpuUsage(began)
  const { linesRead } = file.reader
  const nsALine = ((user + system) * 1000) / linesRead
  return { nsALine, matches: file.counters.matches, incidents, common: hash128(JSON.stringify(found)) }
}

function row(count: number, runs: readonly Ran[], base: readonly Ran[], loadMs: number): string[] {
  const ns = runs.map(({ nsALine }) => nsALine)
  const ratios = runs.map(({ nsALine }, round) => nsALine / base[round]!.nsALine)
  const spread = (all: readonly number[], digits: number) =>
    `${median(all).toFixed(digits)} (${Math.min(...all).toFixed(digits)}–${Math.max(...all).toFixed(digits)})`
  const { matches, incidents } = runs[0]!
  return [
    count.toLocaleString('en'),
    spread(ns, 0),
    spread(ratios, 2),
    matches.toLocaleString('en'),
    incidents.toLocaleString('en'),
    loadMs.toFixed(0),
  ]
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string', default: '500000' },
      rounds: { type: 'string', default: '7' },
      markdown: { type: 'boolean', default: false },
    },
  })
  const size = { lines: Number(values.lines), devices: 2000, seed: 1 }
  const rounds = Number(values.rounds)
  if (!Number.isSafeInteger(size.lines) || !Number.isSafeInteger(rounds) || Math.min(size.lines, rounds) < 1) {
    console.error('--lines and --rounds take whole numbers above 0')
    return 3
  }
  ensureCorpus(size)
  const sets = SIZES.map(count => ({ count, ...loaded(count), runs: [] as Ran[] }))
  const common = new Set(sets[0]!.rules.rules.map(({ id }) => id))
  for (let round = 0; round <= rounds; round++) {
    for (const { rules, runs } of sets) {
      const ran = await run(rules, corpusPath(size), common)
      if (round > 0) runs.push(ran)
    }
  }
  const base = sets[0]!.runs
  const head = ['rules', 'CPU ns a line', `CPU of ${COMMON} rules = 1`, 'matches', 'revisions', 'load and compile, ms']
  const table = [head, ...sets.map(({ count, runs, ms }) => row(count, runs, base, ms))]
  const facts = circumstances(`node bench/rules.ts ${process.argv.slice(2).join(' ')}`.trim(), `${size.lines} lines`)
  console.log(`${facts.map(fact => (values.markdown ? `* ${fact}` : fact)).join('\n')}\n`)
  console.log(values.markdown ? asMarkdown(table) : asText(table))
  const differ = sets.filter(({ runs }) => runs.some(ran => ran.common !== base[0]!.common))
  for (const { count } of differ) console.log(`\n${count} rules give other incidents of the first ${COMMON}`)
  return differ.length > 0 ? 1 : 0
}

process.exitCode = await main()
