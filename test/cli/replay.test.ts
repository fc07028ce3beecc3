import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/wlc-site.log', import.meta.url))
const EXPECTED = fileURLToPath(new URL('../../examples/wlc-site.expected.json', import.meta.url))

const FAILED =
  'Jul  9 13:15:29.902: %SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart License Utility (CSLU) : HTTP Server Error 502: Bad Gateway'
const RESTORED =
  'Jul  9 13:15:39.881: %SMART_LIC-5-COMM_RESTORED: Communications with Cisco Smart License Utility (CSLU) restored'
const NOISE = 'Jul  9 13:20:00.000: %SYS-5-CONFIG_I: Configured from console by netops on vty0 (192.0.2.7)'

/** The last revision of each incident, in order of opening. */
function lastOf(incidents: readonly Incident[]): readonly Incident[] {
  return [...new Map(incidents.map(incident => [incident.id, incident])).values()]
}

describe('sequor replay', () => {
  it('finds in the bundled log exactly what stands beside it', async () => {
    const ran = await runSequor(['replay', EXAMPLE, '--format', 'ndjson'])
    const found = lastOf(recordsOf<Incident>(ran)).map(incident => ({
      rule: incident.rule.id,
      ...(incident.key['host'] === undefined ? {} : { host: incident.key['host'] }),
      outcome: incident.outcome,
      state: incident.state,
      resolution: incident.resolution,
      elapsed_ms: incident.elapsed_ms,
    }))
    const expected = JSON.parse(readFileSync(EXPECTED, 'utf8')) as (typeof found)[number][]
    const comparable = found.map((incident, index) =>
      expected[index]?.elapsed_ms === null ? { ...incident, elapsed_ms: null } : incident,
    )
    expect(comparable).toEqual(expected)
    expect(ran.code).toBe(0)
  })

  it('reads a log from standard input', async () => {
    const ran = await runSequor(['replay', '-', '--year', '2026', '--host', 'wlc1', '--format', 'ndjson'], {
      input: `${FAILED}\n${RESTORED}\n`,
    })
    expect(recordsOf<Incident>(ran)).toMatchObject([
      { outcome: 'met', key: { host: 'wlc1' }, opened_at: '2026-07-09T13:15:29.902Z', elapsed_ms: 9979, replay: true },
    ])
  })

  it('says that an end of the log proves no absence', async () => {
    const ran = await runSequor(['replay', '-', '--year', '2026'], { input: `${FAILED}\n` })
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain('undecided: cisco-slup-http-502')
    expect(ran.code).toBe(0)
  })

  it('declares the absence when noise has passed its deadline', async () => {
    const ran = await runSequor(['replay', '-', '--year', '2026', '--format', 'ndjson'], {
      input: `${FAILED}\n${NOISE}\n`,
    })
    expect(recordsOf<Incident>(ran)).toMatchObject([{ outcome: 'missed', opened_at: '2026-07-09T13:15:39.902Z' }])
  })

  it('declares the absence up to --until', async () => {
    const until = (time: string) =>
      runSequor(['replay', '-', '--year', '2026', '--until', time], { input: `${FAILED}\n` })
    expect((await until('2026-07-09T13:15:39.902Z')).stdout).toBe('')
    expect((await until('2026-07-09T13:15:39.903Z')).stdout).toContain('opened')
  })

  it('takes the clock of a show preamble as the end of the log', async () => {
    const preamble = 'Time source is NTP, 13:20:00.000 UTC Thu Jul 9 2026'
    const ran = await runSequor(['replay', '-', '--year', '2026'], { input: `${preamble}\n${FAILED}\n` })
    expect(ran.stdout).toContain('opened')
  })

  it('correlates over several files, whichever order they are named in', async () => {
    const path = temporaryFolder({ 'a.log': `${FAILED}\n`, 'b.log': `${RESTORED}\n${NOISE}\n` })
    const replayed = async (names: readonly string[]) => {
      const ran = await runSequor([
        'replay',
        ...names.map(path),
        '--host',
        'wlc1',
        '--year',
        '2026',
        '--format',
        'ndjson',
      ])
      return recordsOf<Incident>(ran).map(({ outcome, elapsed_ms, id }) => ({ outcome, elapsed_ms, id }))
    }
    const one = await replayed(['a.log', 'b.log'])
    expect(one).toMatchObject([{ outcome: 'met', elapsed_ms: 9979 }])
    expect(await replayed(['b.log', 'a.log'])).toEqual(one)
    expect(await replayed([''])).toEqual(one)
  })

  it('chooses incidents by when they opened', async () => {
    const ran = await runSequor(['replay', EXAMPLE, '--from', '2026-01-02', '--to', '2026-01-03', '--format', 'ndjson'])
    expect(lastOf(recordsOf<Incident>(ran)).map(({ rule }) => rule.id)).toEqual([
      'cisco-slup-crypto-init',
      'cisco-slup-dns-failed',
      'cisco-slup-report-refused',
      'cisco-slup-gone-silent',
    ])
  })

  it('ends with 1 for an incident of the level that must not be, and only then', async () => {
    expect((await runSequor(['replay', EXAMPLE, '--fail-on', 'error'])).code).toBe(1)
    expect((await runSequor(['replay', EXAMPLE, '--fail-on', 'critical'])).code).toBe(0)
  })

  it('writes a JUnit report', async () => {
    const ran = await runSequor(['replay', EXAMPLE, '--format', 'junit'])
    expect(ran.stdout).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="sequor replay" tests="17" failures="10">/,
    )
  })

  it('warns of an assumed year and names the flag', async () => {
    const ran = await runSequor(['replay', '-'], { input: `${FAILED}\n${RESTORED}\n` })
    expect(ran.stderr).toContain('--year')
  })

  it('reads whole-zone names and offsets', async () => {
    const opened = async (zone: string) => {
      const ran = await runSequor(['replay', '-', '--year', '2026', '--zone', zone, '--format', 'ndjson'], {
        input: `${FAILED}\n${RESTORED}\n`,
      })
      return recordsOf<Incident>(ran)[0]?.opened_at
    }
    expect(await opened('Europe/Berlin')).toBe('2026-07-09T11:15:29.902Z')
    expect(await opened('-05:00')).toBe('2026-07-09T18:15:29.902Z')
  })
})
