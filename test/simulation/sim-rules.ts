import { compileRules, type RuleSet } from '../../src/core/rule-set.ts'
import { loadRules } from '../../src/rules/load.ts'

const RULES = `
id: answered
title: A is answered by B
events: { a: { code: TEST-5-A }, b: { code: TEST-5-B } }
pattern: { kind: expectation, after: a, expect: b, within: 300ms }
outcomes:
  met: { severity: info, summary: "{host} met" }
  missed: { severity: warning, summary: "{host} missed for {elapsed}", resolve: { quiet: 400ms } }
---
id: again
title: A comes again and again
events: { a: { code: TEST-5-A } }
pattern: { kind: repeat, event: a, count: 3, within: 500ms }
outcomes: { fired: { severity: warning, summary: "{host}: {count}" } }
---
id: in-a-row
title: A, then B, then C
update: 100ms
events: { a: { code: TEST-5-A }, b: { code: TEST-5-B }, c: { code: TEST-5-C } }
pattern: { kind: sequence, steps: [a, { not: c }, b, c], within: 600ms }
outcomes: { fired: { severity: error, summary: "{host}" } }
---
id: many
title: Many hosts say C
key: [code]
events: { c: { code: TEST-5-C } }
pattern: { kind: distinct, event: c, field: host, count: 3, within: 400ms }
outcomes: { fired: { severity: critical, summary: "{count}" } }
`

/** Of the newer set alone, before the others of its file: what was found by the set of before stands at other places in it. */
const NEWER = `
id: a-newer-one
title: C is answered by A
events: { a: { code: TEST-5-A }, c: { code: TEST-5-C } }
pattern: { kind: expectation, after: c, expect: a, within: 200ms }
outcomes: { missed: { severity: warning, summary: "{host}", resolve: { quiet: 300ms } } }
---`

function compiled(text: string): RuleSet {
  const { rules, problems } = loadRules([{ path: 'rules.yaml', text }])
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
  return compileRules(rules.map(({ rule }) => rule))
}

/** Rules with times of some hundred milliseconds, over lines `%TEST-5-A: …` of a host; and the same with one more. */
export const SIM_RULES = [compiled(RULES), compiled(NEWER + RULES)] as const

/** Behind the last line everything is over after so long. */
export const LAST_TIMER_MS = 1_500
