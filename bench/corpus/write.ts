import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import type { Counts } from './counts.ts'
import { RELEVANT_LITERALS } from './episodes.ts'
import { type LineWriter, lineWriter } from './header.ts'
import { noiseText } from './noise.ts'
import { type CorpusOptions, delayMs, type PlannedLine, planCorpus } from './plan.ts'
import { type Random, seeded, whole } from './random.ts'

/** What stands beside a corpus: how it was made and what a correct program finds in it. */
export interface Truth {
  /** Of which program this is the work: a corpus of an older one is made anew. */
  readonly generator: number
  readonly lines: number
  readonly bytes: number
  readonly devices: number
  readonly seed: number
  readonly from: string
  readonly to: string
  readonly lateLines: number
  /** Lines that hold one of `literals`. */
  readonly relevantLines: number
  readonly literals: readonly string[]
  readonly counts: Counts
}

interface Tally {
  bytes: number
  lateLines: number
  relevantLines: number
}

/** Goes up when the same options give other bytes than before. */
export const GENERATOR = 1

const CHUNK_CHARACTERS = 1 << 20

/** Where the truth of a corpus stands. */
export function truthPath(corpusPath: string): string {
  return `${corpusPath.replace(/\.log$/, '')}.truth.json`
}

/**
 * Writes a corpus in order of arrival and then its truth beside it. The same options give the same bytes.
 * Holds a chunk of 1 MiB and the planned lines, which are two in a hundred.
 */
export function writeCorpus(options: CorpusOptions, path: string): Truth {
  const plan = planCorpus(options, seeded(options.seed))
  const tally = writeLines(options, plan.lines, path)
  const truth: Truth = {
    generator: GENERATOR,
    lines: options.lines,
    bytes: tally.bytes,
    devices: options.devices,
    seed: options.seed,
    from: new Date(options.startMs).toISOString(),
    to: new Date(options.startMs + options.durationMs).toISOString(),
    lateLines: tally.lateLines,
    relevantLines: tally.relevantLines,
    literals: RELEVANT_LITERALS,
    counts: plan.counts,
  }
  writeFileSync(truthPath(path), `${JSON.stringify(truth, null, 2)}\n`)
  return truth
}

/** Arrivals are spread evenly over the time of the log; a planned line takes the first one at or after its own, noise the rest. */
function writeLines(options: CorpusOptions, planned: readonly PlannedLine[], path: string): Tally {
  const tally: Tally = { bytes: 0, lateLines: 0, relevantLines: 0 }
  const random = seeded(options.seed ^ 0x5eed)
  const write = lineWriter(options.devices)
  const stepMs = options.durationMs / options.lines
  const file = openSync(path, 'w')
  let chunk = ''
  let next = 0
  for (let number = 0; number < options.lines; number += 1) {
    const arrivalMs = options.startMs + Math.floor(number * stepMs)
    const line = planned[next]
    if (line !== undefined && line.arrivalMs <= arrivalMs) {
      next += 1
      chunk += plannedText(write, line, tally)
    } else {
      chunk += noise(write, random, number === 0 ? 1 : options.devices, arrivalMs, tally)
    }
    if (chunk.length < CHUNK_CHARACTERS) continue
    tally.bytes += writeSync(file, chunk, null, 'latin1')
    chunk = ''
  }
  tally.bytes += writeSync(file, chunk, null, 'latin1')
  closeSync(file)
  if (next < planned.length) throw new Error(`${options.lines} lines are too few for ${options.devices} devices`)
  return tally
}

function plannedText(write: LineWriter, line: PlannedLine, tally: Tally): string {
  if (line.arrivalMs > line.stampMs) tally.lateLines += 1
  if (RELEVANT_LITERALS.some(literal => line.text.includes(literal))) tally.relevantLines += 1
  if (line.form === 'syslog') return write.syslog(line.device, line.stampMs, line.text)
  return write.eventlog(line.device, line.stampMs, line.arrivalMs, line.text)
}

/** A line of one of the first `devices`: of the very first one at the start, whose stamp has a year and is on time. */
function noise(write: LineWriter, random: Random, devices: number, arrivalMs: number, tally: Tally): string {
  const device = whole(random, 0, devices - 1)
  const late = devices === 1 ? 0 : delayMs(random)
  if (late > 0) tally.lateLines += 1
  return write.syslog(device, arrivalMs - late, noiseText(random))
}
