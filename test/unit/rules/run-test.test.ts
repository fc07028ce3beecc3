import { describe, expect, it } from 'vitest'
import { UTC } from '../../../src/core/syslog/zones.ts'
import { failureText } from '../../../src/rules/failure-text.ts'
import { foldTest } from '../../../src/rules/fold-test.ts'
import { faultOf, hasPassed, runTest } from '../../../src/rules/run-test.ts'
import { testLogOf } from '../../../src/rules/test-log.ts'
import { loaded, repeatText, ruleText } from './rule-text.ts'

const FAILED = 'Jul  9 13:15:30.000: %A-1-FAILED: no answer'
const RESTORED = 'Jul  9 13:15:39.000: %A-1-RESTORED: back'

/** Runs the only test of a rule whose log and expectation are these. */
function ran(log: string, expected: string, text = ruleText()) {
  const from = /events: \[\{ at: 0s, event: \w+, host: a \}\]\n {4}expect: \[\]/
  const { rule, tests } = loaded(text.replace(from, () => `${log}\n    expect: ${expected}`))
  return runTest(rule, tests[0]!, () => UTC)
}

/** The same test with what is given passes, and without it fails: so it matters. */
function matters(part: string, log: string, expected: string, text = ruleText()) {
  expect(log).toContain(part)
  expect(failureText(ran(log, expected, text))).toEqual([])
  expect(hasPassed(ran(log.replace(part, ''), expected, text))).toBe(false)
}

describe('an entry of a test', () => {
  it('is late, and corrects what was told without it', () => {
    const log = 'events: [{ at: 0s, event: failed }, { at: 9s, event: restored, late: 4s }]'
    matters(', late: 4s', log, '[{ outcome: missed, resolution: late_evidence }]')
    matters(
      ', late: 4s',
      `lines: ["${FAILED}", { line: "${RESTORED}", late: 4s }]`,
      '[{ outcome: missed, resolution: late_evidence }]',
    )
  })

  it('is late by exactly what it says: a deadline fires only below the frontier', () => {
    const log = 'events: [{ at: 0s, event: failed }, { at: 9s, event: restored, late: 1s }]'
    expect(failureText(ran(log, '[]'))).toEqual([])
    matters('1ms', log.replace('late: 1s', 'late: 1s1ms'), '[{ outcome: missed, resolution: late_evidence }]')
  })

  it('is read behind what arrived up to then, and before what arrived later', () => {
    const { rule, tests } = loaded(
      ruleText([
        'events: [{ at: 0s, event: restored, host: a }]',
        'events: [{ at: 0s }, { at: 1s, event: failed, late: 1s }, { at: 7s, event: restored }, { at: 7001ms, event: restored }]',
      ]),
    )
    const { steps, beginMs, endMs } = testLogOf(rule, tests[0]!, () => UTC)
    const read = steps.flatMap(step => (step.kind === 'read' ? [[step.arrivalMs - beginMs, step.matches.length]] : []))
    expect(read).toEqual([
      [0, 0],
      [7_000, 1],
      [7_000, 0],
      [1_000, 1],
      [7_001, 1],
    ])
    expect(endMs - beginMs).toBe(7_001)
  })

  it('is delivered again, which counts for nothing where the stamp proves it', () => {
    const copies = (again: string) => `lines: [{ line: "${FAILED}"${again} }]`
    expect(failureText(ran(copies(', duplicate: 2'), '[]', repeatText()))).toEqual([])
    // Whole seconds without a service sequence prove nothing: see docs/semantics.md.
    const coarse = copies(', duplicate: 2').replace('30.000', '30')
    matters(', duplicate: 2', coarse, '[{ outcome: fired, count: 3, at: 0s }]', repeatText())
  })

  it('is a restart, where it stands', () => {
    const { rule, tests } = loaded(
      ruleText([
        'events: [{ at: 0s, event: restored, host: a }]',
        'events: [{ at: 0s, event: failed }, { restart: true }, { at: 5s, event: restored }]',
      ]),
    )
    const { steps } = testLogOf(rule, tests[0]!, () => UTC)
    expect(steps.map(({ kind }) => kind)).toEqual(['read', 'restart', 'read'])
  })

  it('counts its time from the first, or says it as it is', () => {
    const log = `events: [{ at: 2026-07-09T13:15:30+02:00, event: failed }, { at: 2026-07-09T11:16:00Z }]`
    expect(failureText(ran(log, '[{ outcome: missed, at: 2026-07-09T11:15:40Z }]'))).toEqual([])
    expect(failureText(ran(log.replace('2026-07-09T11:16:00Z', '30s'), '[{ outcome: missed, at: 10s }]'))).toEqual([])
  })

  it('gives stamps without a year that of its time', () => {
    const log = `lines: [{ line: "${FAILED}", at: 2031-07-09T13:15:31Z }, { line: x, at: 1m }]`
    // A stamp of another year would not be believed, and its deadline be 5 s later.
    expect(failureText(ran(log, '[{ outcome: missed, at: 2031-07-09T13:15:41Z, events: [A-1-FAILED] }]'))).toEqual([])
  })
})

