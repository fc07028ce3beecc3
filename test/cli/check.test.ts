import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/rules/problem.ts'
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
