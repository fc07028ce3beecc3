import type { Incident } from '../../src/core/incident.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import type { Output } from '../../src/core/world.ts'
import { incidentId, placeOf, type ReferenceLine } from './reference.ts'
import { runLog } from './run-log.ts'
import { sampleRule } from './sample-rules.ts'
import { type Chance, seededChance } from './seeded-random.ts'

/** What stands between the truth and what is seen of it. */
export const DISTORTIONS = [
  'none',
  'constant clock offset',
  'clock step back',
  'clock step back of seconds',
  'clock step forward',
  'whole seconds',
  'relay outage',
  'relay outage, second relay',
  'swap',
  'duplicate',
  'lost stamp',
  'unset clock',
] as const
export type Distortion = (typeof DISTORTIONS)[number]

/** A fault as it really was, in true time. `attemptsMs` are its failure lines, the first is its start. */
export interface Outage {
  readonly host: string
  readonly attemptsMs: readonly number[]
  readonly recoveryMs: number | null
  /** Whether no recovery came within ten seconds of the start. */
  readonly isAbsence: boolean
}

/** The kinds in which an absence can be false: what was seen cannot be told from one that is true. */
export const HONEST_EXCEPTIONS: readonly Distortion[] = [
  'clock step back of seconds',
  'clock step forward',
  'relay outage, second relay',
]

export interface TrueHistory {
  readonly kind: Distortion
  readonly seed: number
  readonly lines: readonly ReferenceLine[]
  readonly outages: readonly Outage[]
  /** By the id that a line would give an incident: the outage it belongs to, and when it really left the device. */
  readonly openers: ReadonlyMap<string, Pick<Sent, 'outage' | 'trueMs'>>
  readonly endMs: number
}

export interface Score {
  readonly truth: number
  readonly false: number
  readonly missed: number
  /** Absences that did not happen, and that were taken back as `late_evidence`. */
  readonly corrected: number
}

/** A line as it left the device: `stamp` is the true time until a distortion changes it. */
interface Sent {
  readonly outage: Outage
  readonly event: 'a' | 'b'
  readonly trueMs: number
  readonly arrival: number
  readonly stamp: number | null
  readonly resolutionMs: number
  readonly unset: boolean
  readonly sequence: string | null
}

export const WITHIN_MS = 10_000
export const HISTORY_RULE = sampleRule({ kind: 'expectation', after: 'a', expect: 'b', withinMs: WITHIN_MS })

const START_MS = Date.UTC(2024, 6, 9, 12)
const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

export function trueHistory(kind: Distortion, seed: number): TrueHistory {
  const chance = seededChance(seed * DISTORTIONS.length + DISTORTIONS.indexOf(kind))
  const hosts = Array.from({ length: chance.between(1, 3) }, (_, i) => `198.51.100.${i + 1}`)
  const outages: Outage[] = []
  const sent: Sent[] = []
  for (const host of hosts) {
    const own = outagesOf(host, chance)
    outages.push(...own)
    sent.push(...distort(kind, carry(own, chance), own, chance))
  }
  sent.sort((a, b) => a.arrival - b.arrival)
  const lines = sent.map(toLine)
  const momentOf = (line: ReferenceLine): number => placeOf(line, DEFAULT_LAYOUT).moment
  const openers = new Map(lines.map((line, i) => [incidentId(line, momentOf(line)), sent[i]!]))
  const endMs = Math.max(...lines.map(line => line.arrival)) + MINUTE
  return { kind, seed, lines, outages, openers, endMs }
}

/** What the engine makes of a history. */
export function runHistory({ lines, endMs }: Pick<TrueHistory, 'lines' | 'endMs'>): Output[] {
  return runLog({ rules: [HISTORY_RULE], layout: DEFAULT_LAYOUT, lines, endMs })
}

