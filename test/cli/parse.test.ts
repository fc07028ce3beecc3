import { describe, expect, it } from 'vitest'
import { recordsOf, runSequor } from '../support/run-sequor.ts'

interface Parsed {
  readonly id: number
  readonly [name: string]: unknown
}

describe('sequor parse', () => {
  it('gives one event a line, in order, whatever the line holds', async () => {
    const input = [
      '<189>643: wlc1: *Jan  8 19:46:03.295: %LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback100, changed state to up',
      '2021-06-25 10:09:24.383 UTC SAEVT_INIT_CRYPTO success="False" error="Crypto Initialization has not been completed"',
      '',
      'no code at all',
      '{"message":"<189>35: Apr 29 14:00:16.059: %SYS-5-CONFIG_I: Configured","host":"192.0.2.7"}',
    ].join('\n')
    const ran = await runSequor(['parse', '-', '--year', '2021'], { input })
    expect(recordsOf<Parsed>(ran)).toMatchObject([
      { id: 1, host: 'wlc1', code: 'LINEPROTO-5-UPDOWN', pri: 189, message_count: '643', clock: '*' },
      { id: 2, code: 'SAEVT_INIT_CRYPTO', timestamp: '2021-06-25T10:09:24.383Z', fields: { success: 'False' } },
      { id: 3, shape: 'empty' },
      { id: 4, code: null, message: 'no code at all' },
      { id: 5, host: '192.0.2.7', code: 'SYS-5-CONFIG_I', shape: 'json' },
    ])
    expect(ran.code).toBe(0)
  })

  it('prints the time with the offset in which it was read', async () => {
    const ran = await runSequor(['parse', '-'], {
      input: 'Jul  9 2026 13:15:29.902 CEST: %SYS-5-CONFIG_I: Configured\n',
    })
    expect(recordsOf<Parsed>(ran)).toMatchObject([{ timestamp: '2026-07-09T13:15:29.902+02:00' }])
  })

  it('flags a year that nothing tells, and names the flag that does', async () => {
    const input = 'Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured\n'
    const guessed = await runSequor(['parse', '-'], { input })
    expect(recordsOf<Parsed & { flags: string[] }>(guessed)[0]!.flags).toContain('year_assumed')
    expect(guessed.stderr).toContain('say it with --year')
    const told = await runSequor(['parse', '-', '--year', '2026'], { input })
    expect(recordsOf<Parsed & { flags: string[] }>(told)[0]!.flags).not.toContain('year_assumed')
    expect(told.stderr).toBe('')
  })

  it('flags a line that was cut', async () => {
    const ran = await runSequor(['parse', '-'], {
      input: `${'x'.repeat(70_000)}\nJul  9 2026 13:15:29.902: %SYS-5-CONFIG_I: a\n`,
    })
    const [long, next] = recordsOf<Parsed & { flags: string[] }>(ran)
    expect(long!.flags).toContain('truncated')
    expect(next).toMatchObject({ id: 2, code: 'SYS-5-CONFIG_I' })
  })
})
