import type { Incident } from './incident.ts'
import { compareText } from './order.ts'

/** What is compared of an incident's last revision. */
export const COMPARED = [
  'outcome',
  'severity',
  'state',
  'resolution',
  'opened_at',
  'resolved_at',
  'elapsed_ms',
  'count',
  'summary',
] as const satisfies readonly (keyof Incident)[]

/** An incident as far as it is compared: what is kept of it. */
export type ComparedIncident = Pick<Incident, (typeof COMPARED)[number] | 'id' | 'key' | 'dedup_key'> & {
  readonly rule: string
}

/** A field that differs. */
export interface ChangedField {
  readonly field: (typeof COMPARED)[number]
  readonly before: string | number | null
  readonly after: string | number | null
}

/** How an incident differs between two rule sets; it stands on the sides on which there is one. */
export type IncidentChange =
  | { readonly kind: 'appeared'; readonly before: null; readonly after: ComparedIncident }
  | { readonly kind: 'vanished'; readonly before: ComparedIncident; readonly after: null }
  | {
      readonly kind: 'changed'
      readonly before: ComparedIncident
      readonly after: ComparedIncident
      readonly fields: readonly ChangedField[]
    }

export function comparedOf(incident: Incident): ComparedIncident {
  const { id, key, dedup_key, outcome, severity, state, resolution, summary, count } = incident
  const { opened_at, resolved_at, elapsed_ms } = incident
  return {
    ...{ id, key, dedup_key, outcome, severity, state, resolution, summary, count, opened_at, resolved_at, elapsed_ms },
    rule: incident.rule.id,
  }
}

/**
 * How incidents of one rule set differ from those of another over the same log, in order of opening.
 *
 * Two are the same incident if their ids are equal: one rule, key and line that opened it. What a rule counts or waits for may
 * move that line; then one vanishes and another appears.
 */
export function incidentChanges(
  before: ReadonlyMap<string, ComparedIncident>,
  after: ReadonlyMap<string, ComparedIncident>,
): readonly IncidentChange[] {
  const changes: IncidentChange[] = []
  for (const [id, one] of before) {
    const other = after.get(id)
    if (other === undefined) changes.push({ kind: 'vanished', before: one, after: null })
    else {
      const fields = changedFields(one, other)
      if (fields.length > 0) changes.push({ kind: 'changed', before: one, after: other, fields })
    }
  }
  for (const [id, one] of after) if (!before.has(id)) changes.push({ kind: 'appeared', before: null, after: one })
  return changes.sort((a, b) => compareText(openedAt(a), openedAt(b)) || compareText(nameOf(a), nameOf(b)))
}

function changedFields(before: ComparedIncident, after: ComparedIncident): readonly ChangedField[] {
  return COMPARED.filter(field => before[field] !== after[field]).map(field => ({
    field,
    before: before[field],
    after: after[field],
  }))
}

function openedAt({ before, after }: IncidentChange): string {
  return (before ?? after)!.opened_at
}

function nameOf({ before, after }: IncidentChange): string {
  const { dedup_key, id } = (before ?? after)!
  return `${dedup_key} ${id}`
}