/** Judges the engine: `outputs` are what it made of the history's lines. */
export function score(outputs: readonly Output[], history: TrueHistory): Score {
  const revisions = outputs.map(({ incident }) => incident)
  const last = new Map(revisions.filter(r => r.outcome === 'missed').map(r => [r.id, r]))
  const isTakenBack = (r: Incident): boolean => r.resolution === 'late_evidence'
  const inTurn = [...last].toSorted(([, a], [, b]) => Number(isTakenBack(a)) - Number(isTakenBack(b)))
  const found = new Set<Outage>()
  let wrong = 0
  let corrected = 0
  for (const [id, revision] of inTurn) {
    const opener = history.openers.get(id)
    if (!opener) throw new Error(`Incident ${id} was opened by no line of ${history.kind} ${history.seed}`)
    const { outage, trueMs } = opener
    const lasted = (outage.recoveryMs ?? Number.POSITIVE_INFINITY) - trueMs
    const isRight = outage.isAbsence && (!found.has(outage) || lasted > WITHIN_MS)
    found.add(outage)
    if (!isRight && isTakenBack(revision)) corrected++
    else if (!isRight) wrong++
  }
  const absences = history.outages.filter(outage => outage.isAbsence)
  return {
    truth: absences.length,
    false: wrong,
    missed: absences.filter(outage => !found.has(outage)).length,
    corrected,
  }
}

function outagesOf(host: string, chance: Chance): Outage[] {
  const outages: Outage[] = []
  const count = chance.between(2, 6)
  let now = START_MS + chance.between(0, 30 * SECOND)
  for (let i = 1; i <= count; i++) {
    const outage = outageAt(now, host, i === count, chance)
    outages.push(outage)
    const gap = chance.pick([
      [300, 9 * SECOND],
      [10 * SECOND, 2 * MINUTE],
      [2 * MINUTE, 30 * MINUTE],
    ] as const)
    now = (outage.recoveryMs ?? now) + chance.between(gap[0], gap[1])
  }
  return outages
}

function outageAt(startMs: number, host: string, isLast: boolean, chance: Chance): Outage {
  const [least, most] = chance.pick([
    ...Array.from({ length: 16 }, () => [0, MINUTE] as const),
    [9 * SECOND, 11 * SECOND],
    [WITHIN_MS, WITHIN_MS],
    [WITHIN_MS + 1, WITHIN_MS + 1],
    [MINUTE, 5 * MINUTE],
  ] as const)
  const recoveryMs = isLast && chance.happens(0.5) ? null : startMs + chance.between(least, most)
  const attemptsMs = [startMs]
  const retries = chance.between(0, 4)
  for (let at = startMs, i = 0; i < retries; i++) {
    at += chance.between(500, 15 * SECOND)
    if (at < (recoveryMs ?? Number.POSITIVE_INFINITY)) attemptsMs.push(at)
  }
  return { host, attemptsMs, recoveryMs, isAbsence: recoveryMs === null || recoveryMs - startMs > WITHIN_MS }
}

/** Undisturbed: each line arrives after 5 to 300 ms, in the order in which it was sent, with a stamp of milliseconds. */
function carry(outages: readonly Outage[], chance: Chance): Sent[] {
  const numbered = chance.happens(0.5)
  let arrived = 0
  return outages
    .flatMap(outage => [
      ...outage.attemptsMs.map(trueMs => ({ outage, event: 'a' as const, trueMs })),
      ...(outage.recoveryMs === null ? [] : [{ outage, event: 'b' as const, trueMs: outage.recoveryMs }]),
    ])
    .map((line, i) => {
      arrived = Math.max(arrived + 1, line.trueMs + chance.between(5, 300))
      const sequence = numbered ? String(1_000 + i) : null
      return { ...line, arrival: arrived, stamp: line.trueMs, resolutionMs: 0, unset: false, sequence }
    })
}

function distort(kind: Distortion, lines: Sent[], outages: readonly Outage[], chance: Chance): Sent[] {
  switch (kind) {
    case 'none':
      return lines
    case 'constant clock offset': {
      const offsetMs = someOffset(chance)
      return lines.map(line => ({ ...line, stamp: line.trueMs + offsetMs }))
    }
    case 'clock step back':
      return step(lines, outages, [chance.pick([-2 * MINUTE, -5 * HOUR]), -MINUTE - 1], chance)
    case 'clock step back of seconds':
      return step(lines, outages, [-MINUTE, -100], chance)
    case 'clock step forward':
      return step(lines, outages, [100, chance.pick([MINUTE, 5 * HOUR])], chance)
    case 'whole seconds':
      return lines.map(inWholeSeconds)
    case 'relay outage':
      return relayOutage(lines, outages, 0, chance)
    case 'relay outage, second relay':
      return relayOutage(lines, outages, 0.5, chance)
    case 'swap':
      return lines.map(line => ({ ...line, arrival: line.trueMs + chance.between(0, DEFAULT_LAYOUT.reorderMs) }))
    case 'duplicate':
      return lines.flatMap(line => (chance.happens(0.5) ? [line, secondCopy(line, chance)] : [line]))
    case 'lost stamp': {
      const p = chance.pick([0.2, 0.5, 1])
      return lines.map(line => (chance.happens(p) ? { ...line, stamp: null } : line))
    }
    case 'unset clock':
      return unset(lines, chance)
  }
}

