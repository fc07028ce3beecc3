import { OUTCOMES } from '../core/rule.ts'
import { doubt, type FieldPath, type Finding, fault, faultOfKey } from '../document/finding.ts'
import { suggestion } from '../document/nearest.ts'
import { keyOf } from './check-key.ts'
import { outcomesOf } from './check-outcomes.ts'
import { type Moment, parseMoment } from './moment.ts'
import { list, mapping, mentions, type Raw } from './raw.ts'
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
    ...(['lines', 'events'] as const).flatMap(name => orderOf(list(test[name]).map(mapping), [...field, name])),
    ...list(test.expect).flatMap((entry, index) => {
      const place = [...field, 'expect', index]
      const incident = mapping(entry)
      return [
        ...strangers(incident, place, EXPECTED_FIELDS, key),
        ...impossible(incident.outcome, place, outcomes),
        ...membersOf(incident, place, rule),
        ...list(incident.revisions).flatMap((each, number) =>
          membersOf(mapping(each), [...place, 'revisions', number], rule),
        ),
      ]
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

/** An entry that could not be read in its place: a restart of nothing, a time that counts from none, a time that falls. */
function orderOf(entries: readonly Raw[], field: FieldPath): readonly Finding[] {
  const moments = entries.map(({ at }) => (typeof at === 'string' ? parseMoment(at) : null))
  const findings: Finding[] = []
  if (Object.keys(entries[0] ?? {}).join() === 'restart') {
    findings.push(fault([...field, 0], 'the first entry is a restart: there is nothing yet that it could lose'))
  }
  let latest: { readonly moment: Moment; readonly written: string } | null = null
  moments.forEach((moment, index) => {
    if (moment === null) return
    const place = [...field, index, 'at']
    const written = String(entries[index]!.at)
    if (field.at(-1) === 'events' && moment.kind === 'instant' && moments[0]?.kind === 'since_begin') {
      findings.push(
        fault(place, 'a time, where the first entry has none to count from', 'give the first entry one too'),
      )
      return
    }
    if (latest?.moment.kind === moment.kind && moment.ms < latest.moment.ms) {
      findings.push(fault(place, `comes before an entry above it, at \`${latest.written}\``, OUT_OF_ORDER))
    } else latest = { moment, written }
  })
  return findings
}

const OUT_OF_ORDER = 'entries stand as they arrive; what is handed on later than it arrived has `late: 4s`'

/** Only where windows and incidents are kept by different fields has an incident members. */
function membersOf(incident: Raw, field: FieldPath, rule: Raw): readonly Finding[] {
  if (incident.members === undefined) return []
  const key = keyOf(rule)
  const group = mentions(rule.group, []).map(({ name }) => name)
  if (group.length === 0 || (group.length === key.length && group.every((name, index) => name === key[index]))) {
    const message = 'incidents of this rule have no members: its group is its key'
    return [
      faultOfKey([...field, 'members'], message, 'leave it out, or give the rule a `group` that is part of its key'),
    ]
  }
  return list(incident.members).flatMap((member, index) =>
    strangers(mapping(member), [...field, 'members', index], [], key),
  )
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
