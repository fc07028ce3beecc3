import { loadRules } from '../../../src/rules/load.ts'

/** The text of a small sound rule, in which a test changes what it is about. Each change must meet its text. */
export function ruleText(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changed(EXPECTATION, changes)
}

export function repeatText(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changed(REPEAT, changes)
}

/** Loads one text that must be free of errors. */
export function loaded(text: string) {
  const { rules, problems } = loadRules([{ path: 'rule.yaml', text }])
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0 || rules.length !== 1) throw new Error(`not sound: ${JSON.stringify(errors)}`)
  return rules[0]!
}

/** The messages of one text, with their places. */
export function messagesOf(text: string): readonly string[] {
  const { problems } = loadRules([{ path: 'rule.yaml', text }])
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

function changed(text: string, changes: readonly (readonly [from: string, to: string])[]): string {
  let result = text
  for (const [from, to] of changes) {
    if (!result.includes(from)) throw new Error(`the rule has no \`${from}\``)
    result = result.replace(from, () => to)
  }
  return result
}

const EXPECTATION = `id: a-rule
title: A rule
events:
  failed: { code: A-1-FAILED }
  restored: { code: A-1-RESTORED }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes:
  missed: { severity: warning, summary: "{host}" }
tests:
  - name: is silent
    events: [{ at: 0s, event: restored, host: a }]
    expect: []
`

const REPEAT = `id: a-rule
title: A rule
events:
  failed: { code: A-1-FAILED }
pattern: { kind: repeat, event: failed, count: 3, within: 4h }
outcomes:
  fired: { severity: warning, summary: "{host}" }
tests:
  - name: is silent
    events: [{ at: 0s, event: failed, host: a }]
    expect: []
`
