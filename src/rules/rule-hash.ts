import { hash128 } from '../core/hash.ts'
import type { Outcome, Rule } from '../core/rule.ts'
import type { RuleSourceKind } from './schema.ts'

/** Raise this when the same definition is to mean something else: every rule then counts as changed. */
const LANGUAGE = 1

type Definition = Pick<
  Rule,
  | 'id'
  | 'key'
  | 'group'
  | 'events'
  | 'pattern'
  | 'outcomes'
  | 'suppressMs'
  | 'updateEveryMs'
  | 'reopenMs'
  | 'grace'
  | 'bounds'
  | 'shadow'
>

/**
 * Names a definition by all that decides which incidents there are, and when.
 *
 * Texts for people do not count, nor the order of a mapping: to reword a summary or to move an event in the file leaves
 * the open windows alone. The order of a list counts: that of the key stands in every incident.
 */
export function definitionHash(definition: Definition, source: RuleSourceKind): string {
  const { id, key, group, events, pattern, outcomes, suppressMs, updateEveryMs, reopenMs, grace, bounds, shadow } =
    definition
  const decisive = {
    language: LANGUAGE,
    ...{ id, key, group, pattern, suppressMs, updateEveryMs, reopenMs, source, grace, bounds, shadow },
    events: Object.fromEntries(events.map(({ name, anyOf }) => [name, anyOf])),
    extractOrder: extractOrder(events),
    outcomes: Object.fromEntries(Object.entries(outcomes).map(([name, outcome]) => [name, withoutTexts(outcome)])),
  }
  return hash128(canonicalJson(decisive))
}

/**
 * The events that extract, if more than one does: a line that is two of them has the fields of the first where names are
 * equal, so here the order of a mapping counts. Undefined, and so not in the hash, for the others.
 */
function extractOrder(events: Definition['events']): readonly string[] | undefined {
  const extracting = events.filter(({ anyOf }) =>
    anyOf.some(({ extract, set }) => extract !== undefined || set !== undefined),
  )
  return extracting.length > 1 ? extracting.map(({ name }) => name) : undefined
}

function withoutTexts({ severity, resolve, escalate }: Outcome): Omit<Outcome, 'summary'> {
  return { severity, resolve, escalate }
}

/** JSON with the fields of every mapping in the order of their names. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
