import { expect, it } from 'vitest'
import { lookbackMs } from '../../src/core/lookback.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { loadRules } from '../../src/rules/load.ts'

const LAYOUT = { ...DEFAULT_LAYOUT, reorderMs: 1, disorderMs: 2, aheadMs: 4 }

/** How long before an instant a log is read for one rule, in seconds and the 7 ms of the layout. */
function lookbackOf(pattern: string, more = ''): number {
  const outcome = pattern.includes('expectation') || pattern.includes('heartbeat') ? 'missed' : 'fired'
  const text = `
id: r
title: R
events: { a: { code: A-1-A }, b: { code: B-1-B } }
pattern: ${pattern}
${more}
outcomes: { ${outcome}: { severity: info, summary: x, resolve: { quiet: 1s } } }
`
  const { rules, problems } = loadRules([{ path: 'r.yaml', text }])
  expect(problems.filter(({ level }) => level === 'error')).toEqual([])
  return (
    (lookbackMs(
      rules.map(({ rule }) => rule),
      LAYOUT,
    ) -
      7) /
    1000
  )
}

it.each([
  ['{ kind: expectation, after: a, expect: b, within: 10s }', 11],
  ['{ kind: repeat, event: a, count: 3, within: 20s, clear: { below: 2, within: 50s } }', 51],
  ['{ kind: distinct, event: a, field: user, count: 3, within: 20s }', 21],
  ['{ kind: sequence, steps: [a, b], within: 5s }', 6],
  ['{ kind: all, events: [a, b], within: 5s }', 6],
  ['{ kind: heartbeat, event: a, every: 60s, grace: 5s }', 66],
  ['{ kind: single, event: a }', 1],
])('counts the window and the quiet of %s', (pattern, seconds) => {
  expect(lookbackOf(pattern)).toBe(seconds)
})

it('counts suppression, or quiet and reopening, and a grace', () => {
  const pattern = '{ kind: expectation, after: a, expect: b, within: 10s }'
  expect(lookbackOf(pattern, 'suppress: 100s')).toBe(110)
  expect(lookbackOf(pattern, 'reopen: 100s')).toBe(111)
  expect(lookbackOf(pattern, 'grace: { after: b, for: 30s }')).toBe(41)
})

it('is that of the layout where there are no rules', () => {
  expect(lookbackMs([], LAYOUT)).toBe(7)
})
