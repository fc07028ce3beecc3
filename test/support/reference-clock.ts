import type { Layout } from '../../src/core/match.ts'
import type { Rule } from '../../src/core/rule.ts'

/** A line that fits event definitions of `rule`, as the reference takes it. Times in milliseconds since the epoch. */
export interface ReferenceLine {
  readonly rule: Rule
  readonly key: readonly string[]
  readonly group: readonly string[]
  readonly events: readonly string[]
  readonly arrival: number
  /** The device's stamp as read, believed or not. */
  readonly stamp: number | null
  readonly resolutionMs: number
  /** The stamp is flagged `*`. */
  readonly unset: boolean
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly host: string
  readonly code: string
  readonly text: string
  readonly sequence: string | null
}

/**
 * A line in its place: `time` only if it is believed; `dueFrom` is where its bounds begin; `moment` is what an incident
 * shows. It left the device at most `lagMs` before its arrival, if it is measured on arrival.
 */
export interface Placed extends ReferenceLine {
  readonly at: number
  readonly time: number | null
  readonly dueFrom: number
  readonly moment: number
  readonly lagMs: number
}

/** The distance from A to B: `ms` as measured; what it really was lies in [leastMs, mostMs]. */
export interface Distance {
  readonly ms: number
  readonly leastMs: number
  readonly mostMs: number
}

export function place(line: ReferenceLine, layout: Layout): Placed {
  const { arrival, stamp } = line
  const lagMs = layout.reorderMs
  const believable = stamp !== null && stamp >= arrival - layout.beliefMs && stamp <= arrival + layout.aheadMs
  if (!believable || line.unset)
    return { ...line, at: arrival, time: null, dueFrom: arrival + layout.aheadMs, moment: arrival, lagMs }
  const at = Math.max(stamp, arrival - layout.reorderMs)
  return { ...line, at, time: stamp, dueFrom: Math.max(arrival, stamp) + line.resolutionMs, moment: stamp, lagMs }
}

export function byOrder(a: Placed, b: Placed): number {
  return (
    a.at - b.at ||
    a.arrival - b.arrival ||
    compareText(a.topic, b.topic) ||
    a.partition - b.partition ||
    a.offset - b.offset
  )
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * On the device's clock if both lines have a believed one, else on arrival. A line that arrived no earlier although
 * it lies only before says that the clock was set back: then too on arrival. Errs towards "in time".
 */
export function distance(a: Placed, b: Placed): Distance {
  const arrivedMs = b.arrival - a.arrival
  if (a.time !== null && b.time !== null) {
    const ms = b.time - a.time
    const mostMs = ms + b.resolutionMs
    if (mostMs >= 0 || arrivedMs < 0) return { ms, leastMs: ms - a.resolutionMs, mostMs }
  }
  return { ms: arrivedMs, leastMs: arrivedMs - b.lagMs, mostMs: arrivedMs }
}

export function canLieWithin(d: Distance, withinMs: number): boolean {
  return d.mostMs >= 0 && d.leastMs <= withinMs
}

export function liesOnlyBefore(d: Distance): boolean {
  return d.mostMs < 0
}

/** Whether two lines of one key are one line that was delivered twice. */
export function isSameLine(a: Placed, b: Placed, layout: Layout): boolean {
  const same =
    a.host === b.host && a.code === b.code && a.text === b.text && a.stamp === b.stamp && a.sequence === b.sequence
  if (!same || a.stamp === null) return false
  // Equal stamps can differ in belief: one copy came days later. Then neither proves for ever.
  if (a.time === null || b.time === null) return Math.abs(a.arrival - b.arrival) <= layout.reorderMs
  return a.sequence !== null || (a.resolutionMs === 0 && b.resolutionMs === 0)
}
