import type { Incident } from '../core/incident.ts'
import { visible } from '../core/visible.ts'

const MOST_SUBJECT_LENGTH = 180
const MOST_LINE_LENGTH = 500
const MOST_TEXT_LENGTH = 16_000

/** The subject of a ticket: one line, whatever a device sent. */
export function subjectOf({ summary }: Incident): string {
  return cut(visible(summary), MOST_SUBJECT_LENGTH)
}

/** A revision as plain text: what happened, the lines of the log, and what the rule knows of causes and actions. */
export function textOf(incident: Incident): string {
  const { rule, action, severity, outcome, dedup_key, opened_at, updated_at, count, resolution } = incident
  const parts = [
    incident.summary,
    '',
    `${action}: ${severity}, ${outcome}${resolution === null ? '' : `, ${resolution}`}`,
    `rule: ${rule.title} (${rule.id})`,
    `key: ${dedup_key}`,
    `opened: ${opened_at}, this revision: ${updated_at}, lines: ${count}`,
    ...section('lines of the log', linesOf(incident)),
    ...section('causes', incident.causes),
    ...section('actions', incident.actions),
    ...section(
      'references',
      incident.references.map(({ title, url }) => (title === url ? url : `${title}: ${url}`)),
    ),
  ]
  return cut(parts.map(line => cut(visible(line), MOST_LINE_LENGTH)).join('\n'), MOST_TEXT_LENGTH)
}

/** The name of what is said of a revision. */
export function nameOf({ id, revision }: Incident): string {
  return `${id}:${revision}`
}

function linesOf({ events, events_omitted }: Incident): readonly string[] {
  const lines = events.map(({ time, host, code, text }) => [time, host, code, text].filter(Boolean).join(' '))
  return events_omitted === 0 ? lines : [...lines.slice(0, 3), `… ${events_omitted} more`, ...lines.slice(3)]
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map(line => `  ${line}`)]
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
