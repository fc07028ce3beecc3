import type { Origin } from './event.ts'
import type { LineTimes } from './match.ts'

/** A line that is stamped before one that arrived no later: beyond this the clock was set back, below lines were swapped. */
const SET_BACK_MS = 60_000

/** Which clock measures between two lines. */
type Clock = 'device' | 'arrival'

function clockFor(a: LineTimes, b: LineTimes, reorderMs: number): Clock {
  if (a.stampMs === null || b.stampMs === null || a.shiftMs !== b.shiftMs) return 'arrival'
  const byDevice = b.stampMs - a.stampMs
  const byArrival = b.arrival - a.arrival
  const isSetBack = byDevice + b.resolutionMs < 0 && byArrival >= 0 && byArrival - byDevice > SET_BACK_MS
  if (isSetBack) return 'arrival'
  if (a.time !== null && b.time !== null) return 'device'
  // A clock that was never set still measures, as long as nobody sets it: the arrivals tell.
  return Math.abs(byDevice - byArrival) <= reorderMs && a.shiftMs === 0 ? 'device' : 'arrival'
}

/** How far `b` stands from `a`: what the clock says, and what it may have said if it is coarse or transport slow. */
export interface Distance {
  /** Negative if `b` came before. */
  readonly differenceMs: number
  /** Whether `b` can only have come before `a`. */
  readonly isOnlyBefore: boolean
  /** The least that it can have been, in ms. */
  readonly leastMs: number
}

/** Measures from `a` to `b`, with lines that transport may have swapped by `reorderMs`. */
export function distance(a: LineTimes, b: LineTimes, reorderMs: number): Distance {
  if (clockFor(a, b, reorderMs) === 'device') {
    const differenceMs = b.stampMs! - a.stampMs!
    return { differenceMs, isOnlyBefore: differenceMs + b.resolutionMs < 0, leastMs: differenceMs - a.resolutionMs }
  }
  const differenceMs = b.arrival - a.arrival
  const isOnlyBefore = differenceMs < 0 || (differenceMs === 0 && standsBefore(b.origin, a.origin))
  return { differenceMs, isOnlyBefore, leastMs: differenceMs - reorderMs }
}

/** How long after `a` came `b`, never below 0: what an incident says. */
export function elapsedMs(a: LineTimes, b: LineTimes, reorderMs: number): number {
  return Math.max(0, distance(a, b, reorderMs).differenceMs)
}

/** Whether `b` can only have come before `a`, whatever the true instants within their stamps were. */
export function liesOnlyBefore(a: LineTimes, b: LineTimes, reorderMs: number): boolean {
  return distance(a, b, reorderMs).isOnlyBefore
}

/**
 * Whether `b` can have come at most `withinMs` after `a`, and not before it. Inclusive at both ends.
 *
 * Errs towards "in time": what is uncertain makes no absence.
 */
export function canLieWithin(a: LineTimes, b: LineTimes, withinMs: number, reorderMs: number): boolean {
  const { isOnlyBefore, leastMs } = distance(a, b, reorderMs)
  return !isOnlyBefore && leastMs <= withinMs
}

/** Whether `b` stands before `a` in the same partition: in a file, lines without a clock of their own share their arrival. */
function standsBefore(b: Origin, a: Origin): boolean {
  if (a.partition !== b.partition || a.topic !== b.topic) return false
  return b.offset.length < a.offset.length || (b.offset.length === a.offset.length && b.offset < a.offset)
}
