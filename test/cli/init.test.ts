import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

it('init makes a folder whose rule passes its own tests and has no warning, and whose configuration has no error', async () => {
  const folder = temporaryFolder()('noc')
  expect(await runSequor(['init', folder])).toMatchObject({ code: 0 })
  const tested = await runSequor(['test', '--coverage', join(folder, 'rules')])
  expect(tested).toMatchObject({ code: 0, stdout: expect.stringContaining('2 passed, 0 failed') })
  expect(await runSequor(['check', '--deny-warnings', join(folder, 'rules')])).toMatchObject({ code: 0, stdout: '' })
  expect(await runSequor(['config', 'check', '--config', join(folder, 'sequor.yaml')])).toMatchObject({ code: 0 })
})

it('init writes over nothing, and says what stands there', async () => {
  const place = temporaryFolder({ 'noc/rules/link-down.yaml': 'mine' })
  const { code, stdout, stderr } = await runSequor(['init', place('noc')])
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toContain('link-down.yaml stands there already')
})