function someOffset(chance: Chance): number {
  const [least, most] = chance.pick([
    [-10 * SECOND, 4 * SECOND],
    [4_700, 5_300],
    [-HOUR, HOUR],
    [-6 * DAY, 6 * DAY],
    [-7 * DAY - 300, -7 * DAY + 300],
  ] as const)
  return chance.between(least, most)
}

/** The clock is set once, most often between the start and the recovery of an outage; it was or it becomes right. */
function step(
  lines: Sent[],
  outages: readonly Outage[],
  [least, most]: readonly [number, number],
  chance: Chance,
): Sent[] {
  const outage = chance.pick(outages)
  const until = outage.recoveryMs ?? outage.attemptsMs.at(-1)! + MINUTE
  const inside = chance.between(outage.attemptsMs[0]! + 1, Math.max(outage.attemptsMs[0]! + 1, until - 1))
  const atMs = chance.happens(0.7) ? inside : chance.pick(lines).trueMs + chance.between(-MINUTE, MINUTE)
  const byMs = chance.between(least, most)
  const before = chance.happens(0.5) ? 0 : -byMs
  return lines.map(line => ({ ...line, stamp: line.trueMs + before + (line.trueMs >= atMs ? byMs : 0) }))
}

function inWholeSeconds(line: Sent): Sent {
  return { ...line, stamp: Math.floor(line.trueMs / SECOND) * SECOND, resolutionMs: 999 }
}

/** One relay keeps what it gets for up to an hour and hands it on all at once; `passed` of the lines take another relay. */
function relayOutage(lines: Sent[], outages: readonly Outage[], passed: number, chance: Chance): Sent[] {
  const from = chance.pick(outages).attemptsMs[0]! + chance.between(-MINUTE, 20 * SECOND)
  const to = from + chance.pick([chance.between(SECOND, MINUTE), chance.between(MINUTE, HOUR)])
  let arrived = to
  return lines.map(line => {
    if (line.trueMs < from || chance.happens(passed)) return line
    // In order: what leaves the device after the outage queues up behind what was kept.
    arrived = Math.max(line.arrival, arrived + 1)
    return { ...line, arrival: arrived }
  })
}

function secondCopy(line: Sent, chance: Chance): Sent {
  const delayMs = chance.pick([chance.between(0, 5 * SECOND), chance.between(5 * SECOND, 5 * MINUTE)])
  const copy = { ...line, arrival: line.arrival + delayMs }
  const bare = chance.happens(0.3) ? { ...copy, sequence: null } : copy
  return chance.happens(0.3) ? inWholeSeconds(bare) : bare
}

/** The device starts without the time: flagged `*` and far off, until it learns it (or never does). */
function unset(lines: Sent[], chance: Chance): Sent[] {
  const until = chance.happens(0.3)
    ? Number.POSITIVE_INFINITY
    : chance.pick(lines).trueMs + chance.between(-5_000, 5_000)
  const offMs = chance.pick([-20 * 365 * DAY, -HOUR, HOUR, 30 * DAY])
  return lines.map(line => (line.trueMs < until ? { ...line, unset: true, stamp: line.trueMs + offMs } : line))
}

function toLine(sent: Sent, offset: number): ReferenceLine {
  const { event, outage, arrival, stamp, resolutionMs, unset, sequence } = sent
  return {
    rule: HISTORY_RULE,
    key: [outage.host],
    group: [outage.host],
    events: [event],
    arrival,
    stampMs: stamp,
    resolutionMs,
    shiftMs: 0,
    unset,
    topic: 'lines',
    partition: 0,
    offset,
    host: outage.host,
    code: event === 'a' ? 'TEST-3-A' : 'TEST-5-B',
    text: event === 'a' ? 'Communications failure' : 'Communications restored',
    sequence,
  }
}
