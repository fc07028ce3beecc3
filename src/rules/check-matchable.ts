import type { Rule } from '../core/rule.ts'
import { doubt, type FieldPath, type Finding } from '../document/finding.ts'
import { mapping, type Raw, under } from './raw.ts'
import { unmatchable } from './unmatchable.ts'

const CONTRADICTION = 'change one of the two, or leave it out'

/** Finds ways of being an event that no line can have. */
export function checkMatchable(rule: Rule, raw: Raw): readonly Finding[] {
  return rule.events.flatMap(({ name, anyOf }) =>
    anyOf.flatMap((alternative, index) => {
      const found = unmatchable(alternative)
      if (found === null) return []
      const written = under(raw.events, name)
      const field = ['events', name, ...(Array.isArray(written) ? [index] : [])]
      const way = Array.isArray(written) ? mapping(written[index]) : mapping(written)
      const message = `no line can be \`${name}\`${anyOf.length > 1 ? ' in this way' : ''}: ${found.why}`
      const hint = found.field[0] === 'code' ? 'write it as lines show it, between `%` and `:`' : CONTRADICTION
      return [doubt([...field, ...placeIn(way, found.field)], message, hint)]
    }),
  )
}

/** Host, process and node may stand beside `fields`; one of anything needs no list. */
function placeIn(way: Raw, [first, second, ...rest]: FieldPath): FieldPath {
  if (first === 'fields' && second !== undefined && under(way.fields, second) === undefined) {
    return [second, ...rest]
  }
  if (first === 'not' && !Array.isArray(under(way, 'not'))) return ['not']
  return second === undefined ? [first!] : [first!, second, ...rest]
}
