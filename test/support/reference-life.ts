import { hash128 } from '../../src/core/hash.ts'
import type { Action, Resolution } from '../../src/core/incident.ts'
import type { Outcome, OutcomeName, Rule, Severity } from '../../src/core/rule.ts'
import { byOrder, distance, type Placed } from './reference-clock.ts'

export interface ReferenceRevision {
  rule: string
  key: Record<string, string>
  id: string
  revision: number
  action: Action
  state: 'open' | 'resolved'
  severity: Severity
  outcome: OutcomeName
  opened_at: number
  updated_at: number
  resolved_at: number | null
  resolution: Resolution | null
  elapsed_ms: number
  count: number
  /** Texts of the lines that are shown. */
  texts: string[]
  omitted: number
}

/** What a revision comes from: a line, or (`line` null) a deadline. `axis` is its place on the axis of order. */
export interface Cause {
  readonly axis: number
  readonly line: Placed | null
}

export interface Deadline {
  readonly at: number
  fire(axis: number): void
}

/** A window that wants an incident. `lines` are its A lines; `start` is where the elapsed time begins. */
export interface Opening {
  readonly key: string
  readonly opener: Placed
  readonly start: Placed
  readonly lines: readonly Placed[]
  /** Called when the incident ends by itself. */
  end(): void
}

const DAY_MS = 86_400_000

export function incidentId(opener: Placed): string {
  return hash128([opener.rule.id, ...opener.key, String(opener.moment), opener.text].join('\u0000'))
}

/** All incidents of one rule and group: at most one is open. */
export class Life {
  readonly #rule: Rule
  readonly #publish: (axis: number, revision: ReferenceRevision) => void
  readonly #members = new Map<string, Opening>()
  #last: Incident | null = null
  readonly #ended: Incident[] = []

  constructor(rule: Rule, publish: (axis: number, revision: ReferenceRevision) => void) {
    this.#rule = rule
    this.#publish = publish
  }

  has(key: string): boolean {
    return this.#members.has(key)
  }

  met(a: Placed, lines: readonly Placed[], b: Placed, axis: number): void {
    const outcome = this.#rule.outcomes.met
    if (!outcome) return
    const incident = new Incident('met', outcome, a, a, axis)
    incident.add([...lines, b], lines.length)
    incident.openedAt = a.moment
    incident.updatedAt = Math.max(a.moment, b.moment)
    incident.resolution = 'recovered'
    incident.elapsedMs = Math.max(0, distance(a, b).ms)
    this.#publish(axis, incident.revise('resolved'))
  }

  open(opening: Opening, cause: Cause): void {
    const rule = this.#rule
    const name = rule.pattern.kind === 'expectation' ? 'missed' : 'fired'
    const outcome = rule.outcomes[name]
    const last = this.#last
    if (!outcome) return
    if (last?.resolution === null) {
      this.#members.set(opening.key, opening)
      last.openings++
      this.news(opening.lines, opening.lines.length, cause)
      return
    }
    if (last && rule.suppressMs > 0 && cause.axis - last.openingAxis <= rule.suppressMs) return
    this.#members.set(opening.key, opening)
    const again = last && rule.reopenMs > 0 && cause.axis - last.resolvedAxis <= rule.reopenMs
    const incident = again ? last : new Incident(name, outcome, opening.opener, opening.start, cause.axis)
    incident.reopen(opening.start, cause.axis)
    incident.add(opening.lines, opening.lines.length)
    const absenceMs = rule.pattern.kind === 'expectation' ? rule.pattern.withinMs : 0
    incident.openingElapsedMs = absenceMs
    this.#last = incident
    this.#revise(incident, again ? 'reopened' : 'opened', cause)
    incident.openingElapsedMs = incident.elapsedMs
  }

  news(lines: readonly Placed[], count: number, cause: Cause): void {
    const incident = this.#last!
    incident.add(lines, count)
    const period = this.#periodOf(cause.axis)
    if (period === incident.period) incident.waiting = true
    else this.#update(incident, cause)
  }

