import type { Opening } from './life.ts'
import type { Line, LineTimes } from './match.ts'
import { type Memory, newMemory } from './memory.ts'
import type { Pattern } from './rule.ts'

/** The first and the last few lines of a window or an incident, in the order in which they were applied. */
export interface Excerpt {
  first: readonly Line[]
  last: readonly Line[]
  total: number
}

const SHOWN = 3

export function newExcerpt(): Excerpt {
  return { first: [], last: [], total: 0 }
}

export function show(excerpt: Excerpt, line: Line): void {
  excerpt.total++
  // Built anew, as a list that grows in place takes room for sixteen more.
  if (excerpt.first.length < SHOWN) excerpt.first = excerpt.first.concat([line])
  else excerpt.last = excerpt.last.slice(1 - SHOWN).concat([line])
}

export function copyOf(excerpt: Excerpt): Excerpt {
  return { first: [...excerpt.first], last: [...excerpt.last], total: excerpt.total }
}

/** A line that can end a window of an expectation. Once it has answered an opener, only the times of both are kept. */
export interface Answer {
  line: LineTimes
  /** The line itself, while it has answered nothing. */
  unanswered: Line | null
  opener: LineTimes | null
}

/**
 * An expectation is *idle*, *waiting* for the answer to its opener, or *missed*: past its deadline, until the answer comes.
 */
export interface ExpectationState {
  readonly kind: 'expectation'
  phase: 'idle' | 'waiting' | 'missed'
  opener: Line | null
  /** Id of the incident that the opener names; empty while idle. */
  openerId: string
  /** The deadline while waiting. */
  dueAt: number
  count: number
  /** The greatest `dueFrom` of the lines that were counted. */
  dueFrom: number
  excerpt: Excerpt
  /** The newest answers by order, oldest first. */
  readonly answers: Answer[]
  /** The bound of the window that is open. */
  withinMs: number
}

/** The way of a sequence so far: the lines that were its steps. */
export interface Run {
  readonly start: Line
  last: Line
  count: number
  dueFrom: number
  readonly excerpt: Excerpt
  /** The newest line before its start that must not precede it; null without one. */
  readonly before: LineTimes | null
}

/** A sequence keeps, of each step, the newest run that has come so far. */
export interface SequenceState {
  readonly kind: 'sequence'
  /** By the number of lines that they have, less one. */
  runs: (Run | null)[]
  /** The run that has all its steps and waits that nothing follows. */
  pending: Run | null
  /** The newest line that must not precede the first step. */
  before: LineTimes | null
  /** The last line of the newest match. */
  newest: Line | null
}

/** Counts lines: it is *raised* from the line that reached the count until too few are left. */
export interface CountingState {
  raised: boolean
  /** The line that reached the count, while raised. */
  opener: Line | null
  /** Raised by an opener that the key remembers: it opens nothing. */
  silent: boolean
  /** The newest lines by order, oldest first. */
  lines: Line[]
}

export interface RepeatState extends CountingState {
  readonly kind: 'repeat'
}

/** The newest line of each value. */
export interface DistinctState extends CountingState {
  readonly kind: 'distinct'
  /** The value of each of the lines. */
  values: string[]
}

/** The newest line of each event, and the last line of the newest match. */
export interface AllState {
  readonly kind: 'all'
  lines: (Line | null)[]
  newest: Line | null
}

/** A heartbeat waits from beat to beat; *missed* from its deadline until the next. */
export interface HeartbeatState {
  readonly kind: 'heartbeat'
  phase: 'idle' | 'waiting' | 'missed'
  /** The newest beat. */
  opener: Line | null
  openerId: string
  dueAt: number
}

export interface SingleState {
  readonly kind: 'single'
  /** The line that opened, or tried to. */
  opener: Line | null
}

export type PatternState =
  | ExpectationState
  | SequenceState
  | RepeatState
  | DistinctState
  | AllState
  | HeartbeatState
  | SingleState

