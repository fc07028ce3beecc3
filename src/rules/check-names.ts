import { doubt, type FieldPath, type Finding, fault } from '../document/finding.ts'
import { suggestion } from '../document/nearest.ts'
import { list, type Mention, mapping, mentions, type Raw } from './raw.ts'

const EVENT_FIELDS = ['after', 'expect', 'event', 'events', 'until'] as const

/** Finds names of events that the rule does not define, and events that nothing follows. */
export function checkNames(rule: Raw): readonly Finding[] {
  const defined = Object.keys(mapping(rule.events))
  if (defined.length === 0) return []
  const followed = [...patternMentions(rule), ...resolveMentions(rule)]
  const unknown = [...followed, ...testMentions(rule)].filter(({ name }) => !defined.includes(name))
  const faults = unknown.map(({ name, field }) =>
    fault(field, `there is no event \`${name}\``, suggestion(name, defined)),
  )
  // A wrong name leaves the right one unused: one slip, one problem.
  // Of a pulled rule every event says how far the log was pulled.
  return faults.length > 0 || rule.source === 'pulled' ? faults : unfollowed(defined, followed)
}

function unfollowed(defined: readonly string[], followed: readonly Mention[]): readonly Finding[] {
  const names = new Set(followed.map(({ name }) => name))
  return defined
    .filter(name => !names.has(name))
    .map(name => doubt(['events', name], `nothing follows the event \`${name}\``, 'name it in `pattern` or `resolve`'))
}

function patternMentions(rule: Raw): readonly Mention[] {
  const pattern = mapping(rule.pattern)
  const grace = mentions(mapping(rule.grace).after, ['grace', 'after'])
  return [
    ...EVENT_FIELDS.flatMap(field => mentions(pattern[field], ['pattern', field])),
    ...list(pattern.steps).flatMap((step, index) => stepMentions(step, ['pattern', 'steps', index])),
    ...grace,
  ]
}

function stepMentions(step: unknown, field: FieldPath): readonly Mention[] {
  if (typeof step === 'string') return mentions(step, field)
  return (['event', 'not'] as const).flatMap(name => mentions(mapping(step)[name], [...field, name]))
}

function resolveMentions(rule: Raw): readonly Mention[] {
  return Object.entries(mapping(rule.outcomes)).flatMap(([outcome, body]) =>
    mentions(mapping(mapping(body).resolve).on, ['outcomes', outcome, 'resolve', 'on']),
  )
}

function testMentions(rule: Raw): readonly Mention[] {
  return list(rule.tests).flatMap((test, number) =>
    list(mapping(test).events).flatMap((entry, index) =>
      mentions(mapping(entry).event, ['tests', number, 'events', index, 'event']),
    ),
  )
}
