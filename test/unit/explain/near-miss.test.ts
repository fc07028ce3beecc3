import { describe, expect, it } from 'vitest'
import { shortfallText } from '../../../src/cli/shortfall-words.ts'
import { DEFAULT_LAYOUT } from '../../../src/core/match.ts'
import { shortfallsOf } from '../../../src/core/near-miss.ts'
import type { EventAlternative, TextCondition } from '../../../src/core/rule.ts'
import { compileRules } from '../../../src/core/rule-set.ts'
import { sampleRule } from '../../support/sample-rules.ts'
import { parse } from '../syslog/parse.ts'

const LINE = '<189>1: sw1: Jul  9 2026 13:15:29.902: %AUTH-4-FAIL: {"user":"eve","port":"7"} refused'

function way(parts: Partial<EventAlternative>): EventAlternative {
  return { codes: ['AUTH-*-FAIL'], text: null, fields: {}, ...parts }
}

/** What the line lacks to be one of these, in words; null if not even its code fits. */
function lacks(...anyOf: readonly EventAlternative[]): readonly string[] | null {
  return shortfallsOf({ name: 'a', anyOf })(parse(LINE), DEFAULT_LAYOUT)?.map(shortfallText) ?? null
}

describe('what a line lacks to be an event', () => {
  it.each<[TextCondition, string]>([
    [{ contains: 'denied' }, 'text does not contain "denied"'],
    [{ equals: 'denied' }, 'text is not "denied"'],
    [{ matches: '^denied' }, 'text does not match "^denied"'],
    [{ all: ['refused', 'x', 'y'] }, 'text does not contain "x" and "y"'],
    [{ any: ['x', 'y'] }, 'text contains none of "x", "y"'],
    [{ none: ['x', 'refused'] }, 'text contains "refused", which it must not'],
  ])('is told of the text %o', (text, words) => {
    expect(lacks(way({ text }))).toEqual([words])
  })

  it('is told of fields, those that are extracted too', () => {
    const fields = { user: { equals: 'bob' }, port: { any: ['1', '2'] }, vlan: { equals: '1' }, verb: { equals: 'ok' } }
    expect(lacks(way({ fields, extract: ['(?<verb>[a-z]+)$'] }))).toEqual([
      'field `user` is "eve", not "bob"',
      'field `port` ("7") contains none of "1", "2"',
      'the line has no field `vlan`',
      'field `verb` is "refused", not "ok"',
    ])
  })

  it('is that of the nearest alternative whose code fits', () => {
    const far = way({ text: { contains: 'x' }, fields: { user: { equals: 'bob' } } })
    expect(lacks(far, way({ text: { contains: 'y' } }))).toEqual(['text does not contain "y"'])
    expect(lacks(way({ codes: ['AUTH-5-FAIL'] }))).toBeNull()
  })

  it('is nothing exactly where the rule takes the line for the event', () => {
    const ways = [
      way({}),
      way({ text: { contains: 'refused' } }),
      way({ text: { contains: 'x' } }),
      way({ fields: { user: { equals: 'eve' } } }),
      way({ fields: { verb: { equals: 'refused' } }, extract: ['(?<verb>[a-z]+)$'] }),
      way({ fields: { verb: { equals: 'x' } }, extract: ['(?<verb>[a-z]+)$'] }),
      way({ codes: ['X-*'] }),
      way({ codes: [], text: { contains: 'REFUSED', ignoreCase: true } }),
      way({ severities: [4] }),
      way({ severities: [5, 6] }),
      way({ fields: { port: { gt: '6' } } }),
      way({ fields: { port: { gt: '7' } } }),
      way({ not: [{ codes: [], text: { contains: 'refused' }, fields: {} }] }),
      way({ not: [{ codes: [], text: { contains: 'x' }, fields: {} }] }),
    ]
    for (const one of ways) {
      const events = [{ name: 'a', anyOf: [one] }]
      const fits = compileRules([sampleRule({ kind: 'single', event: 'a' }, { events })]).fits(
        parse(LINE),
        DEFAULT_LAYOUT,
      )
      expect(lacks(one)?.length === 0, JSON.stringify(one)).toBe(fits.length === 1)
    }
  })
})
