import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const PAIR = `2026-07-09T13:15:29.902Z wlc1 Jul  9 13:15:29.902: %SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart License Utility (CSLU) : HTTP Server Error 502: Bad Gateway
2026-07-09T13:15:39.881Z wlc1 Jul  9 13:15:39.881: %SMART_LIC-5-COMM_RESTORED: Communications with Cisco Smart License Utility (CSLU) restored
`

function bytes(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : part)))
}

async function outcomesOf(input: string | Uint8Array): Promise<readonly string[]> {
  const ran = await runSequor(['replay', '-', '--format', 'ndjson'], { input })
  expect(ran.code).toBe(0)
  return recordsOf<Incident>(ran).map(({ outcome, elapsed_ms }) => `${outcome} ${elapsed_ms}`)
}

const MET = ['met 9979']

describe('bad logs', () => {
  it('loses nothing beside a line of ten megabytes', async () => {
    const [first, second] = PAIR.split('\n')
    const long = Buffer.alloc(10_000_000, 'x')
    expect(await outcomesOf(bytes(first!, '\n', long, '\n', second!, '\n'))).toEqual(MET)
  })

  it('counts a line that was cut, and ends with 1 if that is asked for', async () => {
    const input = bytes(Buffer.alloc(200_000, 'x'), '\n', PAIR)
    const ran = await runSequor(['replay', '-', '--strict'], { input })
    expect(ran.stderr).toContain('1 line longer than 65536 bytes, which was cut there')
    expect(ran.code).toBe(1)
  })

  it('loses nothing beside NUL bytes and invalid UTF-8', async () => {
    const odd = new Uint8Array([0, 0, 0xff, 0xfe, 0xc3, 0x28, 0x0a, 0x80, 0x0a])
    const [first, second] = PAIR.split('\n')
    expect(await outcomesOf(bytes(odd, first!, '\n', odd, second!, '\r\n'))).toEqual(MET)
  })

  it('loses nothing beside a file that is no text', async () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 2654435761) >>> 13)
    const path = temporaryFolder({ 'a.bin': noise, 'b.log': PAIR })
    const ran = await runSequor(['replay', path('a.bin'), path('b.log'), '--format', 'ndjson'])
    expect(recordsOf<Incident>(ran).map(({ outcome }) => outcome)).toEqual(['met'])
    expect(ran.stderr).toContain('a.bin: no line has a code')
    expect(ran.code).toBe(0)
  })

  it('says that an empty file is empty, and ends with 0', async () => {
    const path = temporaryFolder({ 'empty.log': '' })
    const ran = await runSequor(['replay', path('empty.log')])
    expect(ran.stderr).toContain('is empty')
    expect(ran.code).toBe(0)
  })

  it('ends with 1 for a file that is not there, and reads the others', async () => {
    const path = temporaryFolder({ 'b.log': PAIR })
    const ran = await runSequor(['replay', path('none.log'), path('b.log'), '--format', 'ndjson'])
    expect(ran.stderr).toContain('none.log: error: no such file or folder')
    expect(recordsOf<Incident>(ran)).toHaveLength(1)
    expect(ran.code).toBe(1)
  })

  it.each([
    ['bz2', 'bzip2', 'bzcat', 'BZh91AY'],
    ['xz', 'xz', 'xzcat', '\u00fd7zXZ\u0000'],
  ])('names the program that unpacks a .%s file', async (ending, kind, program, magic) => {
    const path = temporaryFolder({ [`a.log.${ending}`]: Buffer.from(magic, 'latin1') })
    const ran = await runSequor(['replay', path(`a.log.${ending}`)])
    expect(ran.stderr).toContain(`is packed by ${kind}, which sequor does not read; unpack it into a pipe: `)
    expect(ran.stderr).toMatch(new RegExp(`\`${program} .*a\\.log\\.${ending} \\| sequor … -\``))
    expect(ran.code).toBe(1)
  })

  it.skipIf(process.getuid?.() === 0)('tells of a file that it may not read', async () => {
    const path = temporaryFolder({ 'secret.log': PAIR })
    chmodSync(path('secret.log'), 0)
    const ran = await runSequor(['replay', path('secret.log')])
    expect(ran.stderr).toContain('no permission')
    expect(ran.code).toBe(1)
  })

  it('shows control characters of a log as text, never to the terminal', async () => {
    const hostile = PAIR.replaceAll('wlc1 Jul', 'wlc1 1: w\u001b[31mlc: Jul').replaceAll(
      'Bad Gateway',
      'Bad \u001b]0;x\u0007 \u202e Gateway',
    )
    const ran = await runSequor(['replay', '-'], { input: hostile })
    for (const char of ['\u001b', '\u0007', '\u202e']) expect(ran.stdout).not.toContain(char)
  })
})

const RULE = `id: a
title: A
events: { failed: { code: A-3-B } }
pattern: { kind: single, event: failed }
outcomes: { fired: { severity: info, summary: "{host}" } }
`

