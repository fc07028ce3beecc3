import type { Outcome, Pattern, Rule } from '../../src/core/rule.ts'

export function sampleOutcome(parts: Partial<Outcome> = {}): Outcome {
  return { severity: 'warning', summary: '{host}', resolve: { on: [], quietMs: null }, escalate: [], ...parts }
}

/** A rule for tests: windows by host, ten minutes between updates, the outcomes that its kind has. */
export function sampleRule(pattern: Pattern, parts: Partial<Rule> = {}): Rule {
  const key = parts.key ?? ['host']
  const outcomes: Rule['outcomes'] =
    pattern.kind === 'expectation'
      ? { met: sampleOutcome({ severity: 'info' }), missed: sampleOutcome() }
      : { fired: sampleOutcome() }
  return {
    id: 'sample',
    title: 'Sample',
    hash: 'sample-1',
    key,
    group: key,
    events: ['a', 'b', 'x'].map(name => ({
      name,
      anyOf: [{ codes: [`TEST-5-${name.toUpperCase()}`], text: null, fields: {} }],
    })),
    pattern,
    outcomes,
    suppressMs: 0,
    updateEveryMs: 600_000,
    reopenMs: 0,
    labels: {},
    causes: [],
    actions: [],
    references: [],
    ...parts,
  }
}
