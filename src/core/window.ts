import type { Line, LineTimes } from './match.ts'
import { type Memory, newMemory } from './memory.ts'
import type { Pattern } from './rule.ts'

/** The first and the last few lines of a window or an incident, in the order in which they were applied. */
export interface Excerpt {
  readonly first: Line[]
  readonly last: Line[]
  total: number
}

const SHOWN = 3

export function newExcerpt(): Excerpt {
  return { first: [], last: [], total: 0 }
}

export function show(excerpt: Excerpt, line: Line): void {
  excerpt.total++
  if (excerpt.first.length < SHOWN) {
    excerpt.first.push(line)
    return
  }
  excerpt.last.push(line)
  if (excerpt.last.length > SHOWN) excerpt.last.shift()
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
}

/**
 * A repeat keeps its newest lines by order. It is *raised* from the line that reached the count until too few are left.
 */
export interface RepeatState {
  readonly kind: 'repeat'
  raised: boolean
  /** The line that reached the count, while raised. */
  opener: Line | null
  /** Raised by an opener that the key remembers: it opens nothing. */
  silent: boolean
  lines: Line[]
}

export interface SingleState {
  readonly kind: 'single'
  /** The line that opened, or tried to. */
  opener: Line | null
}

export type PatternState = ExpectationState | RepeatState | SingleState

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
  /** Axis time of the last line. */
  touchedAt: number
  /** The earliest time at which something is due, and the time for which it stands in the queue of deadlines. */
  dueAt: number
  queuedAt: number
}

function newPatternState(pattern: Pattern): PatternState {
  switch (pattern.kind) {
    case 'expectation':
      return {
        kind: 'expectation',
        phase: 'idle',
        opener: null,
        openerId: '',
        dueAt: Number.POSITIVE_INFINITY,
        count: 0,
        dueFrom: Number.NEGATIVE_INFINITY,
        excerpt: newExcerpt(),
        answers: [],
      }
    case 'repeat':
      return { kind: 'repeat', raised: false, opener: null, silent: false, lines: [] }
    case 'single':
      return { kind: 'single', opener: null }
  }
}

export type WindowIdentity = Pick<Window, 'rule' | 'definition' | 'key' | 'group' | 'name' | 'lifeName'>

export function newWindow(identity: WindowIdentity, pattern: Pattern): Window {
  return {
    ...identity,
    pattern: newPatternState(pattern),
    memory: newMemory(),
    touchedAt: Number.NEGATIVE_INFINITY,
    dueAt: Number.POSITIVE_INFINITY,
    queuedAt: Number.POSITIVE_INFINITY,
  }
}

/** Name of what a shard keeps for one rule and these values. No value can forge another's name. */
export function stateName(rule: string, values: readonly string[]): string {
  if (!values.some(value => value.includes('\u001f'))) return `${rule}\u001f${values.join('\u001f')}`
  return `${rule}\u001f${values.map(value => `${value.length}:${value}`).join('\u001f')}`
}

/** Ends whatever a window was about: its incident is over. What it remembers stays. */
export function resetPattern(window: Window | undefined): void {
  if (window === undefined) return
  const state = window.pattern
  switch (state.kind) {
    case 'expectation':
      state.phase = 'idle'
      state.opener = null
      state.openerId = ''
      state.dueAt = Number.POSITIVE_INFINITY
      state.count = 0
      state.dueFrom = Number.NEGATIVE_INFINITY
      state.excerpt = newExcerpt()
      return
    case 'repeat':
      state.raised = false
      state.opener = null
      state.silent = false
      state.lines = []
      return
    case 'single':
      state.opener = null
      return
  }
}
