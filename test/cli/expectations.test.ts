import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/wlc-site.log', import.meta.url))
const RULE = 'cisco-slup-http-502'

/** Replays the bundled log, in which the rule finds 7 `met` and 3 `missed`, with this file of expectations. */
async function expecting(text: string, ...flags: readonly string[]) {
  const path = temporaryFolder({ 'expect.yaml': text })
  return runSequor(['replay', EXAMPLE, '--expect', path('expect.yaml'), ...flags])
}

describe('replay --expect', () => {
  it.each([
    ['exactly: 10', true],
    ['exactly: 9', false],
    ['exactly: 11', false],
    ['at_least: 10', true],
    ['at_least: 11', false],
    ['at_most: 10', true],
    ['at_most: 9', false],
    ['at_least: 9, at_most: 11', true],
    ['at_least: 10, missed: { exactly: 3 }, met: { exactly: 7 }', true],
    ['missed: { exactly: 2 }', false],
    ['fired: { exactly: 0 }', true],
  ])('of { %s } holds: %s', async (bounds, holds) => {
    const ran = await expecting(`expect: { ${RULE}: { ${bounds} } }`)
    expect(ran.stderr).toContain(holds ? ' as expected' : `unexpected: ${RULE}: expected`)
    expect(ran.code).toBe(holds ? 0 : 1)
  })

  it('tells what was expected, and what was found', async () => {
    const ran = await expecting(`expect:\n  ${RULE}: { exactly: 9, met: { at_least: 1 }, missed: { at_most: 2 } }\n`)
    expect(ran.stderr).toContain(`unexpected: ${RULE}: expected exactly 9, found 10\n`)
    expect(ran.stderr).toContain(`unexpected: ${RULE}: expected at most 2 missed, found 3\n`)
    expect(ran.stderr).toContain('1 of 3 as expected\n')
  })

  it('counts only incidents of the time that is asked for', async () => {
    const ran = await expecting(`expect: { ${RULE}: { exactly: 0 } }`, '--from', '2027-01-01')
    expect(ran.code).toBe(0)
  })

  it('is a report of one case an expectation', async () => {
    const ran = await expecting(`expect: { ${RULE}: { exactly: 9, met: { exactly: 7 } } }`, '--format', 'junit')
    expect(ran.stdout).toContain('<testsuites name="sequor replay" tests="2" failures="1">')
    expect(ran.stdout).toContain('<failure message="expected exactly 9, found 10">')
    expect(ran.stdout).toContain(`<testcase classname="${RULE}" name="exactly 7 met"/>`)
  })

  it.each([
    [
      'expect: { cisco-slup-http-503: { exactly: 1 } }',
      /expect.yaml:1:\d+: error: there is no rule `cisco-slup-http-503`[\s\S]*did you mean `cisco-slup-http-502`/,
    ],
    [`expect: { ${RULE}: { exactly: 1, at_most: 2 } }`, /`exactly` stands beside another bound/],
    [`expect: { ${RULE}: { at_least: 3, at_most: 2 } }`, /`at_least` is above `at_most`/],
    [`expect: { ${RULE}: {} }`, /says nothing/],
    [`expect: { ${RULE}: { met: {} } }`, /says nothing/],
    [`expect: { ${RULE}: { exactly: -1 } }`, /must be at least 0/],
    [`expect: { ${RULE}: { exactly: 1.5 } }`, /must be a whole number/],
    [`expect: { ${RULE}: { exact: 1 } }`, /did you mean `exactly`/],
    [`expects: {}`, /did you mean `expect`/],
    ['', /expects nothing/],
    [`expect: { ${RULE}: { exactly: 1 } }\n---\nexpect: {}`, /a second document/],
  ])('refuses %j', async (text, told) => {
    const ran = await expecting(text)
    expect(ran.stderr).toMatch(told)
    expect(ran).toMatchObject({ code: 3, stdout: '' })
  })

  it('says that there is no such file', async () => {
    const ran = await runSequor(['replay', EXAMPLE, '--expect', 'none.yaml'])
    expect(ran.stderr).toContain('--expect: none.yaml: no such file')
    expect(ran.code).toBe(3)
  })
})
