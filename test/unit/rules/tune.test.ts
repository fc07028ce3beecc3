import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../../src/document/problem.ts'
import { readRules } from '../../../src/rules/load.ts'
import { tuneRules } from '../../../src/rules/load-tuned.ts'

const FIXTURES = new URL('../../fixtures/overrides/', import.meta.url)

const RULES = `id: expected
title: An answer is expected
events: { failed: { code: A-1-FAILED }, restored: { code: A-1-RESTORED } }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes:
  missed: { severity: warning, summary: "{host}", escalate: [{ after: 1h, severity: error }] }
---
id: counted
title: Lines are counted
events: { failed: { code: B-1-FAILED } }
pattern: { kind: repeat, event: failed, count: 3, within: 10m, clear: { below: 2 } }
outcomes: { fired: { severity: warning, summary: "{host}" } }
---
id: single
title: One line
events: { failed: { code: C-1-FAILED } }
pattern: { kind: single, event: failed }
outcomes: { fired: { severity: warning, summary: "{host}" } }
---
id: beats
title: Beats
events: { beat: { code: D-1-BEAT } }
pattern: { kind: heartbeat, event: beat, every: 8h }
outcomes: { missed: { severity: warning, summary: "{host}" } }
---
id: by-server
title: A server for all devices
key: [server]
events: { failed: { code: SAEVT_A }, restored: { code: SAEVT_B } }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes: { missed: { severity: warning, summary: "{server}" } }
---
id: by-group
title: A server for each device
key: [server, host]
group: [server]
events: { failed: { code: SAEVT_C }, restored: { code: SAEVT_D } }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes: { missed: { severity: warning, summary: "{server}" } }
---
id: sequence-by-group
title: One after the other
key: [server, host]
group: [server]
events: { first: { code: SAEVT_E }, second: { code: SAEVT_F } }
pattern: { kind: sequence, steps: [first, second], within: 10s }
outcomes: { fired: { severity: warning, summary: "{server}" } }
`

// Their own warnings, that they have no tests, are not what this is about.
const read = { ...readRules([{ path: 'rules.yaml', text: RULES }]), problems: [] }
const tuned = (text: string) => tuneRules(read, { path: 'overrides.yaml', text })

/** The rule of an id with the overrides of a text, which must be sound. */
function ruleOf(id: string, text: string) {
  const { rules, problems } = tuned(text)
  expect(problems).toEqual([])
  return rules.find(({ rule }) => rule.id === id)!.rule
}

describe('overrides that are wrong', () => {
  const names = readdirSync(FIXTURES).filter(name => name.endsWith('.yaml'))

  it.each(names)(
    '%s gives the messages that are written beside it, and nothing in effect if one is an error',
    async name => {
      const text = readFileSync(new URL(name, FIXTURES), 'utf8')
      const { problems, effective } = tuneRules(read, { path: name, text })
      const expected = fileURLToPath(new URL(name.replace('.yaml', '.expected'), FIXTURES))
      await expect(`${problems.map(formatProblem).join('\n\n')}\n`).toMatchFileSnapshot(expected)
      if (problems.some(({ level }) => level === 'error')) expect(effective).toEqual([])
    },
  )

  it('are not blamed for a rule that another fault keeps from being read', () => {
    const faulty = readRules([{ path: 'rules.yaml', text: RULES.replace('kind: single', 'kind: singel') }])
    const { problems } = tuneRules(faulty, { path: 'overrides.yaml', text: 'disable: [single]' })
    const errors = problems.filter(({ level }) => level === 'error')
    expect(errors.map(({ path }) => path)).toEqual(['rules.yaml'])
  })
})

describe('overrides', () => {
  it('leave out what is disabled', () => {
    const { rules, effective } = tuned('disable: [single, beats]')
    expect(rules.map(({ rule }) => rule.id)).toEqual([
      'expected',
      'counted',
      'by-server',
      'by-group',
      'sequence-by-group',
    ])
    expect(effective.map(({ rule, disabled }) => [rule, disabled])).toEqual([
      ['single', true],
      ['beats', true],
    ])
  })

  it('give a rule the hash that it would have with these numbers in its file, and leave the others as they are', () => {
    const { rules } = tuned('override: [{ rule: expected, within: 30s }]')
    const inFile = readRules([{ path: 'rules.yaml', text: RULES.replace('within: 10s', 'within: 30s') }])
    expect(rules.map(({ rule }) => rule)).toEqual(inFile.rules.map(({ loaded }) => loaded.rule))
  })

  it('carry what follows from a number: a time to clear that is not said is the time of the count', () => {
    const { pattern } = ruleOf('counted', 'override: [{ rule: counted, within: 1h }]')
    expect(pattern).toMatchObject({ withinMs: 3_600_000, clear: { below: 2, withinMs: 3_600_000 } })
  })

  it.each([
    [
      'counted',
      '{ count: 5, clear: { below: 1, within: 1h } }',
      { pattern: { count: 5, clear: { below: 1, withinMs: 3_600_000 } } },
    ],
    ['beats', '{ every: 1h, grace: 5m }', { pattern: { everyMs: 3_600_000, graceMs: 300_000 } }],
    [
      'single',
      '{ suppress: 1h, update: 1m, reopen: 2h }',
      { suppressMs: 3_600_000, updateEveryMs: 60_000, reopenMs: 7_200_000 },
    ],
    [
      'single',
      '{ outcomes: { fired: { severity: info } } }',
      { outcomes: { fired: { severity: 'info', summary: '{host}' } } },
    ],
    [
      'expected',
      '{ outcomes: { missed: { severity: error, escalate: [{ after: 2h, severity: critical }] } } }',
      { outcomes: { missed: { severity: 'error', escalate: [{ afterMs: 7_200_000, severity: 'critical' }] } } },
    ],
  ])('change of %s %s', (id, numbers, expected) => {
    expect(ruleOf(id, `override: [{ rule: ${id}, ${numbers.slice(1)}]`)).toMatchObject(expected)
  })

  it('build what is for some hosts on what is for all, wherever it stands', () => {
    const rule = ruleOf(
      'expected',
      `override:
  - { rule: expected, host: [LAB-*, test], within: 1m }
  - { rule: expected, reopen: 1h }
  - { rule: expected, host: wlc1, reopen: 2h }`,
    )
    const numbers = ({ pattern, reopenMs }: typeof rule) => [(pattern as { withinMs: number }).withinMs, reopenMs]
    expect(numbers(rule)).toEqual([10_000, 3_600_000])
    expect(rule.variants!.map(({ hosts, rule: one }) => [hosts, ...numbers(one)])).toEqual([
      [['lab-*', 'test'], 60_000, 3_600_000],
      [['wlc1'], 10_000, 7_200_000],
    ])
    expect(new Set([rule, ...rule.variants!.map(each => each.rule)].map(({ hash }) => hash)).size).toBe(3)
  })

  it('tell what is in effect beside what the rule says', () => {
    const { effective } = tuned(`override:
  - { rule: counted, count: 5 }
  - { rule: counted, host: lab-*, outcomes: { fired: { severity: info } } }`)
    const count = { name: 'count', default: '3', effective: '5' }
    const severity = { name: 'outcomes.fired.severity', default: 'warning', effective: 'info' }
    expect(effective).toEqual([
      { rule: 'counted', hosts: ['lab-*'], disabled: false, changes: [count, severity] },
      { rule: 'counted', hosts: null, disabled: false, changes: [count] },
    ])
  })
})
