import { describe, expect, it } from 'vitest'
import { loadRules } from '../../../src/rules/load.ts'
import { messagesOf, repeatText, ruleText } from './rule-text.ts'

describe('loading rule files', () => {
  it('takes a sound rule without a problem', () => {
    const { rules, problems } = loadRules([{ path: 'a.yaml', text: ruleText() }])
    expect(problems).toEqual([])
    expect(rules).toHaveLength(1)
    expect(rules[0]).toMatchObject({ path: 'a.yaml', line: 1, description: null, source: 'stream' })
  })

  it('takes several documents of one file as rules, and leaves empty ones out', () => {
    const text = `# Two rules.\n---\n${ruleText()}---\n---\n${ruleText(['a-rule', 'another'])}---\n`
    const { rules, problems } = loadRules([{ path: 'a.yaml', text }])
    expect(problems).toEqual([])
    expect(rules.map(({ rule, line }) => [rule.id, line])).toEqual([
      ['a-rule', 3],
      ['another', 17],
    ])
  })

  it('gives the problems of all files, and the rules of the sound ones', () => {
    const { rules, problems } = loadRules([
      { path: 'a.yaml', text: ruleText(['within: 10s', 'within: -1s']) },
      { path: 'b.yaml', text: ruleText(['a-rule', 'another']) },
      { path: 'c.yaml', text: '{' },
    ])
    expect(rules.map(({ rule }) => rule.id)).toEqual(['another'])
    expect(problems.map(({ path }) => path)).toEqual(['a.yaml', 'c.yaml'])
  })

  it('leaves an id to the first file that has it', () => {
    const { rules, problems } = loadRules([
      { path: 'a.yaml', text: ruleText() },
      { path: 'b.yaml', text: ruleText(['within: 10s', 'within: 20s']) },
    ])
    expect(rules.map(({ path }) => path)).toEqual(['a.yaml'])
    expect(problems).toMatchObject([{ path: 'b.yaml', line: 1, column: 5, hint: 'the first one is at a.yaml:1:5' }])
  })

  it('reads a file with the line ends of Windows and a byte order mark', () => {
    const text = `\ufeff${ruleText(['within: 10s', 'within: 10']).replaceAll('\n', '\r\n')}`
    const { problems } = loadRules([{ path: 'a.yaml', text }])
    expect(problems).toMatchObject([{ line: 6, column: 72, length: 2 }])
    expect(problems[0]?.source).toBe('pattern: { kind: expectation, after: failed, expect: restored, within: 10 }')
  })

  it('shows a fault in what an alias stands for where the alias stands', () => {
    const text = ruleText(['title: A rule', 'title: &t 5'], ['summary: "{host}"', 'summary: *t'])
    expect(messagesOf(text)).toEqual(['2:11 expected text, got `5`', '8:41 expected text, got `5`'])
  })

  it('reports an alias of nothing', () => {
    expect(messagesOf(ruleText(['summary: "{host}"', 'summary: *t']))).toEqual(['8:41 there is no anchor `&t`'])
  })

  it('refuses a flood of aliases without following each', () => {
    const text = `a: &a x\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: *a`).join('\n')}`
    expect(messagesOf(text)).toEqual(['1:1 its aliases expand to too much'])
  })

  it('ends where an alias stands within what it stands for', () => {
    const { rules, problems } = loadRules([{ path: 'a.yaml', text: 'events: &a { failed: *a }\npattern: *a\n' }])
    expect(rules).toEqual([])
    expect(problems.length).toBeGreaterThan(0)
  })

  it('reports brackets in ten thousand levels and goes on', () => {
    const { rules, problems } = loadRules([
      { path: 'a.yaml', text: `a: ${'['.repeat(10_000)}` },
      { path: 'b.yaml', text: ruleText() },
    ])
    expect(rules).toHaveLength(1)
    expect(problems).toMatchObject([{ path: 'a.yaml', level: 'error', message: 'it is nested too deeply' }])
  })

  it('finds what is wrong between fields although a field is wrong in itself', () => {
    const text = ruleText(['title: A rule', 'title: 5'], ['after: failed', 'after: faild'], ['10s', '8d'])
    expect(messagesOf(text)).toEqual([
      '2:8 expected text, got `5`',
      '6:38 there is no event `faild`',
      '6:71 `8d` is longer than an incident lives without news',
    ])
  })

  it('counts the longest life itself as allowed', () => {
    expect(messagesOf(ruleText(['10s', '7d']))).toEqual([])
    expect(messagesOf(ruleText(['10s', '7d1ms']))).toHaveLength(1)
  })

  it('counts a clearing below the count itself as allowed', () => {
    const clear = (below: number) => repeatText(['within: 4h', `within: 4h, clear: { below: ${below} }`])
    expect(messagesOf(clear(3))).toEqual([])
    expect(messagesOf(clear(4))).toHaveLength(1)
    expect(messagesOf(clear(0))).toHaveLength(1)
  })

  it('shows a field that is there without a value at its name', () => {
    const text = ruleText(['within: 10s }', 'within: }'])
    expect(messagesOf(text)).toEqual([
      '6:64 expected a duration such as `10s`, or a mapping of `field`, `unit`, `margin`, `most`, `otherwise`, got nothing',
    ])
  })

  it('takes the fields that an event tests as names for a summary', () => {
    const text = ruleText(
      ['code: A-1-FAILED', 'code: A-1-FAILED, fields: { reason: x }'],
      ['"{host}"', '"{host}: {reason} {elapsed} {count} {members} {severity} {outcome} {code} {text}"'],
    )
    expect(messagesOf(text)).toEqual([])
  })

  it('never throws, whatever stands in a file', () => {
    const texts = [
      '[',
      'null',
      '5',
      '"',
      '? a',
      '!!binary x',
      '%YAML 9',
      '\0',
      '&a *a',
      'a: *a',
      '--- |',
      '{a: {b: []}}',
    ]
    for (const text of texts) {
      const { rules, problems } = loadRules([{ path: 'a.yaml', text }])
      expect(rules).toEqual([])
      expect(problems.some(({ level }) => level === 'error')).toBe(true)
    }
  })
})
