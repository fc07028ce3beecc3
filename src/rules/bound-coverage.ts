import { canLieWithin, distance } from '../core/distance.ts'
import { durationText } from '../core/duration.ts'
import type { Life } from '../core/life.ts'
import { DEFAULT_LAYOUT, type Line, type LineTimes } from '../core/match.ts'
import type { All, Expectation, Heartbeat, Pattern, Sequence, Threshold } from '../core/rule.ts'
import { type CountingState, stateName, type Window } from '../core/window.ts'
import type { Observer } from '../core/world.ts'
import type { TestLog } from './test-log.ts'

/** Both sides of the bounds of a pattern, by names for people, and how a run is watched for what it touches of them. */
export interface BoundPoints {
  readonly names: readonly string[]
  readonly watch: (log: TestLog, touch: (name: string) => void) => RunWatch
}

/** Watches one run: its transitions, then that the log has ended. */
export interface RunWatch {
  readonly observe: Observer
  readonly end: () => void
}

/** What is nearer to a bound than this part of it touches it. */
const NEAR = 0.1
const { reorderMs } = DEFAULT_LAYOUT
const NONE: BoundPoints = { names: [], watch: () => ({ observe: () => {}, end: () => {} }) }

/** The bounds of a pattern: how long, and how many. */
export function boundPointsOf(pattern: Pattern): BoundPoints {
  switch (pattern.kind) {
    case 'expectation':
      return expectationBounds(pattern)
    case 'sequence':
      return sequenceBounds(pattern)
    case 'repeat':
    case 'distinct':
      return countBounds(pattern)
    case 'all':
      return allBounds(pattern)
    case 'heartbeat':
      return heartbeatBounds(pattern)
    case 'single':
      return NONE
  }
}

/** The last step within the last tenth of the time from the newest first one, and up to a tenth later. */
function sequenceBounds({ steps, notAfter, withinMs }: Sequence): BoundPoints {
  if (notAfter.length > 0 || steps.length === 1) return NONE
  const last = steps.at(-1)!.event
  const sides = sidesOf(withinMs, `${last} came`)
  return {
    names: [sides.within, sides.beyond],
    watch: ({ matchAt }, touch) => {
      const starts = new Map<string, LineTimes>()
      const observe: Observer = (reason, _, { line }) => {
        if (line === null || reason === 'duplicate') return
        const match = matchAt(line.origin.offset)
        const name = stateName(match.rule, match.key)
        const start = starts.get(name)
        if (match.events.includes(last)) touchSide(touch, sides, start, line)
        if (reason === 'began') starts.set(name, line)
      }
      return { observe, end: () => {} }
    },
  }
}

/** All events, the newest of each, within the last tenth of the time, and spread up to a tenth wider. */
function allBounds({ events, withinMs }: All): BoundPoints {
  const sides = sidesOf(withinMs, 'the last of them came')
  return {
    names: [sides.within, sides.beyond],
    watch: ({ matchAt }, touch) => {
      const newest = new Map<string, Map<string, Line>>()
      const observe: Observer = (reason, _, { line }) => {
        if (line === null || reason !== 'counted') return
        const match = matchAt(line.origin.offset)
        const name = stateName(match.rule, match.key)
        const lines = newest.get(name) ?? new Map<string, Line>()
        for (const event of events.filter(one => match.events.includes(one))) lines.set(event, line)
        newest.set(name, lines)
        if (lines.size < events.length) return
        const [first] = [...lines.values()].toSorted((a, b) => a.at - b.at)
        if (touchSide(touch, sides, first, line) === 'within') newest.delete(name)
      }
      return { observe, end: () => {} }
    },
  }
}

/** The next beat within the last tenth of the time, and up to a tenth later. */
function heartbeatBounds({ everyMs, graceMs }: Heartbeat): BoundPoints {
  const withinMs = everyMs + graceMs
  const sides = sidesOf(withinMs, 'the next one came')
  return {
    names: [sides.within, sides.beyond],
    watch: (_, touch) => {
      const beats = new Map<string, LineTimes>()
      const observe: Observer = (reason, { name }, { line }) => {
        if (line === null || reason !== 'began') return
        const before = beats.get(name)
        touchSide(touch, sides, before, line)
        beats.set(name, line)
      }
      return { observe, end: () => {} }
    },
  }
}

