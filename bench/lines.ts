/**
 * Prints nanoseconds per line of the ways of one line, as medians over rounds, over the bench corpus.
 *
 *   node bench/lines.ts [rounds] [lines]
 *
 * Each way is taken with reading and splitting; `beyond` is what it costs more than these alone. The ways are taken in
 * turn, so that a busy machine slows all of them; `spread` is the middle half of the rounds.
 */
import { hrtime } from 'node:process'
import { fileURLToPath } from 'node:url'
import { openFile } from '../src/adapters/file/byte-source.ts'
import { readRuleFiles } from '../src/adapters/file/rule-files.ts'
import { LineReader, type ReadLine } from '../src/app/line-reader.ts'
import type { LineFilter } from '../src/core/dispatch.ts'
import { compileRules } from '../src/core/rule-set.ts'
import { eventOf, unflaggedEventOf } from '../src/core/syslog/event-of.ts'
import { UTC } from '../src/core/syslog/zones.ts'
import { loadRules } from '../src/rules/load.ts'
import { corpusPath, ensureCorpus } from './corpus.ts'

const CHUNK_BYTES = 1 << 20
const NEWLINE = 0x0a
const [rounds = 15, lines = 500_000] = process.argv.slice(2).map(Number)
const size = { lines, devices: 2000, seed: 1 }
const hints = { zones: UTC, year: null, namedMs: null, withoutStampMs: 0 }

/** Reads and splits, and nothing else. */
async function split(path: string): Promise<number> {
  const source = await openFile(path)
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let count = 0
  let end = 0
  for (let read = await source.read(buffer, end); read > 0; read = await source.read(buffer, end)) {
    end += read
    let start = 0
    for (let at = buffer.indexOf(NEWLINE); at >= 0 && at < end; at = buffer.indexOf(NEWLINE, start)) {
      start = at + 1
      count++
    }
    buffer.copyWithin(0, start, end)
    end -= start
  }
  await source.close()
  return count
}

/** Reads with the product's reader. What `show` gives is added up, so that no work can be left out. */
async function readAll(path: string, show: (line: ReadLine) => number, filter?: LineFilter): Promise<number> {
  const source = await openFile(path)
  const reader = new LineReader(source, hints, filter === undefined ? {} : { filter })
  let sum = 0
  const add = (line: ReadLine) => {
    sum += show(line)
  }
  while ((await reader.next(add)) !== null);
  await source.close()
  if (sum === 0) throw new Error('no line was shown')
  return reader.linesRead
}

const readingAt = (arrivalMs: number) => ({ arrivalMs, aheadMs: 5_000, zones: UTC, host: null })
const { files } = await readRuleFiles([fileURLToPath(new URL('../rules', import.meta.url))])
const { filter } = compileRules(loadRules(files).rules.map(({ rule }) => rule))

const WAYS: Readonly<Record<string, (path: string) => Promise<number>>> = {
  'read and split': split,
  'a line that no rule wants': path => readAll(path, () => 1, filter),
  'positions and arrival': path => readAll(path, ({ scan }) => scan.textEnd),
  'the event as rules see it': path =>
    readAll(path, ({ scan, arrivalMs }) => unflaggedEventOf(scan, readingAt(arrivalMs)).text.length),
  'with its flags': path => readAll(path, ({ scan, arrivalMs }) => eventOf(scan, readingAt(arrivalMs)).text.length),
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.round((sorted.length - 1) * part)]!
}

ensureCorpus(size)
const times = new Map<string, number[]>(Object.keys(WAYS).map(name => [name, []]))
for (let round = 0; round < rounds + 2; round++) {
  for (const [name, way] of Object.entries(WAYS)) {
    const before = hrtime.bigint()
    const count = await way(corpusPath(size))
    if (count !== lines) throw new Error(`${name} saw ${count} lines`)
    if (round >= 2) times.get(name)!.push(Number(hrtime.bigint() - before) / count)
  }
}
console.log(`${lines} lines, median of ${rounds} rounds, Node ${process.version}, ${process.arch}\n`)
console.log('| way | ns a line | spread | beyond |\n| --- | --- | --- | --- |')
let splitNs = Number.NaN
for (const [name, all] of times) {
  const sorted = all.sort((a, b) => a - b)
  const median = quantile(sorted, 0.5)
  if (Number.isNaN(splitNs)) splitNs = median
  const spread = `${quantile(sorted, 0.25).toFixed(0)}–${quantile(sorted, 0.75).toFixed(0)}`
  console.log(`| ${name} | ${median.toFixed(0)} | ${spread} | ${(median - splitNs).toFixed(0)} |`)
}
