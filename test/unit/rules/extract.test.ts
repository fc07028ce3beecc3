import { describe, expect, it } from 'vitest'
import { correlate } from '../../../src/core/correlate.ts'
import { incidentJson } from '../../../src/core/incident-json.ts'
import { DEFAULT_LAYOUT } from '../../../src/core/match.ts'
import { compileRules } from '../../../src/core/rule-set.ts'
import { tagEvent } from '../../../src/core/tag.ts'
import { parse } from '../syslog/parse.ts'
import { loaded, messagesOf, repeatText, ruleText } from './rule-text.ts'

const line = (text: string, code = 'A-1-FAILED') => parse(`Jul  9 13:15:29.902: %${code}: ${text}`, { host: 'wlc1' })

/** The matches of lines of the code A-1-FAILED, and how many lacked a field of the key. */
function tagged(rule: string, ...texts: readonly string[]) {
  // The test that the text carries names a host, which need not be a key here.
  const set = compileRules([loaded(rule.replace(', host: a', '')).rule])
  const counters = { matches: 0, missingKey: 0 }
  const origin = { topic: 't', partition: 0, offset: '0' }
  const tag = (text: string) => tagEvent(set, { event: line(text), origin, offset: 0 }, DEFAULT_LAYOUT, counters)
  return { matches: texts.flatMap(tag), missingKey: counters.missingKey }
}

/** A rule whose event `failed` says more. */
const rule = (more: string, key = 'server') =>
  ruleText(['  failed: { code: A-1-FAILED }', `  failed: { code: A-1-FAILED, ${more} }`]).concat(`key: ${key}\n`)

describe('what a rule extracts', () => {
  it('is a field of its key, in both ways to write a group', () => {
    for (const group of ['?P<server>', '?<server>']) {
      const { matches } = tagged(rule(`extract: 'to (${group}\\S+)'`, '[server, host]'), 'lost to srv1 now')
      expect(matches.map(({ key }) => key)).toEqual([['srv1', 'wlc1']])
    }
  })

  it('is missing where the expression is not found: the line belongs to no window', () => {
    const found = tagged(rule("extract: 'to (?P<server>\\S+)'"), 'lost', 'lost to srv1')
    expect(found.matches.map(({ key }) => key)).toEqual([['srv1']])
    expect(found.missingKey).toBe(1)
  })

  it('leaves a line the event whose key does not need it', () => {
    const { matches } = tagged(rule("extract: 'to (?P<server>\\S+)'", 'host'), 'lost')
    expect(matches.map(({ events, line }) => ({ events, extracted: line.extracted }))).toEqual([
      { events: ['failed'], extracted: undefined },
    ])
  })

  it('lacks a group that took no part', () => {
    const { matches } = tagged(rule("extract: 'to (?P<server>\\w+)(:(?P<port>\\d+))?'"), 'to srv1', 'to srv1:8443')
    expect(matches.map(({ line }) => line.extracted)).toEqual([{ server: 'srv1' }, { server: 'srv1', port: '8443' }])
  })

  it('stands before a field of the line, and the first expression before later ones', () => {
    const expressions = "extract: ['to (?P<server>\\S+)', 'by (?P<server>\\S+) as (?P<user>\\S+)']"
    const { matches } = tagged(rule(expressions), '{"server":"json"} to a by b as c', '{"server":"json"} by b as c')
    expect(matches.map(({ key, line }) => [key[0], line.extracted?.['user'], line.fields['server']])).toEqual([
      ['a', 'c', 'json'],
      ['b', 'c', 'json'],
    ])
    expect(tagged(rule(expressions), '{"server":"json"}').matches[0]!.key).toEqual(['json'])
  })

  it('can be asked for by the conditions of the same description', () => {
    const asked = rule("extract: 'to (?P<server>\\S+)', fields: { server: { none: [lab-] } }")
    expect(tagged(asked, 'to lab-1', 'to srv1', 'to').matches.map(({ key }) => key)).toEqual([['srv1']])
  })

  it('comes from the first description that holds', () => {
    const ways = `
    - { code: A-1-FAILED, text: quiet, extract: 'q=(?P<server>\\w+)' }
    - { code: A-1-FAILED, extract: 's=(?P<server>\\w+)' }`
    const text = ruleText(['  failed: { code: A-1-FAILED }', `  failed:${ways}`]).concat('key: server\n')
    expect(tagged(text, 's=a q=b', 'quiet s=a q=b').matches.map(({ key }) => key)).toEqual([['a'], ['b']])
  })

  it('is put together where a line is several events, the first in the file before the others', () => {
    const text = ruleText(
      ['  failed: { code: A-1-FAILED }', "  failed: { code: A-1-FAILED, extract: 'to (?P<server>\\w+)' }"],
      [
        '  restored: { code: A-1-RESTORED }',
        "  restored: { code: A-*, extract: 'by (?P<server>\\w+) (?P<user>\\w+)' }",
      ],
    ).concat('key: server\n')
    const { matches } = tagged(text, 'to a by b c')
    expect(matches.map(({ key, events, line }) => ({ key, events, extracted: line.extracted }))).toEqual([
      { key: ['a'], events: ['failed', 'restored'], extracted: { server: 'a', user: 'c' } },
    ])
  })

  it('is shown in the summary and at the line of the incident', () => {
    const text = repeatText(
      ['A-1-FAILED }', "A-1-FAILED, extract: 'to (?P<server>\\S+)' }"],
      ['count: 3', 'count: 1'],
      ['"{host}"', '"{host} lost {server}"'],
    )
    const [incident] = correlate([loaded(text).rule], [line('lost to "srv1"')])
    expect(incident).toMatchObject({ summary: 'wlc1 lost "srv1"', events: [{ fields: { server: '"srv1"' } }] })
    expect(incidentJson(incident!)).toBe(JSON.stringify(incident))
  })

  it('is nothing where no group took part', () => {
    const { matches } = tagged(rule("extract: 'lost( to (?P<server>\\S+))?'", 'host'), 'lost')
    expect(matches.map(({ line }) => line.extracted)).toEqual([undefined])
  })

  it('is part of the hash, as is the order of events where more than one extracts', () => {
    const hashOf = (source: string) => loaded(source).rule.hash
    const failed = "  failed: { code: A-1-FAILED, extract: '(?P<a>x)' }\n"
    const restored = "  restored: { code: A-1-RESTORED, extract: '(?P<a>y)' }\n"
    const first = ruleText(['  failed: { code: A-1-FAILED }\n', failed])
    const both = ruleText(
      ['  failed: { code: A-1-FAILED }\n', failed],
      ['  restored: { code: A-1-RESTORED }\n', restored],
    )
    const swapped = both.replace(failed + restored, restored + failed)
    expect(new Set([ruleText(), first, both, swapped].map(hashOf)).size).toBe(4)
  })
})

