import { type Counts, noCounts } from './counts.ts'
import { type Episode, hostNotFoundLine, nextEpisode, type Said } from './episodes.ts'
import { type Random, whole } from './random.ts'

export interface CorpusOptions {
  readonly lines: number
  readonly devices: number
  readonly seed: number
  readonly startMs: number
  readonly durationMs: number
}

/** A relevant line: when the device stamped it, when it reached the file, and what it says. */
export interface PlannedLine extends Said {
  readonly device: number
  readonly stampMs: number
  readonly arrivalMs: number
}

export interface Plan {
  /** In order of arrival. */
  readonly lines: readonly PlannedLine[]
  readonly counts: Counts
}

/** Relevant lines of two in a hundred, the near misses included. */
const RELEVANT_SHARE = 0.02
/** Nothing is planned to be decided in the last minute: a count must not hang on how a log ends. */
const TAIL_MS = 60_000
/** Between the end of one episode of a device and the start of its next. */
const REST_MS = 30_000
/** What `nextEpisode` and the HOST_NOT_FOUND lines come to on average; only the share of relevant lines leans on them. */
const LINES_AN_EPISODE = 2.1
const EPISODE_MS = 50_000
const HOST_NOT_FOUND_LINES_A_DEVICE = 2.5
/** All HOST_NOT_FOUND of a device stand within the rule's four hours, however long the log is. */
const HOST_NOT_FOUND_SPAN_MS = 3.9 * 3_600_000

/**
 * Plans every relevant line of a corpus and counts what the rules must find in it.
 *
 * A tenth of the lines is up to 2 s late, which is less than the product waits for lines that were swapped (5 s); so the counts, which
 * are those of event time, hold for every program that puts the lines in order, and not for one that takes them as they arrive.
 * Failures are so dense that every unanswered one has RESTOREDs of other devices in its ten seconds.
 */
export function planCorpus(options: CorpusOptions, random: Random): Plan {
  const counts = noCounts()
  const lines: PlannedLine[] = []
  const restMs = averageRestMs(options)
  for (let device = 0; device < options.devices; device += 1) {
    planEpisodes(options, random, device, restMs, lines, counts)
    planHostNotFound(options, random, device, lines, counts)
  }
  lines.sort(
    (one, other) => one.arrivalMs - other.arrivalMs || one.device - other.device || one.stampMs - other.stampMs,
  )
  return { lines, counts }
}

export function delayMs(random: Random): number {
  return random() < 0.1 ? whole(random, 1, 2000) : 0
}

function averageRestMs({ lines, devices, durationMs }: CorpusOptions): number {
  const wantedADevice = (lines * RELEVANT_SHARE) / devices - HOST_NOT_FOUND_LINES_A_DEVICE
  if (wantedADevice <= 0) return durationMs
  return Math.max(0, (durationMs * LINES_AN_EPISODE) / wantedADevice - EPISODE_MS - REST_MS)
}

function planEpisodes(
  options: CorpusOptions,
  random: Random,
  device: number,
  restMs: number,
  lines: PlannedLine[],
  counts: Counts,
): void {
  const last = options.startMs + options.durationMs - TAIL_MS
  const over = { comm: false, crypto: false }
  let at = options.startMs + 2000 + whole(random, 0, Math.round(2 * restMs))
  while (at < last) {
    const episode = nextEpisode(random, over)
    if (at + episode.decidedMs > last) return
    for (const said of episode.lines) lines.push(plannedLine(random, device, at + said.afterMs, said))
    count(episode, counts)
    if (episode.ends !== null) over[episode.ends] = true
    at += episode.lengthMs + REST_MS + whole(random, 0, Math.round(2 * restMs))
  }
}

/** Half of the devices have three or more within the log, which opens one incident; a quarter has one or two, which opens none. */
function planHostNotFound(
  options: CorpusOptions,
  random: Random,
  device: number,
  lines: PlannedLine[],
  counts: Counts,
): void {
  const kind = random()
  const times = kind < 0.5 ? whole(random, 3, 6) : kind < 0.75 ? whole(random, 1, 2) : 0
  const spanMs = Math.min(options.durationMs - TAIL_MS - 2000, HOST_NOT_FOUND_SPAN_MS)
  const slotMs = Math.floor(spanMs / Math.max(times, 1))
  for (let nth = 0; nth < times; nth += 1) {
    const at = options.startMs + 2000 + nth * slotMs + whole(random, 0, slotMs - 2500)
    lines.push(plannedLine(random, device, at, hostNotFoundLine()))
  }
  if (times >= 3) counts.hostNotFound += 1
}

function plannedLine(random: Random, device: number, stampMs: number, said: Said): PlannedLine {
  return { device, stampMs, arrivalMs: stampMs + delayMs(random), form: said.form, text: said.text }
}

function count(episode: Episode, counts: Counts): void {
  for (const name of episode.counts) counts[name] += 1
}
