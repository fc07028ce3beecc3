/**
 * Writes a corpus of Cisco syslog and, beside it, what is to be found in it.
 *
 *   node bench/corpus.ts [--lines 2000000] [--devices 2000] [--seed 1] [--out FILE] [--verify]
 *
 * 2 000 000 lines are one hour of log time; more lines are a longer time at the same rate, and no log is shorter than ten minutes.
 * `--verify` then reads the file back with a program that knows nothing of the plan (bench/corpus/oracle.ts) and compares.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { countByEventTime } from './corpus/oracle.ts'
import { GENERATOR, type Truth, truthPath, writeCorpus } from './corpus/write.ts'

export interface CorpusSize {
  readonly lines: number
  readonly devices: number
  readonly seed: number
}

const START_MS = Date.UTC(2026, 6, 9, 13)
const HOUR_MS = 3_600_000
const LINES_AN_HOUR = 2_000_000
const LEAST_DURATION_MS = 600_000

export function corpusPath({ lines, devices, seed }: CorpusSize): string {
  return fileURLToPath(new URL(`./data/corpus-${lines}-lines-${devices}-devices-seed-${seed}.log`, import.meta.url))
}

/** The truth of the corpus at `path`, which is made if it is not there. */
export function ensureCorpus(size: CorpusSize, path = corpusPath(size)): Truth {
  if (existsSync(path) && existsSync(truthPath(path))) {
    const truth = JSON.parse(readFileSync(truthPath(path), 'utf8')) as Truth
    if (truth.generator === GENERATOR) return truth
  }
  return makeCorpus(size, path)
}

export function makeCorpus(size: CorpusSize, path: string): Truth {
  mkdirSync(dirname(path), { recursive: true })
  const durationMs = Math.max(LEAST_DURATION_MS, Math.round((size.lines / LINES_AN_HOUR) * HOUR_MS))
  return writeCorpus({ ...size, startMs: START_MS, durationMs }, path)
}

function main(): number {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string', default: '2000000' },
      devices: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
      verify: { type: 'boolean', default: false },
    },
  })
  const size = { lines: Number(values.lines), devices: Number(values.devices), seed: Number(values.seed) }
  if (!Object.values(size).every(number => Number.isSafeInteger(number) && number > 0)) {
    console.error('--lines, --devices and --seed take whole numbers above 0')
    return 3
  }
  const path = values.out ?? corpusPath(size)
  const truth = makeCorpus(size, path)
  console.log(JSON.stringify({ path, ...truth }, null, 2))
  if (!values.verify) return 0
  const found = countByEventTime(path)
  const equal = JSON.stringify(found) === JSON.stringify(truth.counts)
  console.error(equal ? 'the oracle finds the same' : `the oracle finds ${JSON.stringify(found)}`)
  return equal ? 0 : 1
}

if (import.meta.main) process.exitCode = main()
