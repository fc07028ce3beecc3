import type { FieldPath } from '../document/finding.ts'

/** The fields that the checks read. */
type Field =
  | ('id' | 'key' | 'group' | 'suppress' | 'reopen' | 'events' | 'pattern' | 'outcomes' | 'tests' | 'source')
  | ('kind' | 'within' | 'count' | 'clear' | 'below' | 'after' | 'expect' | 'event')
  | ('steps' | 'not' | 'until' | 'field' | 'every' | 'grace' | 'for' | 'most' | 'otherwise')
  | ('severity' | 'summary' | 'resolve' | 'on' | 'quiet' | 'escalate')
  | ('update' | 'override')
  | ('fields' | 'lines' | 'outcome' | 'extract' | 'set' | 'at' | 'restart' | 'members' | 'revisions')

/** A mapping before it is known to be a rule. The checks read what is there, so that one fault does not hide another. */
export type Raw = { readonly [F in Field]?: unknown }

/** The mapping that stands here, or an empty one. */
export function mapping(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

/** What stands under a name that the rule chose. */
export function under(value: unknown, name: string | number): unknown {
  return (mapping(value) as Readonly<Record<string, unknown>>)[name]
}

/** The list that stands here, or an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export interface Mention {
  readonly name: string
  readonly field: FieldPath
}

/** The names that stand in a field which takes one or a list of them. */
export function mentions(value: unknown, field: FieldPath): readonly Mention[] {
  if (typeof value === 'string') return [{ name: value, field }]
  return list(value).flatMap((name, index) => (typeof name === 'string' ? [{ name, field: [...field, index] }] : []))
}
