import { elapsedMs } from './distance.ts'
import { hold } from './grace.ts'
import type { Action, Resolution } from './incident.ts'
import { isUnsureAbsence } from './known-rules.ts'
import { type Cause, deadlineCause, type IncidentState, type Life, lineCause, type Opening } from './life.ts'
import { LONGEST_LIFE_MS, LONGEST_WITHOUT_NEWS_MS } from './longest.ts'
import type { Line } from './match.ts'
import { recordOf } from './record.ts'
import type { Rule } from './rule.ts'
import { copyOf, resetPattern, show, type Window } from './window.ts'
import { type Facts, ruleOf, type World } from './world.ts'

const NEVER = Number.POSITIVE_INFINITY

/** Whether the window's key is failing in an open incident. */
export function isMember(world: World, window: Window): boolean {
  const incident = world.state.lives.get(window.lifeName)?.incident
  return incident?.state === 'open' && incident.members.has(window.name)
}

/** Opens an incident, continues one that is open or not long over, or keeps quiet: what the rule's options say. */
export function tryOpen(world: World, window: Window, opening: Opening): void {
  const rule = ruleOf(world, window)
  if (isUnsureAbsence(world, window, rule.pattern)) {
    world.state.counters.ruleChanged++
    world.observe?.('rule_changed', window, opening.cause)
    return resetPattern(window)
  }
  if (opening.cause.axis < window.graceUntil) return hold(world, window, opening)
  const life = world.state.lives.get(window.lifeName)
  if (life?.incident.state === 'open') return join(world, life, window, opening)
  const sinceOpening = life === undefined ? NEVER : opening.cause.axis - life.incident.openedAxis
  if (life !== undefined && rule.suppressMs > 0 && sinceOpening <= rule.suppressMs) {
    world.observe?.('suppressed', window, opening.cause, { incident: life.incident.id })
    return undefined
  }
  const sinceEnd = life === undefined ? NEVER : opening.cause.axis - life.incident.resolvedAxis
  if (life !== undefined && rule.reopenMs > 0 && sinceEnd <= rule.reopenMs) return reopen(world, life, window, opening)
  return open(world, window, opening)
}

/** The time of `grace` is over, and nothing has ended what was held back. */
export function openHeld(world: World, window: Window, at: number): void {
  const held = window.held!
  window.held = null
  const elapsedMs = held.elapsedMs + (at - held.cause.axis)
  const cause = deadlineCause(at)
  world.observe?.('grace_over', window, cause)
  tryOpen(world, window, { ...held, elapsedMs, cause })
}

function open(world: World, window: Window, opening: Opening): void {
  const rule = ruleOf(world, window)
  const incident: IncidentState = {
    id: opening.id,
    revision: 0,
    state: 'open',
    outcome: opening.outcome,
    severity: rule.outcomes[opening.outcome]!.severity,
    escalated: 0,
    opener: opening.opener,
    openerKey: window.key,
    start: opening.start,
    openedAt: opening.cause.moment,
    openedAxis: opening.cause.axis,
    updatedAt: opening.cause.moment,
    resolvedAxis: Number.NEGATIVE_INFINITY,
    resolution: null,
    elapsedAtOpeningMs: opening.elapsedMs,
    elapsedMs: opening.elapsedMs,
    count: opening.count,
    excerpt: copyOf(opening.lines),
    members: new Map([[window.name, window.key]]),
    newsAxis: opening.cause.axis,
    quietFrom: Math.max(opening.dueFrom, opening.cause.axis),
    publishedPeriod: -1,
    waiting: false,
  }
  const { rule: id, definition, group, lifeName: name } = window
  const life: Life = { rule: id, definition, group, name, incident, dueAt: NEVER, queuedAt: NEVER }
  world.state.lives.set(name, life)
  publish(world, life, { action: 'opened', cause: opening.cause })
  world.observe?.('opened', life, opening.cause)
  schedule(world, life)
}

