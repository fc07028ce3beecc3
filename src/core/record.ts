import { durationText } from './duration.ts'
import { hash128, hashBytes, hexOf } from './hash.ts'
import type { Action, Incident, IncidentEvent, Resolution } from './incident.ts'
import { isoOf } from './iso.ts'
import { ruleIdOf } from './kept-name.ts'
import { momentOf } from './line-order.ts'
import type { Line } from './match.ts'
import type { OutcomeName, Rule, Severity } from './rule.ts'
import { fillTemplate } from './template.ts'
import type { Excerpt } from './window.ts'

/** What one revision says, before it is put into the words of the record. Times in milliseconds. */
export interface RevisionFacts {
  /** As hash of bytes: see incidentIdOf. */
  readonly id: string
  readonly revision: number
  readonly state: 'open' | 'resolved'
  readonly severity: Severity
  readonly outcome: OutcomeName
  readonly openedAt: number
  readonly updatedAt: number
  readonly resolution: Resolution | null
  readonly elapsedMs: number
  readonly count: number
  readonly opener: Line
  /** Values of the rule's key fields, of the window that opened it. */
  readonly openerKey: readonly string[]
  readonly excerpt: Excerpt
}

/** What else a record says. */
export interface RevisionFrame {
  readonly action: Action
  /** Values of the rule's group fields. */
  readonly group: readonly string[]
  /** Keys that are failing. */
  readonly members: readonly (readonly string[])[]
  readonly replay: boolean
}

/** The incident record of a revision. Its keys stand in the order of the documented record. */
export function recordOf(rule: Rule, facts: RevisionFacts, frame: RevisionFrame): Incident {
  const { excerpt } = facts
  const updatedAt = isoOf(facts.updatedAt)
  return {
    id: hexOf(facts.id),
    revision: facts.revision,
    action: frame.action,
    state: facts.state,
    severity: facts.severity,
    rule: { id: rule.id, title: rule.title, hash: rule.hash },
    outcome: facts.outcome,
    summary: summaryOf(rule, facts, frame),
    key: named(rule.group, frame.group),
    dedup_key: dedupKeyOf(rule, frame.group),
    opened_at: isoOf(facts.openedAt),
    updated_at: updatedAt,
    resolved_at: facts.state === 'resolved' ? updatedAt : null,
    resolution: facts.resolution,
    elapsed_ms: facts.elapsedMs,
    count: facts.count,
    members: isGrouped(rule) ? frame.members.map(key => named(rule.key, key)) : undefined,
    events: eventsOf(excerpt),
    events_omitted: excerpt.total - excerpt.first.length - excerpt.last.length,
    causes: rule.causes,
    actions: rule.actions,
    references: rule.references,
    labels: rule.labels,
    replay: frame.replay,
    shadow: rule.shadow,
  }
}

/** Whether incidents are kept by other fields than windows. */
function isGrouped({ group, key }: Rule): boolean {
  return group !== key && (group.length !== key.length || group.some((name, index) => name !== key[index]))
}

function eventsOf({ first, last }: Excerpt): readonly IncidentEvent[] {
  const events: IncidentEvent[] = []
  for (const line of first) events.push(eventOf(line))
  for (const line of last) events.push(eventOf(line))
  return events
}

function eventOf(line: Line): IncidentEvent {
  return {
    time: isoOf(momentOf(line)),
    clock: line.time === null ? 'arrival' : 'device',
    host: line.host,
    code: line.code,
    text: line.text,
    origin: line.origin,
    fields: line.extracted,
  }
}

/** Values by name; a field may be called `__proto__`, so nothing is assigned. */
function named(names: readonly string[], values: readonly string[]): Record<string, string> {
  if (names.length === 1) return { [names[0]!]: values[0]! }
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]))
}

function summaryOf(rule: Rule, facts: RevisionFacts, frame: RevisionFrame): string {
  const template = rule.outcomes[facts.outcome]?.summary ?? rule.title
  return fillTemplate(template, name => valueNamed(rule, facts, frame, name))
}

function valueNamed(rule: Rule, facts: RevisionFacts, frame: RevisionFrame, name: string): string | undefined {
  switch (name) {
    case 'elapsed':
      return durationText(facts.elapsedMs)
    case 'count':
      return String(facts.count)
    case 'outcome':
      return facts.outcome
    case 'severity':
      return facts.severity
    case 'members':
      return String(frame.members.length)
    case 'code':
      return facts.opener.code ?? undefined
    case 'text':
      return facts.opener.text
  }
  if (rule.group.includes(name)) return frame.group[rule.group.indexOf(name)]
  if (rule.key.includes(name)) return facts.openerKey[rule.key.indexOf(name)]
  if (name === 'host') return facts.opener.host ?? undefined
  const { extracted, fields } = facts.opener
  if (extracted !== undefined && Object.hasOwn(extracted, name)) return extracted[name]
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

const KEY_BYTES = 200
const encoder = new TextEncoder()

/**
 * Rule id, `:`, and name=value pairs of the group. Values are percent-encoded outside `[A-Za-z0-9._-]`; above 200
 * bytes the whole is cut and ends with a hash of itself.
 */
function dedupKeyOf(rule: Pick<Rule, 'id' | 'group'>, group: readonly string[]): string {
  const pairs = rule.group.map((name, index) => `${name}=${percentEncoded(group[index]!)}`)
  const whole = `${rule.id}:${pairs.join(',')}`
  if (whole.length <= KEY_BYTES) return whole
  return `${whole.slice(0, KEY_BYTES - 33)}~${hash128(whole)}`
}

function percentEncoded(value: string): string {
  if (/^[A-Za-z0-9._-]*$/.test(value)) return value
  let encoded = ''
  for (const byte of encoder.encode(value)) {
    const char = String.fromCharCode(byte)
    encoded += /[A-Za-z0-9._-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

/** Names an incident, as a hash of bytes, by what opened it: the same in a replay, from a file, and when a shipper sends a file twice. */
export function incidentIdOf(window: { readonly rule: string; readonly key: readonly string[] }, opener: Line): string {
  return hashBytes(
    `${ruleIdOf(window.rule)}\u0000${window.key.join('\u0000')}\u0000${momentOf(opener)}\u0000${opener.text}`,
  )
}
