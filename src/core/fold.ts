import type { Changes } from './changes.ts'
import { Heap } from './heap.ts'
import type { KnownRules } from './known-rules.ts'
import { lifeDeadline } from './lives.ts'
import type { Frame, Layout, MatchRecord } from './match.ts'
import { compareOutputs, compareText } from './order.ts'
import type { Rule } from './rule.ts'
import { takeRules } from './rule-change.ts'
import { stepMatch, windowDeadline } from './step.ts'
import type { Deadline, Held, Observer, Output, PartitionState, ShardState, World } from './world.ts'

/** What a fold takes from outside: definitions by hash, and who watches. Nothing else of its process. */
export interface FoldContext {
  readonly definitions: ReadonlyMap<string, Rule>
  /** Sets of rules by the hashes that records name; left out where they name none. */
  readonly ruleSets?: ReadonlyMap<string, KnownRules>
  /** Whether records are marked as coming from a replay. */
  readonly replay: boolean
  readonly observe: Observer | null
  /** Takes the names of what the folds change; left out where nobody stores that. */
  readonly changes?: Changes
  /** Which frames are taken that begin beyond what is known: of a log that has lost its beginning, which was folded once. */
  readonly acceptGaps?: 'none' | 'first' | 'all'
  /** Told of each frame that was skipped because one before it is missing. */
  readonly gap?: (gap: Gap) => void
}

/** A frame that begins beyond what is known of its partition: from `offset` on it is missing. `stream` names who wrote the frame. */
export interface Gap {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly stream: string
}

export function newShardState(layout: Layout): ShardState {
  return {
    layout,
    partitions: new Map(),
    generation: -1,
    sources: {},
    frontier: Number.NEGATIVE_INFINITY,
    held: new Heap(compareHeld),
    windows: new Map(),
    windowsOf: new Map(),
    lives: new Map(),
    deadlines: new Heap(compareDeadlines),
    counters: { late: 0, gaps: 0, repeated: 0, overBound: 0, ruleChanged: 0, stale: 0 },
  }
}

/** Lines of one rule are applied in the order (at, arrival, topic, partition, offset), those of one record in its own. */
function compareHeld(a: Held, b: Held): number {
  const x = a.match.line
  const y = b.match.line
  return (
    x.at - y.at ||
    x.arrival - y.arrival ||
    compareText(a.topic, b.topic) ||
    a.partition - b.partition ||
    a.match.offset - b.match.offset ||
    (a.match.part ?? 0) - (b.match.part ?? 0) ||
    compareText(a.match.rule, b.match.rule)
  )
}

/** At one instant: by rule and key, a window before the life of its incident. */
function compareDeadlines(a: Deadline, b: Deadline): number {
  return a.at - b.at || compareText(a.rule, b.rule) || rank(a) - rank(b) || compareText(nameOf(a), nameOf(b))
}

function rank(deadline: Deadline): number {
  return deadline.window === null ? 1 : 0
}

function nameOf(deadline: Deadline): string {
  return (deadline.window ?? deadline.life)!.name
}

/**
 * Folds one record of the matches log into the state of its shard and gives what is to be published, in order.
 *
 * Frames of a partition must be contiguous: one that begins beyond what is known is skipped as a gap, matches that are
 * known already are skipped as repeated. Promises decide when something is known, never what.
 */
export function fold(state: ShardState, record: MatchRecord, context: FoldContext): readonly Output[] {
  const world: World = { ...context, state, outputs: [], floorAxis: state.frontier }
  for (const frame of record.frames) takeFrame(world, { frame, rules: record.rules }, context)
  takeSources(state, record)
  const frontier = frontierOf(state)
  if (frontier > state.frontier) state.frontier = frontier
  advance(world, state.frontier, state.frontier)
  dropStale(state)
  return world.outputs.sort(compareOutputs)
}

/**
 * Ends the input: every match that was read is applied, and deadlines that lie before `endMs`. What is then open stays
 * open: an end of input is not a fact about the network.
 */
export function foldEnd(state: ShardState, endMs: number, context: FoldContext): readonly Output[] {
  const world: World = { ...context, state, outputs: [], floorAxis: state.frontier }
  advance(world, Number.POSITIVE_INFINITY, Math.max(endMs, state.frontier))
  return world.outputs.sort(compareOutputs)
}

interface Taken {
  readonly frame: Frame
  readonly rules: string | undefined
}