describe('what a test expects', () => {
  const LOG = 'events: [{ at: 0s, event: failed, text: no answer }, { at: 15s, event: restored }]'

  it.each([
    ['outcome', 'outcome: met', 'outcome  met       missed'],
    ['severity', 'outcome: missed, severity: error', 'severity  error     warning'],
    ['at', 'outcome: missed, at: 9s', 'at     9s        10s'],
    ['resolved_at', 'outcome: missed, resolved_at: 14s', 'resolved_at  14s       15s'],
    ['elapsed', 'outcome: missed, elapsed: 14999ms', 'elapsed  14.999s   15s'],
    ['count', 'outcome: missed, count: 2', 'count  2         1'],
    ['state', 'outcome: missed, state: open', 'state  open      resolved'],
    ['resolution', 'outcome: missed, resolution: quiet', 'resolution  quiet     recovered'],
    ['the key', 'outcome: missed, host: b', 'host   b         device'],
    ['events', 'outcome: missed, events: [answer, x]', 'events  ["answer","x"]  ["answer","restored"]'],
    ['the number of events', 'outcome: missed, events: [answer]', 'events  ["answer"]  ["answer","restored"]'],
    ['revisions', 'outcome: missed, revisions: [{ action: opened }]', 'revisions  opened    opened, resolved'],
    [
      'a revision',
      'outcome: missed, revisions: [{ action: opened }, { action: resolved, at: 14s }]',
      'at     14s       15s',
    ],
  ])('is compared: %s', (_, incident, row) => {
    const text = failureText(ran(LOG, `[{ ${incident} }]`)).join('\n')
    expect(text.replace(/ +/g, ' ')).toContain(row.replace(/ +/g, ' '))
  })

  it('names of the members what is to be compared, in the order in which they joined', () => {
    const text = ruleText(['title: A rule', 'title: A rule\nkey: [site, host]\ngroup: site'])
    const log =
      'events: [{ at: 0s, event: failed, site: s, host: a }, { at: 1s, event: failed, site: s, host: b }, { at: 1m }]'
    const members = (hosts: string) => failureText(ran(log, `[{ outcome: missed, members: ${hosts} }]`, text))
    expect(members('[{ host: a }, { host: b, site: s }]')).toEqual([])
    expect(members('[{ host: b }, { host: a }]')).toContain('  members  ["host b","host a"]  ["host a","host b"]')
    expect(members('[{ host: a }]')).toContain('  members  ["host a"]  ["host a","site s, host b"]')
  })

  it('is listed beside what came, with what each window went through, where numbers differ', () => {
    const log = 'events: [{ at: 0s, event: failed, host: a }, { at: 1s, event: failed, host: b }, { at: 9s }]'
    expect(failureText(ran(log, '[{ outcome: missed, host: a, at: 10s }]'))).toEqual([
      'all incidents',
      '          expected  came',
      '  number  1         0',
      'expected:',
      '  missed, host a, at 10s',
      'came: nothing',
      'why:',
      '  host a: began at 0s; it waits until 10s, but the log ends at 9s',
      '  host b: began at 1s; it waits until 11s, but the log ends at 9s',
    ])
  })

  it('says so where no line is an event of the rule', () => {
    const text = failureText(ran('lines: ["Jul  9 13:15:30.000: %B-1-FAILED: no answer"]', '[{ outcome: missed }]'))
    expect(text.at(-1)).toBe('  no line of the log is an event of the rule with a value for each field of its key')
  })
})

describe('a fault of the engine', () => {
  const log = 'events: [{ at: 0s, event: failed, host: a }, { at: 15s, event: restored, host: a }]'
  const { rule, tests } = loaded(ruleText(['events: [{ at: 0s, event: restored, host: a }]', log]))
  const context = { definitions: new Map([[rule.hash, rule]]), replay: false, observe: null }
  const way = { shards: 1, frames: 'few', restarts: 'asked' } as const
  const { outputs } = foldTest(
    testLogOf(rule, tests[0]!, () => UTC),
    way,
    context,
  )

  it('is told with the way in which the records differ, and the first that does', () => {
    expect(outputs).toHaveLength(2)
    expect(faultOf(outputs, [{ name: 'over 3 shards', outputs }])).toBeNull()
    const fault = faultOf(outputs, [{ name: 'over 3 shards', outputs: outputs.slice(0, 1) }])
    expect(fault).toMatch(
      /^over 3 shards the same log gives other incidents\. Record 2 is usually\n\{.*\}\nand here\nnone$/,
    )
    const result = { rule: 'a-rule', test: 'is silent', differences: [], expected: [], found: [], why: [], fault }
    expect(hasPassed(result)).toBe(false)
    expect(failureText(result)[0]).toMatch(/^a fault of sequor, not of the rule: please report it\. over 3 shards/)
  })
})
