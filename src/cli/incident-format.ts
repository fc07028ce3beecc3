import type { Incident } from '../core/incident.ts'
import type { Severity } from '../core/rule.ts'
import { harmless, type Style, type Terminal } from './terminal.ts'

const COLOURS: Readonly<Record<Severity, Style>> = {
  info: 'cyan',
  warning: 'yellow',
  error: 'red',
  critical: 'magenta',
}

/** One revision as a line for people: when, what became of it, how bad, and the summary. */
export function prettyIncident(incident: Incident, paint: Terminal['paint']): string {
  const { action, severity, summary, resolution, updated_at, rule, outcome } = incident
  const word = outcome === 'met' ? 'met' : action
  const colour = incident.state === 'resolved' ? 'green' : COLOURS[severity]
  const because = action === 'resolved' && outcome !== 'met' ? paint('dim', ` (${resolution})`) : ''
  const when = updated_at.replace('T', ' ')
  return `${paint('dim', when)}  ${paint(colour, word.padEnd(8))} ${paint(COLOURS[severity], severity.padEnd(8))} ${harmless(summary)}${because}  ${paint('dim', incident.shadow ? `${rule.id} (shadow)` : rule.id)}\n`
}

/** The last revision of each incident, in order of opening. */
export function lastRevisions(incidents: Iterable<Incident>): readonly Incident[] {
  const last = new Map<string, Incident>()
  for (const incident of incidents) last.set(incident.id, incident)
  return [...last.values()]
}