describe('a line with many fields', () => {
  it('keeps those that a summary shows', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}`, index]))
    const { matches } = tagged(ruleText(['"{host}"', '"{host} {k39}"']), JSON.stringify(many))
    expect(Object.keys(matches[0]!.line.fields)).toEqual(['k39', ...Object.keys(many).slice(0, 31)])
  })
})

describe('what a rule sets', () => {
  it('is a field of its key on every such line', () => {
    const { matches } = tagged(rule('set: { server: any }', '[server, host]'), 'lost', 'lost again')
    expect(matches.map(({ key }) => key)).toEqual([
      ['any', 'wlc1'],
      ['any', 'wlc1'],
    ])
  })

  it('stands behind what is found in the text, and before a field of the line', () => {
    const more = "extract: 'to (?P<server>[a-z]+1)', set: { server: any }"
    const { matches } = tagged(rule(more), 'lost to srv1', 'lost', '{"server": "srv2"}')
    expect(matches.map(({ key }) => key)).toEqual([['srv1'], ['any'], ['any']])
  })

  it('can be asked for by conditions, is a part of the hash and not called as something else', () => {
    const asked = rule('set: { server: any }, fields: { server: any }')
    expect(tagged(asked, 'lost').matches).toHaveLength(1)
    expect(tagged(asked.replace('fields: { server: any }', 'fields: { server: one }'), 'lost').matches).toEqual([])
    const hashOf = (value: string) => loaded(rule(`set: { server: ${value} }`, '[server, host]')).rule.hash
    expect(hashOf('any')).not.toBe(hashOf('one'))
    expect(messagesOf(rule('set: { host: any }', 'host')).join()).toContain('cannot be called `host`')
  })
})
