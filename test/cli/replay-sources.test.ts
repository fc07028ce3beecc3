import { fileURLToPath } from 'node:url'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { type Ran, recordsOf, runSequor } from '../support/run-sequor.ts'
import { seededChance } from '../support/seeded-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FAILED =
  '%SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart License Utility (CSLU) : HTTP Server Error 502: Bad Gateway'
const RESTORED = '%SMART_LIC-5-COMM_RESTORED: Communications with Cisco Smart License Utility (CSLU) restored'
const NOISE = '%SYS-5-CONFIG_I: Configured from console by netops on vty0 (192.0.2.7)'
const RULES = fileURLToPath(new URL('../../rules/cisco-slup', import.meta.url))
const FLAGS = ['--rules', RULES, '--host', 'wlc1', '--format', 'ndjson']

function line(ms: number, text: string): string {
  return `${new Date(Date.UTC(2026, 6, 9) + ms).toISOString()} wlc1 ${text}\n`
}

/** A log of some hours with faults, most of which are over in time. */
function logOf(seed: number): readonly string[] {
  const chance = seededChance(seed)
  const lines: string[] = []
  for (let ms = 0; ms < 7_200_000; ms += chance.between(200, 60_000)) {
    lines.push(line(ms, [FAILED, RESTORED, NOISE, NOISE][chance.between(0, 3)]!))
  }
  return lines
}

/** Incidents without what names the files. */
function told(ran: Ran) {
  return recordsOf<Incident>(ran).map(({ events, ...incident }) => ({
    ...incident,
    events: events.map(({ origin: _, ...event }) => event),
  }))
}

async function replayed(...args: readonly string[]) {
  const ran = await runSequor(['replay', ...args, ...FLAGS])
  expect(ran.stderr).not.toContain('error:')
  return told(ran)
}

describe('sequor replay finds the same', () => {
  it('in one file, in a rotated set that is packed in several ways, and in standard input', async () => {
    const lines = logOf(1)
    const [a, b, c] = [0, 1, 2].map(part =>
      lines.slice((part * lines.length) / 3, ((part + 1) * lines.length) / 3).join(''),
    )
    const path = temporaryFolder({
      'one/x.log': lines.join(''),
      'set/x.log.2.gz': gzipSync(a!),
      'set/x.log.1': zstdCompressSync(b!),
      'set/x.log': c!,
    })
    const one = await replayed(path('one'))
    expect(one.length).toBeGreaterThan(20)
    expect(await replayed(path('set'))).toEqual(one)
    const ran = await runSequor(['replay', '-', ...FLAGS], { input: gzipSync(lines.join('')) })
    expect(told(ran)).toEqual(one)
  })

  it('in one file and in hundreds that overlap in time', async () => {
    const lines = logOf(2)
    const dealt: Record<string, string> = {}
    lines.forEach((text, index) => {
      const name = `many/${(index * 7) % 300}.log`
      dealt[name] = (dealt[name] ?? '') + text
    })
    const path = temporaryFolder({ 'one.log': lines.join(''), ...dealt })
    const one = await replayed(path('one.log'))
    expect(one.length).toBeGreaterThan(20)
    expect(await replayed(path('many'))).toEqual(one)
  })

  it('in lines and in the records that hold them', async () => {
    const lines = logOf(3)
    const records = lines.map(text => `${JSON.stringify({ value: text.trimEnd(), arrival: text.split(' ')[0] })}\n`)
    const path = temporaryFolder({ 'x.log': lines.join(''), 'x.ndjson': records.join('') })
    const ids = (found: readonly { id: string; revision: number }[]) =>
      found.map(({ id, revision }) => `${id}:${revision}`)
    expect(ids(await replayed(path('x.ndjson'), '--input', 'ndjson'))).toEqual(ids(await replayed(path('x.log'))))
  })
})

describe('the files of a set', () => {
  it('are named in the lines of incidents, each with its own offsets', async () => {
    const path = temporaryFolder({
      'x.log.1.gz': gzipSync(line(0, NOISE) + line(1_000, FAILED)),
      'x.log': line(11_000, RESTORED) + line(30_000, NOISE),
    })
    const ran = await runSequor(['replay', path('x.log'), path('x.log.1.gz'), ...FLAGS])
    expect(recordsOf<Incident>(ran)[0]!.events.map(({ origin }) => origin)).toEqual([
      { topic: path('x.log.1.gz'), partition: 0, offset: String(line(0, NOISE).length), line: 2 },
      { topic: path('x.log'), partition: 0, offset: '0', line: 1 },
    ])
  })

  it('have one year, which is that of the first', async () => {
    const yearless = (month: string, text: string) => `${month} 31 23:59:59.000: ${text}\n`
    const path = temporaryFolder({
      'x.log.1': yearless('Dec', NOISE),
      'x.log': `Jan  1 00:00:10.000: ${FAILED}\nJan  1 00:00:11.000: ${RESTORED}\n`,
    })
    const ran = await runSequor(['replay', path(), '--year', '2024', ...FLAGS])
    expect(recordsOf<Incident>(ran)).toMatchObject([{ opened_at: '2025-01-01T00:00:10.000Z' }])
  })
})

describe('folders', () => {
  it('are read with all below them, or only what fits --include', async () => {
    const pair = line(0, FAILED) + line(5_000, RESTORED)
    const path = temporaryFolder({ 'a/x.log': pair, 'b/c/y.log': pair, 'b/notes.txt': pair })
    const read = async (...args: readonly string[]) => {
      const { stderr } = await runSequor(['replay', path(), ...args, '--rules', RULES])
      return /^(\d+) lines/m.exec(stderr)![1]
    }
    expect(await read()).toBe('6')
    expect(await read('--include', '*.log')).toBe('4')
    expect(await read('--include', 'b/**', '--include', 'a/*')).toBe('6')
    const none = await runSequor(['replay', path(), '--include', '*.gz'])
    expect(none.stderr).toContain('holds no file that fits --include *.gz')
    expect(none.code).toBe(1)
  })

  it('with a broken gzip in their middle are read on, and the place is told', async () => {
    const [first, second] = [logOf(4).join(''), line(0, FAILED) + line(20_000, NOISE)]
    const packed = gzipSync(first)
    const path = temporaryFolder({
      'a.log': second,
      'b.log.gz': packed.subarray(0, packed.length - 100),
      'c.log': second,
    })
    const ran = await runSequor(['replay', path(), ...FLAGS])
    expect(ran.stderr).toMatch(/b\.log\.gz:\d\d\d?: error: its gzip data is cut off; the \d+ lines before that count/)
    expect(ran.code).toBe(1)
    const { length } = first.split('\n')
    const [, lines] = /b\.log\.gz:(\d+):/.exec(ran.stderr)!
    expect(Number(lines)).toBeLessThan(length)
    expect(Number(lines)).toBeGreaterThan(length / 2)
    const names = recordsOf<Incident>(ran).flatMap(({ events }) => events.map(({ origin }) => origin.topic))
    expect(new Set(names).size).toBeGreaterThanOrEqual(2)
  })
})
