import type { Cause, Life } from '../life.ts'
import type { Reason } from '../reason.ts'
import type { Rule } from '../rule.ts'
import type { Window } from '../window.ts'
import type { Facts, Observer } from '../world.ts'
import {
  addFacts,
  addLine,
  addRevision,
  type ExplainedLine,
  type ExplainedWindow,
  newExplainedWindow,
  type Step,
  stepOf,
} from './explained-window.ts'
import { type Kept, keep, newKept } from './kept.ts'
import { ROLES, UNPUBLISHED } from './roles.ts'
import { type UnusedLines, unusedLines } from './unused-lines.ts'

/** A line that changed nothing while no window of its key was open. */
export interface Aside {
  readonly key: readonly string[]
  readonly line: ExplainedLine
  readonly facts: Facts
}

export interface WindowWatchOptions {
  /** R of the layout. */
  readonly reorderMs: number
  /** Whether lines of this key are asked for. */
  readonly isAsked: (key: readonly string[]) => boolean
}

/** The window of which something was told last, and what moved it. */
interface Current {
  readonly window: Window
  readonly cause: Cause
  /** The line that was applied; null for a deadline. */
  readonly line: ExplainedLine | null
  explained: ExplainedWindow | null
  /** Whether the line did something, or is one that was there before. */
  used: boolean
}

/**
 * Follows all windows of one rule by what the fold tells. Holds no more windows than the fold does, and of each a bounded
 * number of lines.
 *
 * Each revision belongs to one window: to that which moved the incident; what the incident's own timers publish, to the
 * first of its members.
 */
export class WindowWatch {
  readonly asides = new Map<Reason, Kept<Aside>>()
  readonly #rule: Rule
  readonly #options: WindowWatchOptions
  readonly #unused: UnusedLines
  readonly #open = new Map<string, ExplainedWindow>()
  #ended: ExplainedWindow[] = []
  #current: Current | null = null

  constructor(rule: Rule, options: WindowWatchOptions) {
    this.#rule = rule
    this.#options = options
    this.#unused = unusedLines(options.reorderMs)
  }

  readonly observe: Observer = (reason, target, cause, facts = {}) => {
    if ('incident' in target) this.#takeLife(reason, target, cause)
    else if (reason === 'applied') this.#apply(target, cause, facts)
    else this.#takeWindow(reason, this.#currentOf(target, cause), facts)
  }

  /** The windows that ended since the last call, in the order of their ends. To be called between steps of the fold. */
  drain(): readonly ExplainedWindow[] {
    const drained = this.#ended
    this.#ended = []
    return drained.filter(({ key }) => this.#options.isAsked(key))
  }

  /** The windows that are open. */
  open(): readonly ExplainedWindow[] {
    const asked = [...this.#open.values()].filter(({ key }) => this.#options.isAsked(key))
    for (const explained of asked) {
      if (explained.otherKeys.length === 0) explained.otherKeys = this.#unused.meantFor(explained)
    }
    return asked
  }

  #apply(window: Window, cause: Cause, { events = [] }: Facts): void {
    this.#leave()
    const line = { events, line: cause.line!, lateMs: 0 }
    this.#current = { window, cause, line, explained: this.#open.get(window.name) ?? null, used: false }
  }

  /** Remembers the line of which nothing more will be told, if it did nothing. */
  #leave(): void {
    const left = this.#current
    if (left !== null && left.line !== null && !left.used) this.#unused.add(left.window.key, left.line)
  }