  end(key: string, resolution: Resolution, cause: Cause): void {
    if (!this.#members.delete(key)) return
    const lines = cause.line ? [cause.line] : []
    if (this.#members.size > 0) {
      this.news(lines, 0, cause)
      return
    }
    this.#last!.add(lines, 0)
    this.#resolve(resolution, cause)
  }

  /** `b` shows that an absence did not happen, which something else ended meanwhile. Only if no other window took part. */
  correct(opener: Placed, b: Placed): boolean {
    const incident = this.#ended.find(({ start, openings }) => start === opener && openings === 1)
    if (!incident?.resolution || incident.resolution === 'late_evidence') return false
    incident.resolution = 'late_evidence'
    incident.add([b], 0)
    this.#revise(incident, 'resolved', { axis: b.at, line: b })
    return true
  }

  /** In the order in which they fire when they are due together: what ends the incident, then severity, then news. */
  deadlines(): Deadline[] {
    const incident = this.#last
    if (incident?.resolution !== null) return []
    const newest = incident.lines.at(-1)!
    const { resolve, escalate } = incident.outcome
    const byDefault = this.#rule.pattern.kind === 'single' && resolve.on.length === 0 ? DAY_MS : null
    const quietMs = resolve.quietMs ?? byDefault
    const list: Deadline[] = []
    if (quietMs !== null) list.push({ at: newest.dueFrom + quietMs, fire: axis => this.#endAll('quiet', axis) })
    const idle = Math.max(newest.at, incident.openingAxis) + 7 * DAY_MS
    const longest = Math.min(idle, incident.openingAxis + 30 * DAY_MS)
    list.push({ at: longest, fire: axis => this.#endAll('expired', axis) })
    const step = escalate.toSorted((a, b) => a.afterMs - b.afterMs)[incident.steps]
    if (step) list.push({ at: incident.openingAxis + step.afterMs, fire: axis => this.#escalate(step.severity, axis) })
    if (incident.waiting)
      list.push({
        at: incident.openingAxis + (incident.period! + 1) * this.#rule.updateEveryMs,
        fire: axis => this.#update(incident, { axis, line: null }),
      })
    return list
  }

  #periodOf(axis: number): number {
    const everyMs = this.#rule.updateEveryMs
    return everyMs > 0 ? Math.floor((axis - this.#last!.openingAxis) / everyMs) : Number.NaN
  }

  #update(incident: Incident, cause: Cause): void {
    incident.period = this.#periodOf(cause.axis)
    this.#revise(incident, 'updated', cause)
  }

  #escalate(severity: Severity, axis: number): void {
    const incident = this.#last!
    incident.steps++
    if (incident.severity === severity) return
    incident.severity = severity
    this.#revise(incident, 'updated', { axis, line: null })
  }

  #endAll(resolution: Resolution, axis: number): void {
    const ended = [...this.#members.values()]
    this.#members.clear()
    for (const member of ended) member.end()
    this.#resolve(resolution, { axis, line: null })
  }

  #resolve(resolution: Resolution, cause: Cause): void {
    const incident = this.#last!
    incident.resolution = resolution
    incident.resolvedAxis = cause.axis
    this.#ended.push(incident)
    this.#revise(incident, 'resolved', cause)
  }

  #revise(incident: Incident, action: Action, { axis, line }: Cause): void {
    const ms = line
      ? Math.max(0, distance(incident.start, line).ms)
      : incident.openingElapsedMs + (axis - incident.openingAxis)
    incident.elapsedMs = action === 'resolved' && line ? ms : Math.max(incident.elapsedMs, ms)
    incident.updatedAt = Math.max(incident.updatedAt, line ? line.moment : axis)
    if (action === 'opened') incident.openedAt = incident.updatedAt
    incident.waiting = false
    this.#publish(axis, incident.revise(action))
  }
}

class Incident {
  readonly name: OutcomeName
  readonly outcome: Outcome
  readonly #opener: Placed
  start: Placed
  severity: Severity
  #revision = 0
  openedAt = 0
  updatedAt = Number.NEGATIVE_INFINITY
  resolution: Resolution | null = null
  resolvedAxis = 0
  elapsedMs = 0
  #count = 0
  lines: Placed[] = []
  openingAxis: number
  openingElapsedMs = 0
  /** Of `update`, counted from the opening: the one in which the newest `updated` was published. */
  period: number | null = null
  waiting = false
  steps = 0
  /** How many windows took part. */
  openings = 0

  constructor(name: OutcomeName, outcome: Outcome, opener: Placed, start: Placed, axis: number) {
    this.name = name
    this.outcome = outcome
    this.#opener = opener
    this.start = start
    this.severity = outcome.severity
    this.openingAxis = axis
  }

  reopen(start: Placed, axis: number): void {
    Object.assign(this, { start, openingAxis: axis, severity: this.outcome.severity })
    this.openings++
    Object.assign(this, { resolution: null, period: null, steps: 0 })
  }

  add(lines: readonly Placed[], count: number): void {
    this.lines = [...this.lines, ...lines].toSorted(byOrder)
    this.#count += count
  }

  revise(action: Action): ReferenceRevision {
    const { rule, group } = this.#opener
    const omitted = Math.max(0, this.lines.length - 6)
    const shown = omitted > 0 ? [...this.lines.slice(0, 3), ...this.lines.slice(-3)] : this.lines
    return {
      rule: rule.id,
      key: Object.fromEntries(rule.group.map((field, i) => [field, group[i]!])),
      id: incidentId(this.#opener),
      revision: ++this.#revision,
      action,
      state: this.resolution === null ? 'open' : 'resolved',
      severity: this.severity,
      outcome: this.name,
      opened_at: this.openedAt,
      updated_at: this.updatedAt,
      resolved_at: this.resolution === null ? null : this.updatedAt,
      resolution: this.resolution,
      elapsed_ms: this.elapsedMs,
      count: this.#count,
      texts: shown.map(line => line.text),
      omitted,
    }
  }
}