function reopen(world: World, life: Life, window: Window, opening: Opening): void {
  const incident = life.incident
  incident.state = 'open'
  incident.resolution = null
  incident.members.clear()
  absorb(life, window, opening)
  incident.waiting = false
  const steps = ruleOf(world, life).outcomes[incident.outcome]!.escalate
  while (steps[incident.escalated] && incident.openedAxis + steps[incident.escalated]!.afterMs <= opening.cause.axis) {
    incident.severity = steps[incident.escalated]!.severity
    incident.escalated++
  }
  setElapsed(world, incident, opening.cause)
  publish(world, life, { action: 'reopened', cause: opening.cause })
  world.observe?.('reopened', life, opening.cause)
  schedule(world, life)
}

function join(world: World, life: Life, window: Window, opening: Opening): void {
  absorb(life, window, opening)
  world.observe?.('member_joined', life, opening.cause)
  tellNews(world, life, opening.cause)
}

function absorb(life: Life, window: Window, opening: Opening): void {
  const incident = life.incident
  incident.members.set(window.name, window.key)
  incident.count += opening.count
  incident.newsAxis = Math.max(incident.newsAxis, opening.cause.axis)
  incident.quietFrom = Math.max(incident.quietFrom, opening.dueFrom, opening.cause.axis)
  const left = opening.lines.total - opening.lines.first.length - opening.lines.last.length
  for (const line of opening.lines.first) show(incident.excerpt, line)
  for (const line of opening.lines.last) show(incident.excerpt, line)
  incident.excerpt.total += left
}

/** A further line of a window whose key is failing in the open incident. */
export function addNews(world: World, window: Window, line: Line): void {
  const life = world.state.lives.get(window.lifeName)!
  const incident = life.incident
  incident.count++
  show(incident.excerpt, line)
  incident.newsAxis = Math.max(incident.newsAxis, line.at)
  incident.quietFrom = Math.max(incident.quietFrom, line.dueFrom)
  tellNews(world, life, lineCause(line))
}

function tellNews(world: World, life: Life, cause: Cause): void {
  const incident = life.incident
  const period = periodAt(world, life, cause.axis)
  if (period > incident.publishedPeriod) {
    incident.publishedPeriod = period
    update(world, life, cause)
    world.observe?.('updated', life, cause)
  } else {
    incident.waiting = true
    world.observe?.('throttled', life, cause)
  }
  schedule(world, life)
}

function periodAt(world: World, life: Life, axis: number): number {
  return Math.floor((axis - life.incident.openedAxis) / ruleOf(world, life).updateEveryMs)
}

/** How a member of an incident ends. */
export interface Ending {
  readonly resolution: Resolution
  readonly cause: Cause
  readonly facts?: Facts
}

/** The window's key is no longer failing: the incident ends with its last member. Nothing happens if it was none. */
export function endMember(world: World, window: Window, ending: Ending): void {
  if (window.held !== null) {
    window.held = null
    world.observe?.('ended_in_grace', window, ending.cause)
  }
  world.observe?.(ending.resolution, window, ending.cause, ending.facts)
  const life = world.state.lives.get(window.lifeName)
  if (life === undefined || life.incident.state !== 'open' || !life.incident.members.has(window.name)) return
  const { cause } = ending
  if (cause.line !== null) show(life.incident.excerpt, cause.line)
  if (life.incident.members.size > 1) {
    life.incident.members.delete(window.name)
    world.observe?.('member_left', life, cause)
    tellNews(world, life, cause)
    return
  }
  resolve(world, life, ending)
}

function resolve(world: World, life: Life, { resolution, cause }: Ending): void {
  const incident = life.incident
  incident.state = 'resolved'
  incident.resolution = resolution
  incident.resolvedAxis = cause.axis
  incident.waiting = false
  if (cause.line === null) setElapsed(world, incident, cause)
  else incident.elapsedMs = elapsedMs(incident.start, cause.line, world.state.layout.reorderMs)
  publish(world, life, { action: 'resolved', cause })
  world.observe?.(resolution, life, cause)
  incident.members.clear()
  schedule(world, life)
}

