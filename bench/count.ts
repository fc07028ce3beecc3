import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Incident } from '../src/core/incident.ts'
import { type Counts, noCounts } from './corpus/counts.ts'

/**
 * Counts what `replay --format ndjson` wrote: openings, and the resolutions of what was missed.
 * A rule may continue an incident that was resolved not long ago: its reopening is an absence as well as an opening is.
 */
export async function countIncidents(path: string): Promise<Counts> {
  const incidents: Incident[] = []
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') incidents.push(JSON.parse(line) as Incident)
  }
  return countsOf(incidents)
}

/** Counts incidents as they were published or written: those of one key in their order. */
export function countsOf(incidents: readonly Incident[]): Counts {
  const counts = noCounts()
  for (const incident of incidents) {
    const name = countOf(incident)
    if (name !== null) counts[name] += 1
  }
  return counts
}

/** What time alone has resolved, after the log ended, is not counted. */
function countOf({ rule, outcome, action, revision, resolution }: Incident): keyof Counts | null {
  const opens = revision === 1 || action === 'reopened'
  const resolves = action === 'resolved' && resolution === 'recovered'
  switch (`${rule.id} ${outcome}`) {
    case 'cisco-slup-http-502 met':
      return opens && resolves ? 'met502' : null
    case 'cisco-slup-http-502 missed':
      return opens ? 'missed502' : resolves ? 'recovered502' : null
    case 'cisco-slup-crypto-init missed':
      return opens ? 'missedCrypto' : resolves ? 'recoveredCrypto' : null
    case 'cisco-slup-host-not-found fired':
      return opens ? 'hostNotFound' : null
    default:
      return null
  }
}

/** Reads the counts that the awk program printed. */
export function readCounts(path: string): Counts {
  return JSON.parse(readFileSync(path, 'utf8')) as Counts
}

/** Each count that differs, as `met502 7115 instead of 7186`; empty when all are equal. */
export function differences(found: Counts, truth: Counts): string[] {
  const names = Object.keys(truth) as (keyof Counts)[]
  return names
    .filter(name => found[name] !== truth[name])
    .map(name => `${name} ${found[name]} instead of ${truth[name]}`)
}