  #currentOf(window: Window, cause: Cause): Current {
    const explained = this.#open.get(window.name) ?? null
    if (this.#current === null || !isOf(this.#current, cause)) {
      this.#leave()
      this.#current = { window, cause, line: null, explained, used: true }
    }
    return this.#current
  }

  #takeWindow(reason: Reason, now: Current, facts: Facts): void {
    switch (ROLES[reason]) {
      case 'unsaid':
        if (reason === 'late') now.line!.lateMs = facts.lateMs!
        return
      case 'aside':
        return this.#setAside(reason, now, facts)
      case 'ends':
        if (this.#open.has(now.window.name)) this.#move(reason, now, facts)
        return
      case 'counts':
      case 'moves':
      case 'whole':
        return this.#move(reason, now, facts)
    }
  }

  #setAside(reason: Reason, now: Current, facts: Facts): void {
    const { window, line, explained, cause } = now
    if (reason !== 'unanswered') now.used = true
    if (explained?.ended === null) keep(explained.steps, { reason, atMs: cause.moment, line, facts, incident: null })
    else if (line !== null && this.#options.isAsked(window.key)) {
      const kept = this.asides.get(reason) ?? newKept<Aside>()
      keep(kept, { key: window.key, line, facts })
      this.asides.set(reason, kept)
    }
  }

  #move(reason: Reason, now: Current, facts: Facts): void {
    const { window, cause, line } = now
    const explained = this.#open.get(window.name) ?? this.#begin(window, cause)
    now.explained = explained
    now.used = true
    if (line !== null) addLine(explained, line)
    if (facts.answer) addLine(explained, { events: facts.awaited ?? [], line: facts.answer, lateMs: 0 })
    addFacts(explained, facts)
    const step = stepOf(explained, { reason, cause, line, facts, reorderMs: this.#options.reorderMs })
    if (ROLES[reason] === 'moves') keep(explained.steps, step)
    if (reason === 'missed') explained.otherKeys = this.#unused.meantFor(explained)
    if (isMet(reason) && this.#rule.outcomes.met !== undefined) addRevision(explained, facts.incident!, 1)
    if (this.#endsWith(reason, explained)) this.#end(window.name, explained, step)
  }

  #begin({ name, key }: Window, cause: Cause): ExplainedWindow {
    const explained = newExplainedWindow(key, cause.moment)
    this.#open.set(name, explained)
    return explained
  }

  #end(name: string, explained: ExplainedWindow, step: Step): void {
    explained.ended = step
    this.#open.delete(name)
    this.#ended.push(explained)
  }

  #endsWith(reason: Reason, { revisions, hasIncident }: ExplainedWindow): boolean {
    if (reason === 'missed') return this.#rule.outcomes.missed === undefined
    // A line that fires by itself waits for nothing: kept quiet, it is over.
    if (reason === 'suppressed') return this.#rule.pattern.kind === 'single' && revisions.length === 0
    // What faded was the beginning of a further match: the incident of the one before goes on.
    if (reason === 'faded') return !hasIncident
    return ROLES[reason] === 'ends' || ROLES[reason] === 'whole'
  }

  #takeLife(reason: Reason, life: Life, cause: Cause): void {
    const members = [...life.incident.members.keys()]
    const mover = this.#current !== null && isOf(this.#current, cause) ? this.#current : null
    const explained = mover?.explained ?? members.map(name => this.#open.get(name)).find(Boolean)
    if (explained === undefined) return
    const { id, revision, outcome, severity, elapsedMs } = life.incident
    if (mover !== null) explained.hasIncident = true
    if (!UNPUBLISHED.has(reason)) addRevision(explained, id, revision)
    const incident = { id, revision, outcome, severity }
    const step: Step = { reason, atMs: cause.moment, line: mover?.line ?? null, facts: { elapsedMs }, incident }
    if (ROLES[reason] !== 'unsaid') keep(explained.steps, step)
    if (ROLES[reason] === 'ends') this.#endMembers(members, step)
  }

  /** An incident that ends by itself ends the windows of all its members. */
  #endMembers(names: readonly string[], step: Step): void {
    for (const name of names) {
      const member = this.#open.get(name)
      if (member !== undefined) this.#end(name, member, step)
    }
  }
}

/** Whether the cause is what moved the window that was told of last. */
function isOf(current: Current, cause: Cause): boolean {
  return cause.line === null ? cause === current.cause : cause.line === current.cause.line
}

function isMet(reason: Reason): boolean {
  return reason === 'met' || reason === 'met_before'
}
