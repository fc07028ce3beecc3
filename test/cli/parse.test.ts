import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

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

  it('reads Kafka records from NDJSON, and tells those that are none', async () => {
    const arrival = '2026-07-09T13:15:30Z'
    const input = [
      JSON.stringify({ id: 'lines-0-7', value: '<189>1: wlc1: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: a', arrival }),
      JSON.stringify({
        id: 8,
        value: '<189>2: wlc1: Jul  9 13:15:30: %A-3-B: b\n<189>3: wlc1: Jul  9 13:15:30: %A-3-B: c',
      }),
      '{"id": 9}',
      'no JSON',
    ].join('\n')
    const ran = await runSequor(['parse', '--input', 'ndjson', '-'], { input })
    expect(recordsOf<Parsed>(ran)).toMatchObject([
      { id: 'lines-0-7', code: 'SYS-5-CONFIG_I', timestamp: '2026-07-09T13:15:29.902Z' },
      { id: 8, message: 'b', arrival: '2026-07-09T13:15:30.000Z' },
      { id: 8, message: 'c' },
    ])
    expect(ran.stderr.split('\n').filter(line => /^-:[34]: error: /.test(line))).toHaveLength(2)
    expect(ran.code).toBe(1)
  })

  it('names the message whose repetition a line counts: the one before of the same device', async () => {
    const input = [
      'Jul  9 13:15:29 wlc1 7: %A-3-B: a',
      'Jul  9 13:15:30 wlc2 8: %A-3-B: b',
      'Jul  9 13:15:31 wlc1 last message repeated 4 times',
      'Jul  9 13:15:32 wlc1 last message repeated 2 times',
      'Jul  9 13:15:33 wlc3 last message repeated 2 times',
    ].join('\n')
    const ran = await runSequor(['parse', '--year', '2026', '-'], { input })
    expect(recordsOf<Parsed>(ran).map(({ repeats, repeat_of }) => [repeats, repeat_of])).toEqual([
      [0, null],
      [0, null],
      [4, 1],
      [2, 1],
      [2, null],
    ])
  })

  it('shows which part of a line was read as what', async () => {
    const line = '<189>35: wlc1: *Apr 29 14:00:16.059: %SYS-5-CONFIG_I: Configured'
    const ran = await runSequor(['parse', '--why', line, '--arrival', '2026-04-29T14:00:17Z'])
    expect(ran.stdout.split('\n')).toEqual([
      line,
      'aaaaabb  cccc  dddddddddddddddddddd   eeeeeeeeeeeeee  ffffffffff',
      '',
      'a  priority         189',
      'b  message counter  "35"',
      'c  origin           "wlc1"',
      'd  time             "2026-04-29T14:00:16.059Z"',
      'e  code             "SYS-5-CONFIG_I"',
      'f  text             "Configured"',
      '   shape            cisco',
      '   flags            year_inferred zone_assumed clock_unsynchronised',
      '',
    ])
  })

  it('shows the line inside an envelope, each message, and a word put back where it was', async () => {
    const messages = ['<189>35: %SYS-5-X: a', '<189>36: %SYS-5-X: b']
    const envelope = JSON.stringify({ host: '192.0.2.7', message: messages.join('\n') })
    const ran = await runSequor(['parse', '--why', envelope, '--arrival', '2026-04-29T14:00:17Z'])
    const lines = ran.stdout.split('\n')
    expect(lines.slice(0, 8)).toEqual([
      messages[0],
      'aaaaabb   ccccccc  d',
      '',
      'a  priority         189',
      'b  message counter  "35"',
      'c  code             "SYS-5-X"',
      'd  text             "a"',
      '   relay host       "192.0.2.7"',
    ])
    expect(lines).toContain(messages[1])
    const rebuilt = '<189>1 2026-04-29T14:00:16Z 192.0.2.7 35 - - - *Apr 29 14:00:16.059: %SYS-5-X: a'
    const told = await runSequor(['parse', '--why', rebuilt, '--arrival', '2026-04-29T14:00:17Z'])
    expect(told.stdout.split('\n').slice(0, 2)).toEqual([
      '<189>1 2026-04-29T14:00:16Z 192.0.2.7 35: *Apr 29 14:00:16.059: %SYS-5-X: a',
      'aaaaa  bbbbbbbbbbbbbbbbbbbb ccccccccc dd  eeeeeeeeeeeeeeeeeeee   fffffff  g',
    ])
  })

  it('gives a table whose columns stand, whatever a line holds', async () => {
    const input = `<189>35: wlc1: Apr 29 2026 14:00:16.059: %SYS-5-CONFIG_I: Configured\n${'h'.repeat(40)}: x\u001b[31m\n`
    const ran = await runSequor(['parse', '--format', 'table', '-'], { input })
    const [head, first, second] = ran.stdout.split('\n')
    expect(head).toMatch(/^time {26}host {17}code {27}message$/)
    expect(first!.indexOf('Configured')).toBe(head!.indexOf('message'))
    expect(second).not.toContain('\u001b')
  })

  it('gives a device one name by a file of aliases, and refuses a faulty one', async () => {
    const path = temporaryFolder()('hosts')
    const input = '<189>35: 192.0.2.1: Apr 29 2026 14:00:16.059: %SYS-5-CONFIG_I: Configured\n'
    writeFileSync(path, '192.0.2.1 wlc1\n')
    const ran = await runSequor(['parse', '--aliases', path, '-'], { input })
    expect(recordsOf<Parsed>(ran)).toMatchObject([{ host: 'wlc1' }])
    writeFileSync(path, '192.0.2.1\n')
    const refused = await runSequor(['parse', '--aliases', path, '-'], { input })
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain(`${path}:1: \`192.0.2.1\` has no name behind it`)
  })
})
