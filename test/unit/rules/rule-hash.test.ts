import { describe, expect, it } from 'vitest'
import { loaded, ruleText } from './rule-text.ts'

const hashOf = (text: string) => loaded(text).rule.hash

describe('the hash of a definition', () => {
  it('is the same in every run and on every machine', () => {
    expect(hashOf(ruleText())).toBe('1a2ba64cbd06f10340b7220ab887b37c')
  })

  it.each([
    ['the title', ruleText(['title: A rule', 'title: Another'])],
    ['a summary', ruleText(['"{host}"', '"{host}: {elapsed}"'])],
    ['a test', ruleText(['is silent', 'says nothing'])],
    ['the description', `${ruleText()}description: Why.\n`],
    ['a cause', `${ruleText()}causes: [a]\n`],
    ['an action', `${ruleText()}actions: [a]\n`],
    ['a label', `${ruleText()}labels: { a: b }\n`],
    ['a reference', `${ruleText()}references: [https://www.example.org]\n`],
    ['a default that is written out', `${ruleText()}update: 10m\nkey: host\nsuppress: 0s\nsource: stream\n`],
    ['a duration in another unit', ruleText(['within: 10s', 'within: 10000ms'])],
    [
      'the order of the events',
      ruleText(['  failed: { code: A-1-FAILED }\n', ''], ['pattern:', '  failed: { code: A-1-FAILED }\npattern:']),
    ],
  ])('does not change with %s', (_, text) => {
    expect(hashOf(text)).toBe(hashOf(ruleText()))
  })

  it.each([
    ['the id', ruleText(['a-rule', 'another-rule'])],
    ['the key', `${ruleText()}key: [host, server]\n`],
    ['an event', ruleText(['A-1-FAILED', 'A-2-FAILED'])],
    [
      'the name of an event',
      ruleText(['  restored', '  back'], ['expect: restored', 'expect: back'], ['event: restored', 'event: back']),
    ],
    ['a bound', ruleText(['within: 10s', 'within: 11s'])],
    ['a severity', ruleText(['severity: warning', 'severity: error'])],
    ['an ending', ruleText(['summary: "{host}"', 'summary: "{host}", resolve: { quiet: 1h }'])],
    ['an escalation', ruleText(['summary: "{host}"', 'summary: "{host}", escalate: [{ after: 1h, severity: error }]'])],
    ['an outcome', ruleText(['  missed:', '  met: { severity: info, summary: x }\n  missed:'])],
    ['suppress', `${ruleText()}suppress: 1m\n`],
    ['update', `${ruleText()}update: 1m\n`],
    ['reopen', `${ruleText()}reopen: 1m\n`],
    ['the source', `${ruleText()}source: pulled\n`],
  ])('changes with %s', (_, text) => {
    expect(hashOf(text)).not.toBe(hashOf(ruleText()))
  })

  it('tells a group from the key', () => {
    const key = `${ruleText()}key: [host, server]\n`
    expect(hashOf(`${key}group: server\n`)).not.toBe(hashOf(key))
  })
})
