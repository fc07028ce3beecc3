import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runSequor } from '../support/run-sequor.ts'
import { seededChance } from '../support/seeded-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const MAIN = fileURLToPath(new URL('../../src/sequor.js', import.meta.url))
const RULES = fileURLToPath(new URL('../../rules/cisco-slup', import.meta.url))
const TEXTS = [
  '%SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart License Utility (CSLU) : HTTP Server Error 502: Bad Gateway',
  '%SMART_LIC-5-COMM_RESTORED: Communications with Cisco Smart License Utility (CSLU) restored',
  '%SYS-5-CONFIG_I: Configured from console by netops on vty0 (192.0.2.7)',
]

/** A log that takes some seconds: most of its lines are events. */
function logOf(seed: number, lines: number): string {
  const chance = seededChance(seed)
  let ms = Date.UTC(2026, 6, 9)
  return Array.from({ length: lines }, () => {
    ms += chance.between(1, 3_000)
    return `${new Date(ms).toISOString()} wlc${chance.between(1, 40)} ${chance.pick(TEXTS)}\n`
  }).join('')
}

/** Runs a command and sends it a signal once it has written something. Gives its exit code. */
async function interrupted(args: readonly string[], out: string, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  await waitUntil('something is written', 20_000, () => existsSync(out) && readFileSync(out).length > 100_000)
  child.kill(signal)
  return { code: await ended, stderr }
}

describe('replay --checkpoint', () => {
  it('ends with 130 at Ctrl-C, and then goes on to the same output, of a set of packed files too', async () => {
    const path = temporaryFolder({
      'logs/a.log.1.gz': gzipSync(logOf(1, 60_000)),
      'logs/a.log': logOf(2, 60_000),
      'logs/b.log': logOf(3, 100_000),
    })
    const flags = ['replay', '--rules', RULES, '--format', 'ndjson', path('logs')]
    const whole = await runSequor([...flags, '--output', path('whole')])
    const command = [...flags, '--output', path('parts'), '--checkpoint', path('state')]
    const first = await interrupted(command, path('parts'), 'SIGINT')
    expect(first.code).toBe(130)
    expect(first.stderr).toContain('has stopped: the same command goes on from here')
    const part = readFileSync(path('parts'))
    expect(part.length).toBeLessThan(readFileSync(path('whole')).length)
    // What was written behind the checkpoint, as by a process that was killed, is written again.
    writeFileSync(path('parts'), Buffer.concat([part, Buffer.from('{"a line that is cut')]))
    const second = await runSequor(command)
    expect(second).toEqual(whole)
    expect(readFileSync(path('parts')).equals(readFileSync(path('whole')))).toBe(true)
    expect(existsSync(path('state'))).toBe(false)
  })

  it('refuses to go on with other arguments, other logs, or what is no checkpoint', async () => {
    const path = temporaryFolder({ 'x.log': logOf(1, 150_000), broken: '{' })
    const flags = ['replay', '--rules', RULES, '--format', 'ndjson', path('x.log'), '--output', path('out')]
    const command = [...flags, '--checkpoint', path('state')]
    expect((await interrupted(command, path('out'), 'SIGTERM')).code).toBe(130)
    const kept = readFileSync(path('out'))
    writeFileSync(path('out'), 'shorter')
    const shorter = await runSequor(command)
    expect(shorter.stderr).toContain('is shorter than when the replay was stopped')
    writeFileSync(path('out'), kept)
    const others = await runSequor([...command, '--from', '2026-01-01'])
    expect(others.stderr).toContain('is of other arguments')
    writeFileSync(path('x.log'), logOf(2, 100))
    const changed = await runSequor(command)
    expect(changed.stderr).toContain('is of other logs, or these have changed')
    const broken = await runSequor([...flags, '--checkpoint', path('broken')])
    expect(broken.stderr).toContain('is no checkpoint')
    expect([others.code, changed.code, broken.code]).toEqual([3, 3, 3])
  })

  it.each([
    ['without --output', ['x.log', '--format', 'ndjson'], 'needs --output FILE'],
    ['for a report', ['x.log', '--format', 'junit', '--output', 'out'], 'needs --output FILE'],
    ['for a pipe', ['-', '--output', 'out'], 'is for files of lines'],
    ['for records', ['x.log', '--input', 'ndjson', '--output', 'out'], 'is for files of lines'],
  ])('is refused %s', async (_, args, told) => {
    const path = temporaryFolder({ 'x.log': '' })
    const ran = await runSequor(['replay', ...args, '--checkpoint', 'state'], { cwd: path() })
    expect(ran.stderr).toContain(told)
    expect(ran.code).toBe(3)
  })
})