/** Answers within the last tenth of the time, and up to a tenth later. */
function expectationBounds({ expect, withinMs }: Expectation): BoundPoints {
  const sides = sidesOf(withinMs, 'answered')
  return {
    names: [sides.within, sides.beyond],
    watch: ({ matchAt }, touch) => {
      const openers = new Map<string, LineTimes>()
      const observe: Observer = (reason, _, { line }) => {
        if (line === null || reason === 'duplicate') return
        const match = matchAt(line.origin.offset)
        const name = stateName(match.rule, match.key)
        if (reason === 'began') {
          openers.set(name, line)
          return
        }
        const opener = openers.get(name)
        if (opener === undefined || !match.events.includes(expect)) return
        openers.delete(name)
        touchSide(touch, sides, opener, line)
      }
      return { observe, end: () => {} }
    },
  }
}

/** The count reached and missed by one; its lines within the last tenth of the time, and spread up to a tenth wider. */
function countBounds({ count, withinMs }: Threshold): BoundPoints {
  if (count === 1) return NONE
  const sides = sidesOf(withinMs, `line ${count} came`)
  const [reached, short] = [`count ${count}: reached`, `count ${count}: one short, and no more`]
  return {
    names: [reached, short, sides.within, sides.beyond],
    watch: (_, touch) => {
      /** The most lines that each window counted. */
      const most = new Map<string, number>()
      /** The last lines of each window: its own are gone when the time is over, which is when one may come too late. */
      const last = new Map<string, readonly LineTimes[]>()
      const observe: Observer = (reason, kept, { line }) => {
        const pattern = countingOf(kept)
        if (reason !== 'counted' || line === null || pattern === null) return
        const { name } = kept
        const recent = [...(last.get(name) ?? []), line].slice(-count)
        last.set(name, recent)
        if (pattern.raised) return
        const counted = pattern.lines.filter(other => canLieWithin(other, line, withinMs, reorderMs)).length
        most.set(name, Math.max(most.get(name) ?? 0, counted))
        if (recent.length === count) touchSide(touch, sides, recent[0], line)
      }
      const end = () => {
        for (const counted of most.values()) {
          if (counted >= count) touch(reached)
          if (counted === count - 1) touch(short)
        }
      }
      return { observe, end }
    },
  }
}

function countingOf(kept: Window | Life): CountingState | null {
  const pattern = 'pattern' in kept ? kept.pattern : null
  return pattern?.kind === 'repeat' || pattern?.kind === 'distinct' ? pattern : null
}

type Side = 'within' | 'beyond'

interface Sides extends Readonly<Record<Side, string>> {
  readonly withinMs: number
}

function sidesOf(withinMs: number, what: string): Sides {
  const bound = `within ${durationText(withinMs)}`
  return { withinMs, within: `${bound}: ${what} in its last tenth`, beyond: `${bound}: ${what} up to a tenth later` }
}

/** Touches the side of a bound on which `b` lies after `a`, if it is near; gives it. */
function touchSide(touch: (name: string) => void, sides: Sides, a: LineTimes | undefined, b: LineTimes): Side | null {
  const side = a === undefined ? null : sideOf(a, b, sides.withinMs)
  if (side !== null) touch(sides[side])
  return side
}

/** The side of a bound on which `b` lies after `a`, if it is near. A coarse stamp is on the side on which the fold takes it. */
function sideOf(a: LineTimes, b: LineTimes, withinMs: number): Side | null {
  const { differenceMs, isOnlyBefore, leastMs } = distance(a, b, reorderMs)
  if (isOnlyBefore) return null
  if (canLieWithin(a, b, withinMs, reorderMs)) return differenceMs >= withinMs * (1 - NEAR) ? 'within' : null
  return leastMs <= withinMs * (1 + NEAR) ? 'beyond' : null
}
