import { type Finding, fault } from '../document/finding.ts'
import { keyOf } from './check-key.ts'
import { list, mapping, mentions, type Raw } from './raw.ts'

/** Finds patterns that cannot do what they say: values that cannot differ, events that are asked for twice. */
export function checkPattern(rule: Raw): readonly Finding[] {
  const pattern = mapping(rule.pattern)
  return [...constantField(pattern, keyOf(rule)), ...askedTwice(pattern), ...forbiddenStep(pattern)]
}

function constantField(pattern: Raw, key: readonly string[]): readonly Finding[] {
  const { field } = pattern
  if (pattern.kind !== 'distinct' || typeof field !== 'string' || !key.includes(field)) return []
  const message = `\`${field}\` is in the key, so a window holds only one value of it`
  return [fault(['pattern', 'field'], message, 'count it over a key without it: `key: [server]`')]
}

function askedTwice(pattern: Raw): readonly Finding[] {
  const names = mentions(pattern.events, ['pattern', 'events'])
  return names
    .filter(({ name }, index) => names.findIndex(other => other.name === name) < index)
    .map(({ name, field }) => fault(field, `\`${name}\` stands twice`, 'count lines by a pattern of kind `repeat`'))
}

/** A step that must not come right before itself could come once only. */
function forbiddenStep(pattern: Raw): readonly Finding[] {
  const steps = list(pattern.steps)
  return steps.flatMap((step, index) => {
    const next = steps[index + 1]
    const event = typeof next === 'string' ? next : mapping(next).event
    return mentions(mapping(step).not, ['pattern', 'steps', index, 'not'])
      .filter(({ name }) => name === event)
      .map(({ name, field }) => fault(field, `\`${name}\` is the step that follows: the first one is that step`))
  })
}
