import { elapsedMs } from './distance.ts'
import type { Cause } from './life.ts'
import { momentOf } from './line-order.ts'
import type { Line } from './match.ts'
import { type RevisionFacts, recordOf } from './record.ts'
import type { Excerpt, Window } from './window.ts'
import { ruleOf, type World } from './world.ts'

/** A fault, the line that answered it in time, and all lines of that window. */
export interface Met {
  /** Id of the incident, as hash of bytes. */
  readonly id: string
  readonly opener: Line
  readonly answer: Line
  readonly lines: Excerpt
  readonly count: number
  readonly cause: Cause
}

/** Publishes the one record of a fault that was answered in time: it was resolved before anybody had to know. */
export function publishMet(world: World, window: Window, met: Met): void {
  const rule = ruleOf(world, window)
  if (rule.outcomes.met === undefined) return
  const openedAt = momentOf(met.opener)
  const facts: RevisionFacts = {
    id: met.id,
    revision: 1,
    state: 'resolved',
    severity: rule.outcomes.met.severity,
    outcome: 'met',
    openedAt,
    updatedAt: Math.max(openedAt, momentOf(met.answer)),
    resolution: 'recovered',
    elapsedMs: elapsedMs(met.opener, met.answer, world.state.layout.reorderMs),
    count: met.count,
    opener: met.opener,
    openerKey: window.key,
    excerpt: met.lines,
  }
  const frame = { action: 'resolved', group: window.group, members: [window.key], replay: world.replay } as const
  const record = recordOf(rule, facts, frame)
  const axis = Math.max(met.cause.axis, world.floorAxis)
  const { severity: opensWith } = rule.outcomes.met
  world.outputs.push({ axis, rule: window.rule, name: window.lifeName, opensWith, incident: record })
}