function takeFrame(world: World, { frame, rules }: Taken, { gap, acceptGaps = 'none' }: FoldContext): void {
  const { state } = world
  const name = `${frame.topic}/${frame.partition}`
  const known: PartitionState = state.partitions.get(name) ?? { next: frame.base, promise: Number.NEGATIVE_INFINITY }
  const isAccepted = acceptGaps === 'all' || (acceptGaps === 'first' && !state.partitions.has(name))
  if (frame.from > known.next && !isAccepted) {
    state.counters.gaps++
    gap?.({ topic: frame.topic, partition: frame.partition, offset: known.next, stream: frame.stream })
    return
  }
  // What a tagger says that lags behind is of no interest any more.
  if (rules !== undefined && frame.to >= known.next) takeRules(world, known, rules)
  for (const match of frame.matches) {
    if (match.offset < known.next) state.counters.repeated++
    else take(world, { match, topic: frame.topic, partition: frame.partition })
  }
  known.next = Math.max(known.next, frame.to)
  known.promise = Math.max(known.promise, frame.promise)
  state.partitions.set(name, known)
}

function take(world: World, held: Held): void {
  const { state } = world
  if (held.match.line.at >= state.frontier) {
    state.held.push(held)
    return
  }
  state.counters.late++
  stepMatch(world, held.match)
}

function takeSources(state: ShardState, record: MatchRecord): void {
  if (record.generation < state.generation) return
  const older = record.generation === state.generation ? state.sources : {}
  const sources: Record<string, number> = { ...older }
  for (const [topic, count] of Object.entries(record.partitions)) sources[topic] = Math.max(sources[topic] ?? 0, count)
  state.sources = sources
  state.generation = record.generation
}

/** The least promise over all input partitions; no frontier while one of them has promised nothing. */
function frontierOf(state: ShardState): number {
  let least = Number.POSITIVE_INFINITY
  for (const [topic, count] of Object.entries(state.sources)) {
    for (let partition = 0; partition < count; partition++) {
      const promise = state.partitions.get(`${topic}/${partition}`)?.promise ?? Number.NEGATIVE_INFINITY
      if (promise < least) least = promise
    }
  }
  return least === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : least
}

/** Applies, in order, matches strictly below `lines` and deadlines strictly below `deadlines`. */
function advance(world: World, lines: number, deadlines: number): void {
  const { state } = world
  for (;;) {
    const held = state.held.peek()
    const due = state.deadlines.peek()
    const line = held !== undefined && held.match.line.at < lines ? held.match.line : null
    if (due !== undefined && due.at < deadlines && (line === null || due.at < line.at)) {
      state.deadlines.pop()
      fire(world, due)
    } else if (line !== null) {
      state.held.pop()
      stepMatch(world, held!.match, held!.spansChange)
    } else return
  }
}

/** Fires a deadline that still stands; puts it back if what it is about is due later by now. */
function fire(world: World, deadline: Deadline): void {
  const { state } = world
  if (!stands(state, deadline)) return
  const { window, life } = deadline
  const target = (window ?? life)!
  target.queuedAt = Number.POSITIVE_INFINITY
  noteChange(world, deadline)
  if (target.dueAt > deadline.at) {
    target.queuedAt = target.dueAt
    state.deadlines.push({ ...deadline, at: target.dueAt })
  } else if (window !== null) windowDeadline(world, window, deadline.at)
  else lifeDeadline(world, life!, deadline.at)
}

function noteChange({ changes }: World, { window, life }: Deadline): void {
  if (window !== null) changes?.windows.add(window.name)
  else changes?.lives.add(life!.name)
}

/** Whether a deadline is the one by which its window or life is queued. Others were replaced by an earlier one. */
function stands({ windows, lives }: ShardState, { at, window, life }: Deadline): boolean {
  const target = (window ?? life)!
  const kept = window === null ? lives.get(target.name) : windows.get(target.name)
  return kept === target && at === target.queuedAt
}

/** How many deadlines that no longer stand are put up with, beside as many as there are windows and lives. */
const STALE_DEADLINES = 64

/** Empties the queue of what no longer stands, once that is most of it: it must not grow with the length of the log. */
function dropStale(state: ShardState): void {
  const { deadlines, windows, lives } = state
  if (deadlines.size <= 2 * (windows.size + lives.size) + STALE_DEADLINES) return
  const standing: Deadline[] = []
  for (let due = deadlines.pop(); due !== undefined; due = deadlines.pop()) {
    if (stands(state, due)) standing.push(due)
  }
  for (const due of standing) deadlines.push(due)
}
