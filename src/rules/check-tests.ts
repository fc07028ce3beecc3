import { OUTCOMES } from '../core/rule.ts'
import { doubt, type FieldPath, type Finding, fault, faultOfKey } from '../document/finding.ts'
import { suggestion } from '../document/nearest.ts'
import { keyOf } from './check-key.ts'
import { outcomesOf } from './check-outcomes.ts'
import { list, mapping, type Raw } from './raw.ts'
import { EXPECTED_FIELDS, TEST_EVENT_FIELDS } from './test-schema.ts'

/** Finds a rule without tests, and tests that could not run or could not pass. */
export function checkTests(rule: Raw): readonly Finding[] {
  if (list(rule.tests).length === 0) {
    return rule.tests === undefined || Array.isArray(rule.tests)
      ? [doubt(['id'], 'the rule has no tests', 'add `tests:` with a log that fires it and one that does not')]
      : []
  }
  return list(rule.tests).flatMap((test, index) =>
    typeof test === 'object' ? checkTest(mapping(test), ['tests', index], rule) : [],
  )
}

function checkTest(test: Raw, field: FieldPath, rule: Raw): readonly Finding[] {
  const key = keyOf(rule)
  const outcomes = outcomesOf(rule)
  return [
    ...logOf(test, field),
    ...list(test.events).flatMap((entry, index) =>
      strangers(mapping(entry), [...field, 'events', index], TEST_EVENT_FIELDS, key),
    ),
    ...list(test.expect).flatMap((entry, index) => {
      const place = [...field, 'expect', index]
      const incident = mapping(entry)
      return [...strangers(incident, place, EXPECTED_FIELDS, key), ...impossible(incident.outcome, place, outcomes)]
    }),
  ]
}

function logOf(test: Raw, field: FieldPath): readonly Finding[] {
  const hasLines = test.lines !== undefined
  const hasEvents = test.events !== undefined
  if (hasLines && hasEvents)
    return [faultOfKey([...field, 'events'], 'a test has either `lines` or `events`, not both')]
  return hasLines || hasEvents ? [] : [fault(field, 'the test has no log', 'give it `lines` or `events`')]
}

/** An entry takes its own fields and the rule's key, so a slip in a field's name would else pass for a key. */
function strangers(entry: Raw, field: FieldPath, own: readonly string[], key: readonly string[]): readonly Finding[] {
  const known = [...own, ...key]
  return Object.keys(entry)
    .filter(name => !known.includes(name))
    .map(name => faultOfKey([...field, name], `unknown field \`${name}\``, suggestion(name, known)))
}

/** What is no outcome at all is the schema's to tell. */
function impossible(outcome: unknown, field: FieldPath, fitting: readonly string[]): readonly Finding[] {
  if (
    typeof outcome !== 'string' ||
    !(OUTCOMES as readonly string[]).includes(outcome) ||
    fitting.length === 0 ||
    fitting.includes(outcome)
  )
    return []
  return [fault([...field, 'outcome'], `this rule has no outcome \`${outcome}\``, suggestion(outcome, fitting))]
}
