import { canLieWithin, distance } from '../core/distance.ts'
import { durationText } from '../core/duration.ts'
import { DEFAULT_LAYOUT, type LineTimes } from '../core/match.ts'
import type { Expectation, Pattern, Repeat } from '../core/rule.ts'
import { stateName } from '../core/window.ts'
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
    case 'repeat':
      return repeatBounds(pattern)
    case 'single':
      return NONE
  }
}

/** Answers within the last tenth of the time, and up to a tenth later. */
function expectationBounds({ expect, withinMs }: Expectation): BoundPoints {
  const sides = sidesOf(withinMs, 'answered')
  return {
    names: Object.values(sides),
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
        const side = sideOf(opener, line, withinMs)
        if (side !== null) touch(sides[side])
      }
      return { observe, end: () => {} }
    },
  }
}

/** The count reached and missed by one; its lines within the last tenth of the time, and spread up to a tenth wider. */
function repeatBounds({ count, withinMs }: Repeat): BoundPoints {
  if (count === 1) return NONE
  const sides = sidesOf(withinMs, `line ${count} came`)
  const [reached, short] = [`count ${count}: reached`, `count ${count}: one short, and no more`]
  return {
    names: [reached, short, ...Object.values(sides)],
    watch: (_, touch) => {
      /** The most lines that each window counted. */
      const most = new Map<string, number>()
      /** The last lines of each window: its own are gone when the time is over, which is when one may come too late. */
      const last = new Map<string, readonly LineTimes[]>()
      const observe: Observer = (reason, kept, { line }) => {
        if (reason !== 'counted' || line === null || !('pattern' in kept) || kept.pattern.kind !== 'repeat') return
        const { name, pattern } = kept
        const recent = [...(last.get(name) ?? []), line].slice(-count)
        last.set(name, recent)
        if (pattern.raised) return
        const counted = pattern.lines.filter(other => canLieWithin(other, line, withinMs, reorderMs)).length
        most.set(name, Math.max(most.get(name) ?? 0, counted))
        const side = sideOf(recent[0]!, line, withinMs)
        if (recent.length === count && side !== null) touch(sides[side])
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

type Side = 'within' | 'beyond'

function sidesOf(withinMs: number, what: string): Readonly<Record<Side, string>> {
  const bound = `within ${durationText(withinMs)}`
  return { within: `${bound}: ${what} in its last tenth`, beyond: `${bound}: ${what} up to a tenth later` }
}

/** The side of a bound on which `b` lies after `a`, if it is near. A coarse stamp is on the side on which the fold takes it. */
function sideOf(a: LineTimes, b: LineTimes, withinMs: number): Side | null {
  const { differenceMs, isOnlyBefore, leastMs } = distance(a, b, reorderMs)
  if (isOnlyBefore) return null
  if (canLieWithin(a, b, withinMs, reorderMs)) return differenceMs >= withinMs * (1 - NEAR) ? 'within' : null
  return leastMs <= withinMs * (1 + NEAR) ? 'beyond' : null
}
