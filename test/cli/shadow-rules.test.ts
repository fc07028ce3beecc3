import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const RULE = `id: fails
title: It fails
shadow: true
events: { failed: { code: A-3-FAILED } }
pattern: { kind: single, event: failed }
outcomes: { fired: { severity: critical, summary: "{host} fails" } }
tests:
  - name: fires
    events: [{ at: 0s, event: failed, host: sw1 }]
    expect: [{ outcome: fired, host: sw1 }]
  - name: is silent
    events: [{ at: 0s, host: sw1 }]
    expect: []
`
const LOG = '<189>1: sw1: Jul  9 13:00:00.000: %A-3-FAILED: x\n'

describe('a shadow rule', () => {
  it('is told apart by replay, and fails nothing', async () => {
    const rules = temporaryFolder({ 'a.yaml': RULE })
    const replay = (...more: string[]) => {
      const args = ['replay', '-', '--year', '2026', '--rules', rules(), '--fail-on', 'info', ...more]
      return runSequor(args, { input: LOG })
    }
    const ran = await replay()
    expect(ran.stdout).toContain('sw1 fails  fails (shadow)\n')
    expect(ran.stderr).toContain('1 line, 1 rule: 1 of shadow rules\n')
    expect(ran.code).toBe(0)
    const [record] = recordsOf<Incident>(await replay('--format', 'ndjson'))
    expect(record).toMatchObject({ dedup_key: 'fails:host=sw1', rule: { id: 'fails' }, shadow: true })
    expect((await replay('--format', 'junit')).stdout).toContain('tests="1" failures="0"')
  })

  it('has the id in its incidents that it would have live', async () => {
    const idOf = async (text: string) => {
      const rules = temporaryFolder({ 'a.yaml': text })
      const args = ['replay', '-', '--year', '2026', '--rules', rules(), '--format', 'ndjson']
      return recordsOf<Incident>(await runSequor(args, { input: LOG }))[0]!.id
    }
    expect(await idOf(RULE)).toBe(await idOf(RULE.replace('shadow: true\n', '')))
  })

  it('is tested as any other, and counted by check', async () => {
    const rules = temporaryFolder({ 'a.yaml': RULE })
    expect((await runSequor(['test', rules()])).code).toBe(0)
    const failing = temporaryFolder({
      'a.yaml': RULE.replace('outcome: fired, host: sw1', 'outcome: fired, host: sw2'),
    })
    expect((await runSequor(['test', failing()])).code).toBe(1)
    const checked = await runSequor(['check', rules(), '--deny-warnings'])
    expect(checked.stderr).toBe('1 file, 1 rule without errors, 1 of them in the shadow, 0 errors, 0 warnings\n')
  })

  it('is explained as any other', async () => {
    const rules = temporaryFolder({ 'a.yaml': RULE, 'a.log': LOG })
    const args = ['explain', '--rule', 'fails', '--rules', rules('a.yaml'), '--year', '2026', rules('a.log')]
    expect((await runSequor(args)).stdout).toContain('sw1')
  })
})
