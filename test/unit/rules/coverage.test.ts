import { describe, expect, it } from 'vitest'
import { UTC } from '../../../src/core/syslog/zones.ts'
import { watchCoverage } from '../../../src/rules/coverage.ts'
import { runTest } from '../../../src/rules/run-test.ts'
import { loaded, repeatText, ruleText } from './rule-text.ts'

/** What one test with these events touches of a rule. */
function touchedBy(events: string, text: string): readonly string[] {
  const { rule, tests } = loaded(text.replace(/events: \[\{ at: 0s, event: \w+, host: a \}\]/, `events: [${events}]`))
  const { watch, coverage } = watchCoverage(rule)
  runTest(rule, tests[0]!, () => UTC, watch)
  const { points, percent } = coverage()
  const touched = points.filter(point => point.touched).map(({ name }) => name)
  expect(percent).toBe(Math.floor((100 * touched.length) / points.length))
  return touched
}

/** `failed at 0s, restored at 9s`: of one host. */
function events(written: string): string {
  return written.replace(/(\w+) at (\w+)/g, '{ at: $2, event: $1, host: a }')
}

const EXPECTATION = ruleText(
  ['title: A rule', 'title: A rule\nsuppress: 20s\nreopen: 1h\nupdate: 1m'],
  ['outcomes:', 'outcomes:\n  met: { severity: info, summary: met }'],
  ['summary: "{host}" }', 'summary: "{host}", resolve: { quiet: 2h }, escalate: [{ after: 1h, severity: error }] }'],
)

const FOUND = 'missed: is found'
const BACK = 'missed: ends by the event restored'
const ABOVE = 'within 10s: answered up to a tenth later'

describe('the coverage of an expectation', () => {
  it.each([
    ['failed at 0s, restored at 8999ms', ['met: is found']],
    ['failed at 0s, restored at 9s', ['met: is found', 'within 10s: answered in its last tenth']],
    ['failed at 0s, restored at 10s', ['met: is found', 'within 10s: answered in its last tenth']],
    ['failed at 0s, restored at 10001ms', [FOUND, BACK, ABOVE]],
    ['failed at 0s, restored at 11s', [FOUND, BACK, ABOVE]],
    ['failed at 0s, restored at 11001ms', [FOUND, BACK]],
    ['failed at 0s, restored at 5s, restored at 10500ms', ['met: is found']],
    ['restored at 0s, failed at 1s', []],
    ['failed at 0s, failed at 70m', [FOUND, 'missed: rises to error']],
    ['failed at 0s, restored at 3h', [FOUND, 'missed: rises to error', 'missed: ends as quiet']],
    ['failed at 0s, failed at 12s, failed at 13s', [FOUND, 'update: news waits for the end of a period']],
  ])('of %s', (written, touched) => {
    expect(touchedBy(events(written), EXPECTATION)).toEqual(touched)
  })

  it('has what keeps an opening quiet, and what makes it go on', () => {
    const again = 'failed at 0s, restored at 11s, failed at 12s, failed at 23s'
    expect(touchedBy(events(again), EXPECTATION)).toContain('suppress: an opening is kept quiet')
    const later = 'failed at 0s, restored at 11s, failed at 40s, failed at 51s'
    expect(touchedBy(events(later), EXPECTATION)).toContain('reopen: an incident goes on')
  })

  it('has both sides of the bound also where only what was in time is told', () => {
    const silent = ruleText(['missed: {', 'met: {'])
    expect(touchedBy(events('failed at 0s, restored at 11s'), silent)).toEqual([ABOVE])
  })
})

describe('the coverage of a repeat', () => {
  const SHORT = 'count 3: one short, and no more'
  const REACHED = ['fired: is found', 'count 3: reached']
  it.each([
    ['failed at 0s', []],
    ['failed at 0s, failed at 1s', [SHORT]],
    ['failed at 0s, failed at 1s, failed at 2s', REACHED],
    ['failed at 0s, failed at 1s, failed at 4h', [...REACHED, 'within 4h: line 3 came in its last tenth']],
    ['failed at 0s, failed at 1h, failed at 4h1m', [SHORT, 'within 4h: line 3 came up to a tenth later']],
    ['failed at 0s, failed at 1h, failed at 5h', [SHORT]],
    [
      'failed at 0s, failed at 1s, failed at 2s, failed at 5h',
      ['fired: is found', 'fired: ends as below_threshold', 'count 3: reached'],
    ],
  ])('of %s', (written, touched) => {
    expect(touchedBy(events(written), repeatText())).toEqual(touched)
  })

  it('has a second line that comes when the time of the first is over', () => {
    const text = repeatText(['count: 3', 'count: 2'])
    expect(touchedBy(events('failed at 0s, failed at 4h1m'), text)).toEqual([
      'count 2: one short, and no more',
      'within 4h: line 2 came up to a tenth later',
    ])
    expect(touchedBy(events('failed at 0s, failed at 4h25m'), text)).toEqual(['count 2: one short, and no more'])
  })
})
