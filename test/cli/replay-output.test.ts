import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { topicUse } from '../../src/app/live-topic.ts'
import { runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/wlc-site.log', import.meta.url))

it.each(['pretty', 'ndjson', 'junit'])('writes to a file as %s what it would print', async format => {
  const path = temporaryFolder({ out: 'what stood there before, and is longer than anything\n'.repeat(10_000) })
  const printed = await runSequor(['replay', EXAMPLE, '--format', format])
  const written = await runSequor(['replay', EXAMPLE, '--format', format, '--output', path('out')])
  expect(written).toEqual({ code: 0, stdout: '', stderr: printed.stderr })
  expect(readFileSync(path('out'), 'utf8')).toBe(printed.stdout)
})

it('does not write over a log that it reads, by whatever name', async () => {
  const path = temporaryFolder({ 'x.log': 'a line\n' })
  const ran = await runSequor(['replay', path('x.log'), '--output', path('./x.log')])
  expect(ran.stderr).toContain('is one of the logs')
  expect(ran.code).toBe(3)
  expect(readFileSync(path('x.log'), 'utf8')).toBe('a line\n')
})

it('says that it cannot write where there is no folder', async () => {
  const path = temporaryFolder()
  const ran = await runSequor(['replay', EXAMPLE, '--output', path('none/out')])
  expect(ran.stderr).toMatch(/none\/out: no such file or folder/)
  expect(ran.code).toBe(4)
})

it.each([
  [['--output-topic', 'site.incidents'], 'add --publish'],
  [['--output-topic', 'site.incidents.rule.x'], 'add --publish'],
  [['--output-topic', 'site.incidents.state', '--publish'], 'sequor keeps for itself'],
  [['--output-topic', 'site.matches-g1', '--publish'], 'sequor keeps for itself'],
  [['--publish'], '--publish without a topic'],
  [['--output-topic', 'x', '--output', 'y'], 'both --output and --output-topic'],
  [['--output-topic', 'x', '--set', 'lines.topics=x'], 'x is a topic of lines'],
])('refuses %j before anything is read or written', async (flags, told) => {
  const ran = await runSequor(['replay', EXAMPLE, '--kafka', '127.0.0.1:9', ...flags])
  expect(ran.stderr).toContain(told)
  expect(ran.code).toBe(3)
})

it('takes a topic of another name for nobody’s', () => {
  expect(topicUse('incidents-of-july')).toBe('other')
  expect(topicUse('a.incidents')).toBe('incidents')
  expect(topicUse('a.control')).toBe('internal')
})