/** What is due in the life of an incident at `at`: its end first, then an escalation, then news that waited. */
export function lifeDeadline(world: World, life: Life, dueAt: number): void {
  const incident = life.incident
  const at = Math.max(dueAt, incident.newsAxis)
  const cause = deadlineCause(at)
  if (incident.state === 'resolved') {
    world.state.lives.delete(life.name)
    return
  }
  const rule = ruleOf(world, life)
  const outcome = rule.outcomes[incident.outcome]!
  if (endsAt(rule, incident) <= at) {
    const quiet = outcome.resolve.quietMs !== null && incident.quietFrom + outcome.resolve.quietMs <= at
    return resolveLife(world, life, { resolution: quiet ? 'quiet' : 'expired', cause })
  }
  const step = outcome.escalate[incident.escalated]
  if (step !== undefined && incident.openedAxis + step.afterMs <= at) {
    incident.escalated++
    incident.severity = step.severity
    update(world, life, cause)
    world.observe?.('escalated', life, cause)
  } else if (incident.waiting) {
    incident.publishedPeriod++
    update(world, life, cause)
    world.observe?.('updated', life, cause)
  }
  schedule(world, life)
}

/** Ends an incident by itself, whoever its members are. */
export function resolveLife(world: World, life: Life, ending: Ending): void {
  const members = [...life.incident.members.keys()]
  resolve(world, life, ending)
  for (const name of members) {
    world.changes?.windows.add(name)
    resetPattern(world.state.windows.get(name))
  }
}

function update(world: World, life: Life, cause: Cause): void {
  life.incident.waiting = false
  setElapsed(world, life.incident, cause)
  publish(world, life, { action: 'updated', cause })
}

function endsAt(rule: Rule, incident: IncidentState): number {
  const quietMs = rule.outcomes[incident.outcome]!.resolve.quietMs
  const quietAt = quietMs === null ? NEVER : incident.quietFrom + quietMs
  return Math.min(quietAt, incident.newsAxis + LONGEST_WITHOUT_NEWS_MS, incident.openedAxis + LONGEST_LIFE_MS)
}

/** Puts the next thing that is due in the queue. A life that nothing can ask for any more is dropped. */
function schedule(world: World, life: Life): void {
  world.changes?.lives.add(life.name)
  const rule = ruleOf(world, life)
  const incident = life.incident
  if (incident.state === 'resolved') {
    const asked = Math.max(
      rule.suppressMs > 0 ? incident.openedAxis + rule.suppressMs : Number.NEGATIVE_INFINITY,
      rule.reopenMs > 0 ? incident.resolvedAxis + rule.reopenMs : Number.NEGATIVE_INFINITY,
    )
    if (asked === Number.NEGATIVE_INFINITY) {
      world.state.lives.delete(life.name)
      return
    }
    life.dueAt = asked
  } else {
    const step = rule.outcomes[incident.outcome]!.escalate[incident.escalated]
    const flushAt = incident.openedAxis + (incident.publishedPeriod + 1) * rule.updateEveryMs
    life.dueAt = Math.min(
      endsAt(rule, incident),
      step === undefined ? NEVER : incident.openedAxis + step.afterMs,
      incident.waiting ? flushAt : NEVER,
    )
  }
  if (life.dueAt < life.queuedAt) {
    life.queuedAt = life.dueAt
    world.state.deadlines.push({ at: life.dueAt, rule: life.rule, window: null, life })
  }
}

function setElapsed(world: World, incident: IncidentState, cause: Cause): void {
  const elapsed =
    cause.line === null
      ? incident.elapsedAtOpeningMs + (cause.axis - incident.openedAxis)
      : elapsedMs(incident.start, cause.line, world.state.layout.reorderMs)
  incident.elapsedMs = Math.max(incident.elapsedMs, elapsed)
}

function publish(world: World, life: Life, { action, cause }: { action: Action; cause: Cause }): void {
  const incident = life.incident
  incident.revision++
  incident.updatedAt = Math.max(incident.updatedAt, cause.moment)
  const members = [...incident.members.values()]
  const rule = ruleOf(world, life)
  const record = recordOf(rule, incident, { action, group: life.group, members, replay: world.replay })
  world.outputs.push({
    axis: Math.max(cause.axis, world.floorAxis),
    rule: life.rule,
    name: life.name,
    opensWith: rule.outcomes[record.outcome]!.severity,
    incident: record,
  })
}
