import { describe, expect, it } from 'vitest'
import type { TestResult } from '../../src/rules/run-test.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const RULE = `id: server-lost
title: The server is lost
events: { failed: { code: A-3-FAILED }, restored: { code: A-5-RESTORED } }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes: { missed: { severity: info, summary: "{host}" } }
tests:
  - name: is lost
    events: [{ at: 0s, event: failed, host: a }, { at: 1m }]
    expect: [{ outcome: missed, at: 10s }]
  - name: is lost <twice>
    events: [{ at: 0s, event: failed, host: a, text: "\\e[31m no" }, { at: 1m }]
    expect: [{ outcome: missed, events: ["yes"] }, { outcome: missed, host: b }]
  - name: shows what a log holds
    events: [{ at: 0s, event: failed, host: a, text: "\\e[31m no" }, { at: 1m }]
    expect: [{ outcome: missed, events: ["yes"] }]
`

function test(...flags: readonly string[]) {
  return runSequor(['test', temporaryFolder({ 'a.yaml': RULE })(), ...flags])
}

describe('sequor test', () => {
  it('gives a record a test, as NDJSON, and ends with 1 for what failed', async () => {
    const ran = await test('--format', 'ndjson')
    const records = recordsOf<TestResult & { passed: boolean }>(ran)
    expect(records.map(({ passed }) => passed)).toEqual([true, false, false])
    expect(records[1]).toMatchObject({
      differences: [{ incident: null, field: 'number', expected: '2', actual: '1' }],
      expected: ['missed', 'missed, host b'],
      found: ['missed, host a, at 10s, open'],
      why: ['host a: began at 0s, missed at 10s, opened at 10s'],
    })
    expect(ran.code).toBe(1)
  })

  it('gives a report for CI servers, as JUnit', async () => {
    const ran = await test('--format', 'junit')
    expect(ran.stdout).toContain('<testsuites name="sequor test" tests="3" failures="2">')
    expect(ran.stdout).toContain('<testcase classname="server-lost" name="is lost"/>')
    expect(ran.stdout).toContain('name="is lost &lt;twice&gt;">\n      <failure message="all incidents">')
    expect(ran.stdout).toContain('\n  number  2         1\n')
    expect(ran.code).toBe(1)
  })

  it('shows a failure without what a log could do to a terminal', async () => {
    const ran = await test()
    expect(ran.stdout).not.toContain('\u001b')
    expect(ran.stdout).toContain('1 passed, 2 failed')
  })

  it.each([
    [['--test', 'is lost'], 1],
    [['--test', 'is lost*'], 2],
    [['--test', '*lo*'], 3],
    [['--rule', 'server-lost', '--test', '*twice*'], 1],
    [['--rule', 'server-lost'], 3],
  ])('runs only what %j names', async (flags, count) => {
    const ran = await test('--format', 'ndjson', ...flags)
    expect(recordsOf(ran)).toHaveLength(count)
  })

  it('shows what no test touches, and ends with 1 where that is more than is asked', async () => {
    const sound = ['--test', 'is lost'] as const
    const shown = await test(...sound, '--coverage')
    expect(shown.stdout).toContain('server-lost   25 %  1 of 4\n    missed: ends by the event restored\n')
    expect(shown.code).toBe(0)
    expect((await test(...sound, '--min-coverage', '25')).code).toBe(0)
    const below = await test(...sound, '--min-coverage', '26')
    expect(below.stdout).toContain('1 passed, 0 failed, 1 rule with less than 26 % coverage')
    expect(below.code).toBe(1)
    const records = recordsOf<object>(await test(...sound, '--coverage', '--format', 'ndjson'))
    expect(records[1]).toMatchObject({ rule: 'server-lost', coverage: { percent: 25 } })
    const report = (await test(...sound, '--min-coverage', '26', '--format', 'junit')).stdout
    expect(report).toContain('tests="2" failures="1"')
    expect(report).toContain('not touched: missed: ends by the event restored')
  })
})