describe('bad rules', () => {
  it('shows all faults of a file at once and runs nothing', async () => {
    const path = temporaryFolder({
      'a.yaml': RULE.replace('severity: info', 'severity: urgent')
        .replace('title: A', 'titel: A')
        .replace('kind: single', 'kind: singel'),
    })
    const ran = await runSequor(['replay', '--rules', path('a.yaml'), '-'], { input: PAIR })
    expect(ran.stderr.match(/a\.yaml:\d+:\d+: error/g)).toHaveLength(3)
    expect(ran.stderr).toContain('did you mean `title`?')
    expect(ran.stdout).toBe('')
    expect(ran.code).toBe(2)
  })

  it('ends with 2 for a folder without rules and for a path that is not there', async () => {
    const path = temporaryFolder({ 'readme.txt': '' })
    const none = await runSequor(['replay', '--rules', path(), '-'])
    expect(none.stderr).toContain('holds no rule files (*.yaml)')
    expect(none.code).toBe(2)
    expect((await runSequor(['test', path('none')])).code).toBe(2)
  })

  it('names both places of an id that is used twice', async () => {
    const path = temporaryFolder({ 'a.yaml': RULE, 'b.yaml': RULE })
    const ran = await runSequor(['check', path()])
    expect(ran.stdout).toMatch(/b\.yaml:1:5: error: the id `a` is used twice/)
    expect(ran.stdout).toMatch(/the first one is at .*a\.yaml:1:5/)
    expect(ran.code).toBe(2)
  })

  it('ends with 1 for warnings if they are denied, else with 0', async () => {
    const path = temporaryFolder({ 'a.yaml': RULE })
    expect((await runSequor(['check', path()])).code).toBe(0)
    expect((await runSequor(['check', path(), '--deny-warnings'])).code).toBe(1)
  })

  it('ends with 1 for a test that fails, and shows what differs', async () => {
    const tests = `tests:
  - name: fires
    events: [{ at: 0s, event: failed, host: h }]
    expect: [{ outcome: fired, host: other, severity: error }]
`
    const path = temporaryFolder({ 'a.yaml': RULE + tests })
    const ran = await runSequor(['test', path()])
    expect(ran.stdout).toContain('severity  error     info')
    expect(ran.stdout).toContain('host      other     h')
    expect(ran.stdout).toContain('0 passed, 1 failed')
    expect(ran.code).toBe(1)
  })
})

describe('bad arguments', () => {
  it.each([
    [['replya'], 'did you mean replay?'],
    [['replay', '--fromat', 'ndjson'], 'did you mean --format?'],
    [['replay', '--format', 'ndjsn'], 'did you mean ndjson?'],
    [['replay', '--format'], '--format needs a value'],
    [['test', '--format', 'json'], 'did you mean ndjson?'],
    [['test', '--rule', 'cisco-slup-http-503'], 'did you mean `cisco-slup-http-502`?'],
    [['test', '--min-coverage', '101'], '--min-coverage 80'],
    [['test', '--test', 'nothing is called so'], 'no test is called'],
    [['replay', '--from', 'yesterday', '-'], 'write it as 2026-07-09T13:15:29Z'],
    [['replay', '--from', '2026-02-30', '-'], 'is no time'],
    [['replay', '--zone', 'Mars/Olympus', '-'], 'is no zone'],
    [['replay', '--year', '26', '-'], 'is no year'],
    [['replay', '--strict=1', '-'], 'takes no value'],
    [['schema', 'rules'], 'sequor schema rule'],
  ])('%j ends with 3 and says what to do', async (args, hint) => {
    const ran = await runSequor(args)
    expect(ran.stderr).toContain(hint)
    expect(ran.stdout).toBe('')
    expect(ran.code).toBe(3)
  })

  it('shows an overview without a command, and help with it', async () => {
    expect((await runSequor([])).code).toBe(3)
    const help = await runSequor(['--help'])
    expect(help.code).toBe(0)
    for (const name of ['replay', 'test', 'check', 'parse', 'schema']) {
      expect(help.stdout).toContain(name)
      const own = await runSequor([name, '--help'])
      expect(own.stdout).toContain(`sequor ${name}`)
      expect(own.stdout.split('\n').length).toBeLessThanOrEqual(48)
      expect(own.code).toBe(0)
    }
  })

  it('ends quietly when the reader of a pipe goes away', async () => {
    const ran = await runSequor(['--version'])
    expect(ran.stdout).toMatch(/^sequor \d+\.\d+\.\d+\n$/)
  })
})

describe('files and folders', () => {
  it('reads the other files of a folder in which one cannot be read', async () => {
    const path = temporaryFolder({ 'a.log': 'no code\n', 'b.log.bz2': 'BZh91AY', 'c.log': PAIR })
    const ran = await runSequor(['replay', path(), '--format', 'ndjson'])
    expect(ran.stderr).toMatch(/b\.log\.bz2: error: is packed by bzip2/)
    expect(recordsOf<Incident>(ran)).toHaveLength(1)
    expect(ran.code).toBe(1)
  })

  it('takes the files of a rotated set for logs of one device', async () => {
    const [first, second] = PAIR.split('\n').map(line => line.split(' wlc1 ')[1]!)
    const path = temporaryFolder({ 'ctl.log.1': `${first}\n`, 'ctl.log': `${second}\n` })
    const ran = await runSequor(['replay', path(), '--year', '2026', '--format', 'ndjson'])
    expect(recordsOf<Incident>(ran)).toMatchObject([{ outcome: 'met', key: { host: 'ctl.log' } }])
  })

  it('reads rules through links, as a mounted ConfigMap shows them, once each', async () => {
    const path = temporaryFolder({ '..2026_07_09/a.yaml': RULE })
    symlinkSync('..2026_07_09', path('..data'))
    symlinkSync('..data/a.yaml', path('a.yaml'))
    const ran = await runSequor(['check', path()])
    expect(ran.stderr).toContain('1 file, 1 rule without errors, 0 errors')
  })

  it('reads a named pipe', async () => {
    const path = temporaryFolder()
    execFileSync('mkfifo', [path('pipe')])
    const writer = spawn('sh', ['-c', 'cat > "$0"', path('pipe')])
    writer.stdin.end(PAIR)
    const ran = await runSequor(['replay', path('pipe'), '--format', 'ndjson'])
    expect(recordsOf<Incident>(ran)).toHaveLength(1)
  })
})
