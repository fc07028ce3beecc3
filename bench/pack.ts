/**
 * Compares the CPU of a line under a pack of rules with that under the three rules whose incidents the corpus is made for.
 *
 *   node bench/pack.ts [--pack cisco-slup] [--lines 500000] [--rounds 7] [--markdown]
 *
 * Reading, tagging and folding go through the same replay as in the product, in one process; loading and compiling the rules is left
 * out. The two sets are taken in turn, and each ratio is of one round. The incidents of the three rules must be equal under both if
 * the pack has them: else this ends with 1.
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compileRules, type RuleSet } from '../src/core/rule-set.ts'
import type { SourceFile } from '../src/document/source-file.ts'
import { loadRules } from '../src/rules/load.ts'
import { manyRules } from './corpus/many-rules.ts'
import { corpusPath, ensureCorpus } from './corpus.ts'
import { type Ran, replayed } from './replayed.ts'
import { asMarkdown, asText, circumstances, median } from './report.ts'

const THREE = manyRules(3)

function compiled(files: readonly SourceFile[]): RuleSet {
  return compileRules(loadRules(files).rules.map(({ rule }) => rule))
}

function filesOf(pack: string): readonly SourceFile[] {
  const folder = fileURLToPath(new URL(`../rules/${pack}`, import.meta.url))
  return globSync(`${folder}/*.yaml`).map(path => ({ path, text: readFileSync(path, 'utf8') }))
}

function row(name: string, runs: readonly Ran[], base: readonly Ran[]): string[] {
  const spread = (all: readonly number[], digits: number) =>
    `${median(all).toFixed(digits)} (${Math.min(...all).toFixed(digits)}–${Math.max(...all).toFixed(digits)})`
  const ns = runs.map(({ nsALine }) => nsALine)
  const ratios = runs.map(({ nsALine }, round) => nsALine / base[round]!.nsALine)
  const { matches, incidents } = runs[0]!
  return [name, spread(ns, 0), spread(ratios, 2), matches.toLocaleString('en'), incidents.toLocaleString('en')]
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      pack: { type: 'string', default: 'cisco-slup' },
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
  const three = { name: 'three rules', rules: compiled(THREE), runs: [] as Ran[] }
  const pack = { name: values.pack, rules: compiled(filesOf(values.pack)), runs: [] as Ran[] }
  const common = new Set(three.rules.rules.map(({ id }) => id))
  for (let round = 0; round <= rounds; round++) {
    for (const { rules, runs } of [three, pack]) {
      const ran = await replayed(rules, corpusPath(size), common)
      if (round > 0) runs.push(ran)
    }
  }
  const head = ['rules', 'CPU ns a line', 'CPU of three rules = 1', 'matches', 'revisions']
  const names = [three, pack].map(({ name, rules }) => `${name} (${rules.rules.length})`)
  const table = [head, ...[three, pack].map(({ runs }, index) => row(names[index]!, runs, three.runs))]
  const facts = circumstances(`node bench/pack.ts ${process.argv.slice(2).join(' ')}`.trim(), `${size.lines} lines`)
  console.log(`${facts.map(fact => (values.markdown ? `* ${fact}` : fact)).join('\n')}\n`)
  console.log(values.markdown ? asMarkdown(table) : asText(table))
  const hasThem = [...common].every(id => pack.rules.rules.some(rule => rule.id === id))
  const differs = hasThem && pack.runs.some(ran => ran.common !== three.runs[0]!.common)
  if (differs) console.log(`\n${values.pack} gives other incidents of the three rules`)
  return differs ? 1 : 0
}

process.exitCode = await main()