/** What a fold keeps of one rule for one key. Plain data. */
export interface Window {
  readonly rule: string
  /** Hash of the rule's definition that the window lives by. */
  readonly definition: string
  readonly key: readonly string[]
  readonly group: readonly string[]
  /** Name of the window in the shard's state. */
  readonly name: string
  /** Name of its group's incident life. */
  readonly lifeName: string
  readonly pattern: PatternState
  readonly memory: Memory
  /** Openings before this axis time are held back. */
  graceUntil: number
  /** What would have been opened in that time. */
  held: Opening | null
  /** Whether a part of its time was tagged by other rules; left out if not. */
  spansChange?: boolean
  /** Axis time of the last line. */
  touchedAt: number
  /** The earliest time at which something is due, and the time for which it stands in the queue of deadlines. */
  dueAt: number
  queuedAt: number
}

const NEVER = Number.POSITIVE_INFINITY

function newPatternState(kind: Pattern['kind']): PatternState {
  switch (kind) {
    case 'expectation':
      return { kind, answers: [], ...idleExpectation() }
    case 'sequence':
      return { kind, runs: [], pending: null, before: null, newest: null }
    case 'repeat':
      return { kind, ...idleCount() }
    case 'distinct':
      return { kind, ...idleCount(), values: [] }
    case 'all':
      return { kind, lines: [], newest: null }
    case 'heartbeat':
      return { kind, phase: 'idle', opener: null, openerId: '', dueAt: NEVER }
    case 'single':
      return { kind, opener: null }
  }
}

const idleExpectation = () => ({
  phase: 'idle' as const,
  opener: null,
  openerId: '',
  dueAt: NEVER,
  count: 0,
  dueFrom: Number.NEGATIVE_INFINITY,
  excerpt: newExcerpt(),
  withinMs: 0,
})

const idleCount = () => ({ raised: false, opener: null, silent: false, lines: [] })

export type WindowIdentity = Pick<Window, 'rule' | 'definition' | 'key' | 'group' | 'name' | 'lifeName'>

export function newWindow(identity: WindowIdentity, pattern: Pattern): Window {
  return {
    ...identity,
    pattern: newPatternState(pattern.kind),
    memory: newMemory(),
    graceUntil: Number.NEGATIVE_INFINITY,
    held: null,
    touchedAt: Number.NEGATIVE_INFINITY,
    dueAt: Number.POSITIVE_INFINITY,
    queuedAt: Number.POSITIVE_INFINITY,
  }
}

/** The same window by another definition of its rule, as nothing is on its way: what it remembers stays. */
export function windowOfNew(definition: string, pattern: Pattern, { spansChange: _, ...window }: Window): Window {
  const isSameKind = window.pattern.kind === pattern.kind
  const state = isSameKind ? window.pattern : newPatternState(pattern.kind)
  return { ...window, definition, pattern: state, queuedAt: Number.POSITIVE_INFINITY }
}

/** Name of what a shard keeps for one rule and these values. No value can forge another's name. */
export function stateName(rule: string, values: readonly string[]): string {
  if (!values.some(value => value.includes('\u001f'))) return `${rule}\u001f${values.join('\u001f')}`
  return `${rule}\u001f${values.map(value => `${value.length}:${value}`).join('\u001f')}`
}

/** Whether a window is about nothing: all that it has is what it remembers. */
export function isIdle({ pattern: state, held }: Window): boolean {
  if (held !== null) return false
  switch (state.kind) {
    case 'expectation':
    case 'heartbeat':
      return state.phase === 'idle'
    case 'sequence':
      return state.pending === null && state.newest === null && state.runs.every(run => run === null)
    case 'repeat':
    case 'distinct':
      return state.lines.length === 0
    case 'all':
      return state.newest === null && state.lines.every(line => line === null)
    case 'single':
      return state.opener === null
  }
}

/** Ends whatever a window was about: its incident is over. What it remembers stays. */
export function resetPattern(window: Window | undefined): void {
  if (window === undefined) return
  const state = window.pattern
  switch (state.kind) {
    case 'expectation':
      Object.assign(state, idleExpectation())
      return
    case 'repeat':
      Object.assign(state, idleCount())
      return
    case 'distinct':
      Object.assign(state, idleCount(), { values: [] })
      return
    case 'sequence':
    case 'all':
      // What has begun since the match goes on: it may be the next.
      state.newest = null
      return
    case 'heartbeat':
      // The next beat is still expected: only the silence that was told is over.
      if (state.phase === 'missed') state.phase = 'idle'
      return
    case 'single':
      state.opener = null
      return
  }
}
