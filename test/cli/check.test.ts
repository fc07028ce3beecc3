import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/document/problem.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { ruleText } from '../unit/rules/rule-text.ts'

const FIRES = `tests:
  - name: fires
    events: [{ at: 0s, event: failed, host: a }, { at: 1h }]
    expect: [{ outcome: missed, host: a }]
`
const SOUND = ruleText(['tests:\n', FIRES], ['within: 10s', 'within: 2d'])

describe('check', () => {
  it('is content with a sound rule, and counts on standard error', async () => {
    const path = temporaryFolder({ 'a.yaml': SOUND })
    const ran = await runSequor(['check', path(), '--deny-warnings'])
    expect(ran).toEqual({ code: 0, stdout: '', stderr: '1 file, 1 rule without errors, 0 errors, 0 warnings\n' })
  })

  it('warns of a window that is longer than matches are kept, and not of one as long', async () => {
    const path = temporaryFolder({ 'a.yaml': SOUND })
    expect((await runSequor(['check', path(), '--retention', '2d', '--deny-warnings'])).code).toBe(0)
    const ran = await runSequor(['check', path(), '--retention', '47h', '--deny-warnings'])
    expect(ran.stdout).toContain('a.yaml:6:72: warning: `2d` is longer than matches are kept, 1d 23h')
    expect(ran.code).toBe(1)
  })

  it.each(['10', '0s', 'soon'])('refuses the retention %s', async retention => {
    const ran = await runSequor(['check', '--retention', retention])
    expect(ran.stderr).toContain('--retention: ')
    expect(ran.code).toBe(3)
  })

  it('gives a problem a line for other programs', async () => {
    const path = temporaryFolder({ 'a.yaml': SOUND, 'b.yaml': SOUND.replace('id: a-rule', 'id: b-rule') })
    const ran = await runSequor(['check', path(), '--format', 'ndjson'])
    const [problem, ...others] = recordsOf<Problem>(ran)
    expect(others).toEqual([])
    expect(problem).toMatchObject({ path: path('b.yaml'), line: 1, column: 1, level: 'warning' })
    expect(problem!.message).toBe('but for its texts it is the rule `a-rule`')
    expect(ran.code).toBe(0)
  })
})

/** Of two devices the answer comes after 20 s; a beat of time makes the deadlines pass. */
const LOG = `Jul  9 13:00:00.000: %A-1-FAILED: lost
Jul  9 13:00:20.000: %A-1-RESTORED: back
Jul  9 13:01:00.000: %A-5-OTHER: nothing
`

const OVERRIDES = `override:
  - { rule: a-rule, within: 15s }
  - { rule: a-rule, host: "lab-*", within: 30s, outcomes: { missed: { severity: error } } }
`

describe('--overrides', () => {
  const files = {
    'rules/a.yaml': ruleText(['tests:\n', FIRES]),
    'o.yaml': OVERRIDES,
    'log/lab-1': LOG,
    'log/wlc1': LOG,
  }
  const flagsOf = (path: (name: string) => string) => ['--rules', path('rules'), '--overrides', path('o.yaml')]

  it('shows what is in effect beside what the rule says', async () => {
    const path = temporaryFolder(files)
    const ran = await runSequor(['check', path('rules'), '--overrides', path('o.yaml')])
    expect(ran.stdout).toBe(`rule    hosts  number                    default  effective
a-rule  lab-*  within                    10s      30s
a-rule  lab-*  outcomes.missed.severity  warning  error
a-rule  *      within                    10s      15s
`)
    expect(ran.code).toBe(0)
  })

  it('judges each host of a replay by its own numbers', async () => {
    const path = temporaryFolder(files)
    const ran = await runSequor(['replay', ...flagsOf(path), '--year', '2024', '--format', 'ndjson', path('log')])
    const records = recordsOf<{ action: string; key: object; elapsed_ms: number }>(ran)
    expect(records.map(({ action, key, elapsed_ms }) => [action, key, elapsed_ms])).toEqual([
      ['opened', { host: 'wlc1' }, 15_000],
      ['resolved', { host: 'wlc1' }, 20_000],
    ])
  })

  it('is what `explain` goes by', async () => {
    const path = temporaryFolder(files)
    const ran = await runSequor(['explain', '--rule', 'a-rule', ...flagsOf(path), '--year', '2024', path('log')])
    const windowOf = (host: string) => ran.stdout.split('\n\n').find(text => text.includes(`host=${host} `))
    expect(windowOf('lab-1')).toContain('within 30s')
    expect(windowOf('wlc1')).toContain('within 15s')
  })

  it('gives `explain` its words, too: how long an opening is suppressed', async () => {
    const single = `id: a-rule
title: A rule
suppress: 1m
events: { failed: { code: A-1-FAILED }, restored: { code: A-1-RESTORED } }
pattern: { kind: single, event: failed }
outcomes: { fired: { severity: info, summary: "{host}", resolve: { on: restored } } }
`
    const again = `${LOG}Jul  9 13:01:30.000: %A-1-FAILED: lost again\n`
    const overrides = 'override: [{ rule: a-rule, host: "lab-*", suppress: 2m }]'
    const path = temporaryFolder({ 'rules/a.yaml': single, 'o.yaml': overrides, 'log/lab-1': again })
    const ran = await runSequor(['explain', '--rule', 'a-rule', ...flagsOf(path), '--year', '2024', path('log')])
    expect(ran.stdout).toContain('which opened at most 2m before')
  })

  it('is what `test` goes by only if it is given', async () => {
    const lab = FIRES.replaceAll('host: a', 'host: lab-1').replace('at: 1h', 'at: 20s')
    const path = temporaryFolder({ ...files, 'rules/a.yaml': ruleText(['tests:\n', lab]) })
    expect((await runSequor(['test', path('rules')])).code).toBe(0)
    expect((await runSequor(['test', path('rules'), '--overrides', path('o.yaml')])).code).toBe(1)
  })

  it('ends with 2 where it is wrong, and with 3 where it cannot be read', async () => {
    const path = temporaryFolder({ ...files, 'bad.yaml': 'disable: [another]' })
    for (const command of [['check'], ['test'], ['replay', '--rules']]) {
      const ran = await runSequor([...command, path('rules'), '--overrides', path('bad.yaml')])
      expect(ran.stdout + ran.stderr).toContain('bad.yaml:1:11: error: there is no rule `another`')
      expect(ran.code).toBe(2)
    }
    const missing = await runSequor(['check', path('rules'), '--overrides', path('none.yaml')])
    expect(missing.stderr).toContain('no such file or folder')
    expect(missing.code).toBe(3)
  })
})
