import { describe, expect, it } from 'vitest'
import { runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { LEAST } from '../unit/config/sources.ts'

describe('sequor config', () => {
  it('reads sequor.yaml of the folder, and shows where each value comes from', async () => {
    const path = temporaryFolder({ 'sequor.yaml': LEAST, password: 'hunter2\n' })
    const env = { SEQUOR_REDIS__PASSWORD_FILE: path('password'), SEQUOR_HTTP__PORT: '8080' }
    const ran = await runSequor(['config', 'print', '--set', 'log.level=debug'], { cwd: path(), env })
    expect(ran.code).toBe(0)
    expect(ran.stdout).toContain('topics: [syslog] # sequor.yaml:1:18')
    expect(ran.stdout).toContain('password: "[secret]" # SEQUOR_REDIS__PASSWORD_FILE')
    expect(ran.stdout).toContain('port: 8080 # SEQUOR_HTTP__PORT')
    expect(ran.stdout).toContain('level: debug # --set log.level')
    expect(ran.stdout).toContain('\n  shards: 16\n')
    expect(ran.stdout + ran.stderr).not.toContain('hunter2')
  })

  it('tells all errors of all sources with 3, and prints nothing', async () => {
    const path = temporaryFolder({ 'my.yaml': `${LEAST}htp: { port: 1 }\n` })
    const env = { SEQUOR_REDIS_HOST: 'x' }
    const ran = await runSequor(['config', 'print', '--config', path('my.yaml'), '--set', 'start=x'], { env })
    expect(ran).toMatchObject({ code: 3, stdout: '' })
    expect(ran.stderr).toContain('my.yaml:4:1: error: unknown field `htp`')
    expect(ran.stderr).toContain('SEQUOR_REDIS_HOST: error: no setting has this variable')
    expect(ran.stderr).toContain('--set start: error: `x` is no start')
    const checked = await runSequor(['config', 'check', '--config', path('my.yaml')])
    expect(checked).toMatchObject({ code: 3, stderr: '1 error\n' })
    expect(checked.stdout).toContain('did you mean `http`?')
  })

  it('finds nothing wrong with a configuration that is right', async () => {
    const path = temporaryFolder({ 'sequor.yaml': LEAST })
    expect(await runSequor(['config', 'check'], { cwd: path() })).toEqual({ code: 0, stdout: '', stderr: '0 errors\n' })
  })

  it.each([
    [['config'], 'sequor config print'],
    [['config', 'show'], 'sequor config print'],
    [['config', 'check', '--config', 'none.yaml'], 'none.yaml cannot be read: no such file or folder'],
    [['config', 'print', '--fromat', 'json'], 'did you mean --format?'],
  ])('%j ends with 3 and says what to do', async (args, hint) => {
    const ran = await runSequor(args)
    expect(ran).toMatchObject({ code: 3, stdout: '' })
    expect(ran.stderr).toContain(hint)
  })
})
