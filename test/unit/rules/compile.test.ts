import { describe, expect, it } from 'vitest'
import { loaded, repeatText, ruleText } from './rule-text.ts'

const repeat = 'kind: repeat, event: failed, count: 3, within: 4h'

describe('compiling a rule', () => {
  it('fills in every default of an expectation', () => {
    const { rule } = loaded(ruleText())
    expect({ ...rule, hash: '' }).toEqual({
      id: 'a-rule',
      title: 'A rule',
      hash: '',
      key: ['host'],
      group: ['host'],
      events: [
        { name: 'failed', anyOf: [{ codes: ['A-1-FAILED'], text: null, fields: {} }] },
        { name: 'restored', anyOf: [{ codes: ['A-1-RESTORED'], text: null, fields: {} }] },
      ],
      pattern: { kind: 'expectation', after: 'failed', expect: 'restored', withinMs: 10_000 },
      outcomes: {
        missed: {
          severity: 'warning',
          summary: '{host}',
          resolve: { on: ['restored'], quietMs: null },
          escalate: [],
        },
      },
      suppressMs: 0,
      updateEveryMs: 600_000,
      reopenMs: 0,
      labels: {},
      causes: [],
      actions: [],
      references: [],
    })
  })

  it('ends a missed incident on the expected event, whatever else ends it', () => {
    const text = ruleText(
      ['  restored:', '  removed: { code: A-1-REMOVED }\n  restored:'],
      ['summary: "{host}"', 'summary: "{host}", resolve: { on: removed, quiet: 2d }'],
    )
    expect(loaded(text).rule.outcomes.missed?.resolve).toEqual({ on: ['restored', 'removed'], quietMs: 172_800_000 })
  })

  it('ends nothing early on the expected event where the incident says that it was met', () => {
    const text = ruleText(['  missed: { severity: warning', '  met: { severity: info'])
    expect(loaded(text).rule.outcomes).toEqual({
      met: { severity: 'info', summary: '{host}', resolve: { on: [], quietMs: null }, escalate: [] },
    })
  })

  it('clears a repeat when nothing is left in its own window, unless it says otherwise', () => {
    expect(loaded(repeatText()).rule.pattern).toMatchObject({ clear: { below: 1, withinMs: 14_400_000 } })
    const within = loaded(repeatText([repeat, `${repeat}, clear: { within: 9h }`])).rule.pattern
    expect(within).toMatchObject({ clear: { below: 1, withinMs: 32_400_000 } })
    const below = loaded(repeatText([repeat, `${repeat}, clear: { below: 3 }`])).rule.pattern
    expect(below).toMatchObject({ clear: { below: 3, withinMs: 14_400_000 } })
  })

  it('ends a single after a day of quiet, unless it says how it ends', () => {
    const single = (more = '') =>
      loaded(repeatText([repeat, 'kind: single, event: failed'], ['summary: "{host}"', `summary: "{host}"${more}`]))
        .rule
    expect(single().outcomes.fired?.resolve).toEqual({ on: [], quietMs: 86_400_000 })
    expect(single(', resolve: { quiet: 1h }').outcomes.fired?.resolve).toEqual({ on: [], quietMs: 3_600_000 })
    expect(single(', resolve: { on: failed }').outcomes.fired?.resolve).toEqual({ on: ['failed'], quietMs: null })
  })

  it('takes an event as one description or as a list of which one is enough', () => {
    const text = ruleText([
      'failed: { code: A-1-FAILED }',
      'failed: [{ code: [A-*, B], text: gone }, { code: C, host: a, fields: { size: { matches: "^1+$" } } }]',
    ])
    expect(loaded(text).rule.events[0]).toEqual({
      name: 'failed',
      anyOf: [
        { codes: ['A-*', 'B'], text: { contains: 'gone' }, fields: {} },
        { codes: ['C'], text: null, fields: { size: { matches: '^1+$' }, host: { equals: 'a' } } },
      ],
    })
  })

  it('takes a period of updates as a duration or by its name', () => {
    for (const written of ['90s', '{ every: 1m30s }']) {
      expect(loaded(`${ruleText()}update: ${written}\n`).rule.updateEveryMs).toBe(90_000)
    }
  })

  it('takes a reference as an address or with a title', () => {
    const references = '[https://www.example.org/a, { title: B, url: https://www.example.org/b }]'
    expect(loaded(`${ruleText()}references: ${references}\n`).rule.references).toEqual([
      { title: 'https://www.example.org/a', url: 'https://www.example.org/a' },
      { title: 'B', url: 'https://www.example.org/b' },
    ])
  })

  it('gives the tests with times in milliseconds and the key apart', () => {
    const text = ruleText([
      'events: [{ at: 0s, event: restored, host: a }]\n    expect: []',
      'lines: [x, { line: y, at: 1.5s, late: 4s, duplicate: 2 }, { restart: true }]\n    expect: [{ outcome: missed, host: a, at: 10s, revisions: [{ action: opened, at: 10s }] }]',
    ])
    const since = (ms: number) => ({ kind: 'since_begin', ms })
    expect(loaded(text).tests).toEqual([
      {
        name: 'is silent',
        device: 'device',
        lines: [
          { kind: 'line', line: 'x', at: null, device: null, lateMs: null, deliveries: 1 },
          { kind: 'line', line: 'y', at: since(1_500), device: null, lateMs: 4_000, deliveries: 3 },
          { kind: 'restart' },
        ],
        expect: [
          {
            outcome: 'missed',
            key: { host: 'a' },
            at: since(10_000),
            resolvedAt: null,
            elapsedMs: null,
            revisions: [{ action: 'opened', at: since(10_000), elapsedMs: null }],
          },
        ],
      },
    ])
  })
})
