import { compileRules, type RuleSet } from '../../../src/core/rule-set.ts'
import { loadRules } from '../../../src/rules/load.ts'

/** Rules with short times of several kinds, over lines `%TEST-5-A: …` of a host. */
export const SERVICE_RULES = `
id: answered
title: A is answered by B
events: { a: { code: TEST-5-A }, b: { code: TEST-5-B } }
pattern: { kind: expectation, after: a, expect: b, within: 1s }
outcomes:
  met: { severity: info, summary: "{host} met" }
  missed: { severity: warning, summary: "{host} missed for {elapsed}", resolve: { quiet: 1500ms } }
---
id: again
title: A comes again and again
events: { a: { code: TEST-5-A } }
pattern: { kind: repeat, event: a, count: 3, within: 2s }
outcomes: { fired: { severity: warning, summary: "{host}: {count}" } }
---
id: in-a-row
title: A, then B, then C
update: 500ms
events: { a: { code: TEST-5-A }, b: { code: TEST-5-B }, c: { code: TEST-5-C } }
pattern: { kind: sequence, steps: [a, { not: c }, b, c], within: 2s }
outcomes: { fired: { severity: error, summary: "{host}" } }
---
id: many
title: Many hosts say C
key: [code]
events: { c: { code: TEST-5-C } }
pattern: { kind: distinct, event: c, field: host, count: 3, within: 1s }
outcomes: { fired: { severity: critical, summary: "{count}" } }
`

/** The same, of which `again` is another, `many` is gone, and `seen` has come. */
export const CHANGED_RULES = `${SERVICE_RULES.slice(0, SERVICE_RULES.lastIndexOf('---')).replace('count: 3', 'count: 2')}
---
id: seen
title: C was seen
events: { c: { code: TEST-5-C } }
pattern: { kind: single, event: c }
outcomes: { fired: { severity: info, summary: "{host}", resolve: { quiet: 1s } } }
`

/** Ids of those that both have, and that mean the same in both. */
export const UNCHANGED = ['answered', 'in-a-row']

export function serviceRules(): RuleSet {
  return rulesIn(SERVICE_RULES)
}

export function rulesIn(text: string): RuleSet {
  const { rules, problems } = loadRules([{ path: 'rules.yaml', text }])
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
  return compileRules(rules.map(({ rule }) => rule))
}
