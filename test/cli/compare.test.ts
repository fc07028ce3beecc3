import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { IncidentChange } from '../../src/core/incident-changes.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/wlc-site.log', import.meta.url))

/** What NDJSON says of a change. */
type Told = IncidentChange & {
  readonly windows: Readonly<Record<'before' | 'after', readonly { explanation: string; incidents?: unknown }[]>>
}

const RULE = (count: number) => `
id: again
title: It comes again
events: { a: { code: TEST-5-A } }
pattern: { kind: repeat, event: a, count: ${count}, within: 10s }
outcomes: { fired: { severity: warning, summary: "{host}: {count}" } }
`

/** A's of three hosts: one alone, two in ten seconds, three in ten seconds. */
const LOG = [
  ['one', 0],
  ['two', 100],
  ['two', 105],
  ['three', 200],
  ['three', 204],
  ['three', 208],
  ['one', 400],
]
  .map(
    ([host, second]) =>
      `${new Date(Date.UTC(2026, 6, 9) + Number(second) * 1000).toISOString()} ${host} %TEST-5-A: x\n`,
  )
  .join('')

function folder() {
  return temporaryFolder({ 'two.yaml': RULE(2), 'three.yaml': RULE(3), 'x.log': LOG })
}

describe('sequor compare', () => {
  it('finds no difference between rules and themselves', async () => {
    const path = folder()
    const ran = await runSequor(['compare', '--rules', path('two.yaml'), '--with', path('two.yaml'), path('x.log')])
    expect(ran).toEqual({ code: 0, stdout: '', stderr: '2 incidents before, 2 after: no incident differs\n' })
  })

  it('shows what vanishes and what appears, each with the window that explains it', async () => {
    const path = folder()
    const compared = async (before: string, after: string) => {
      const rules = ['--rules', path(`${before}.yaml`), '--with', path(`${after}.yaml`)]
      const ran = await runSequor(['compare', ...rules, '--format', 'ndjson', path('x.log')])
      expect(ran.code).toBe(1)
      return recordsOf<Told>(ran).map(({ kind, before, after, windows }) => ({
        kind,
        host: (before ?? after)!.key['host'],
        opened: (before ?? after)!.opened_at.slice(11, 19),
        before: windows.before.map(({ explanation }) => explanation),
        after: windows.after.map(({ explanation }) => explanation),
      }))
    }
    const there = await compared('two', 'three')
    // Two lines are not three; and where three stand the one that completes them is another.
    expect(there).toMatchObject([
      { kind: 'vanished', host: 'two', opened: '00:01:45' },
      { kind: 'vanished', host: 'three', opened: '00:03:24' },
      { kind: 'appeared', host: 'three', opened: '00:03:28' },
    ])
    expect(there[0]!.after.join()).toMatch(/2 .*3/)
    for (const { before, after } of there) expect(before.length + after.length).toBeGreaterThanOrEqual(2)
    const back = await compared('three', 'two')
    expect(back.map(({ kind, host, opened }) => `${kind} ${host} ${opened}`).toSorted()).toEqual(
      there
        .map(({ kind, host, opened }) => `${kind === 'vanished' ? 'appeared' : 'vanished'} ${host} ${opened}`)
        .toSorted(),
    )
  })

  it('shows what changes, field by field, where only numbers are others', async () => {
    const path = temporaryFolder({ 'longer.yaml': 'override:\n  - { rule: cisco-slup-http-502, within: 11s }\n' })
    const ran = await runSequor(['compare', '--with-overrides', path('longer.yaml'), EXAMPLE])
    expect(ran.stderr).toBe('17 incidents before, 17 after: 3 changed\n')
    expect(ran.stdout).toContain('outcome: missed -> met')
    expect(ran.stdout).toContain('=> missed by 0.001s: `restored` came after 10.001s, the bound is 10s')
    expect(ran.stdout).toContain('=> recovered after 10.001s: `restored` came within 11s')
    expect(ran.code).toBe(1)
  })

  it('looks only at incidents that opened in the time that is asked for', async () => {
    const path = folder()
    const rules = ['--rules', path('two.yaml'), '--with', path('three.yaml')]
    const range = ['--from', '2026-07-09T00:01:00', '--to', '+1m']
    const ran = await runSequor(['compare', ...rules, ...range, path('x.log')])
    expect(ran.stderr).toBe('1 incident before, 0 after: 1 vanished\n')
  })

  it('is a report of one failed case a change', async () => {
    const path = folder()
    const rules = ['--rules', path('two.yaml'), '--with', path('three.yaml')]
    const ran = await runSequor(['compare', ...rules, '--format', 'junit', path('x.log')])
    expect(ran.stdout).toContain('<testsuites name="sequor compare" tests="3" failures="3">')
    expect(ran.stdout).toContain('<failure message="vanished: warning: two: 2">')
  })

  it('needs something to compare with, and files that can be read twice', async () => {
    const path = folder()
    const alone = await runSequor(['compare', path('x.log')])
    expect(alone.stderr).toContain('nothing to compare with')
    expect(alone.code).toBe(3)
    const stream = await runSequor(['compare', '--with', path('two.yaml'), '-'], { input: LOG })
    expect(stream.stderr).toContain('standard input can be read once')
    expect(stream.code).toBe(3)
  })
})
