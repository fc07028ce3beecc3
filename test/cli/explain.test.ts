import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const RULES = `
id: link-down
title: A link stays down
key: [host, port]
group: [host]
suppress: 10m
events:
  down: { code: LINK-3-DOWN, text: to down, extract: 'port (?<port>[a-z0-9/-]+)' }
  up: { code: LINK-3-UP, extract: 'port (?<port>[a-z0-9/-]+)' }
pattern: { kind: expectation, after: down, expect: up, within: 10s }
outcomes:
  met: { severity: info, summary: "{port}" }
  missed: { severity: warning, summary: "{port}", resolve: { on: up } }
---
id: crypto
title: Crypto is not ready
events:
  unready: { code: SAEVT_INIT_CRYPTO, fields: { success: { equals: "False" } } }
  ready: { code: SAEVT_INIT_CRIPTO }
pattern: { kind: expectation, after: unready, expect: ready, within: 30s }
outcomes:
  missed: { severity: warning, summary: "{host}" }
---
id: logins
title: Logins fail
events:
  refused: { code: SEC-4-REFUSED }
  accepted: { code: SEC-6-ACCEPTED }
pattern: { kind: repeat, event: refused, count: 3, within: 1m }
outcomes:
  fired: { severity: error, summary: "{host}", resolve: { on: accepted } }
---
id: reload
title: Reload
suppress: 1h
events:
  reloaded: { code: SYS-5-RELOAD }
pattern: { kind: single, event: reloaded }
outcomes:
  fired: { severity: error, summary: "{host}", resolve: { quiet: 5m } }
`

const down = (time: string, port: string) => `Jul  9 2026 13:${time} sw1: %LINK-3-DOWN: port ${port} changed to down`
const up = (time: string, port: string) => `Jul  9 2026 13:${time} sw1: %LINK-3-UP: port ${port} changed to up`
const noise = (time: string) => `Jul  9 2026 13:${time} sw1: %SYS-5-CONFIG_I: Configured`
const text = (time: string, rest: string) => `Jul  9 2026 13:${time} sw1: ${rest}`

const rulesPath = () => temporaryFolder({ 'rules.yaml': RULES })('rules.yaml')

interface WindowRecord {
  readonly kind: string
  readonly ending: string
  readonly explanation: string
  readonly key: Readonly<Record<string, string>>
  readonly due_at: string | null
  readonly lines: readonly { readonly events: readonly string[]; readonly late_ms: number }[]
  readonly lines_omitted: number
  readonly steps: readonly { readonly reason: string; readonly explanation: string }[]
  readonly incidents: readonly { readonly id: string; first_revision: number; last_revision: number }[]
  readonly other_keys: readonly { readonly explanation: string }[]
}

async function explained(rule: string, lines: readonly string[], ...flags: readonly string[]) {
  const args = ['explain', '--rules', rulesPath(), '--rule', rule, ...flags]
  const pretty = await runSequor([...args, '-'], { input: `${lines.join('\n')}\n` })
  const json = await runSequor([...args, '--format', 'ndjson', '-'], { input: `${lines.join('\n')}\n` })
  const records = recordsOf<WindowRecord>(json)
  return { pretty, json, records, windows: records.filter(({ kind }) => kind === 'window') }
}

describe('sequor explain', () => {
  it('tells after how long a window recovered', async () => {
    const { pretty, windows } = await explained('link-down', [down('00:00.000', 'g1'), up('00:09.979', 'g1')])
    expect(windows).toMatchObject([{ ending: 'met', explanation: 'recovered after 9.979s: `up` came within 10s' }])
    expect(pretty.stdout).toContain('=> recovered after 9.979s: `up` came within 10s')
    expect(pretty.code).toBe(0)
  })

  it('tells by how much an answer was too late, and which revisions came of it', async () => {
    const lines = [down('00:00.000', 'g1'), up('00:10.021', 'g1')]
    const { pretty, windows } = await explained('link-down', lines)
    const explanation = 'missed by 0.021s: `up` came after 10.021s, the bound is 10s'
    expect(windows).toMatchObject([{ ending: 'recovered', explanation }])
    expect(pretty.stdout).toContain(`=> ${explanation}`)
    const args = ['replay', '--rules', rulesPath(), '--format', 'ndjson', '-']
    const replayed = await runSequor(args, { input: `${lines.join('\n')}\n` })
    const ids = new Set(recordsOf<Incident>(replayed).map(({ id }) => id))
    expect(windows[0]!.incidents).toEqual([{ id: [...ids][0], first_revision: 1, last_revision: 2 }])
  })

  it('tells that the key differed, and in which field', async () => {
    const lines = [down('00:00.000', 'g1'), up('00:04.000', 'g-1'), noise('01:00.000')]
    const { pretty, windows } = await explained('link-down', lines, '--key', 'port=g1')
    expect(windows).toMatchObject([
      {
        ending: 'open',
        explanation: 'still open at the end of the log: no `up` came',
        other_keys: [{ explanation: 'key differed (`port` g1 != g-1): `up` came after 4s' }],
      },
    ])
    expect(pretty.stdout).toMatch(/key differed \(`port` g1 != g-1\): `up` came after 4s, -:2 \(offset 68\)/)
  })

  it('does not blame a line that had a window of its own', async () => {
    const lines = [down('00:00.000', 'g1'), down('00:01.000', 'g2'), up('00:04.000', 'g2'), noise('01:00.000')]
    const { windows } = await explained('link-down', lines, '--key', 'port=g1')
    expect(windows).toMatchObject([{ other_keys: [] }])
  })

  it('tells which incident suppressed a window', async () => {
    const lines = [down('00:00.000', 'g1'), up('00:20.000', 'g1'), down('05:00.000', 'g1'), up('05:30.000', 'g1')]
    const { pretty, windows } = await explained('link-down', lines)
    const { id } = windows[0]!.incidents[0]!
    expect(windows[1]).toMatchObject({ ending: 'recovered', incidents: [] })
    expect(windows[1]!.explanation).toBe(
      `missed by 20s: \`up\` came after 30s, the bound is 10s; suppressed by incident ${id}, which opened at most 10m before`,
    )
    expect(pretty.stdout).toContain(`suppressed by incident ${id}`)
  })

  it('tells which incident suppressed a line that fires by itself', async () => {
    const lines = [text('00:00.000', '%SYS-5-RELOAD: now'), text('30:00.000', '%SYS-5-RELOAD: again')]
    const { windows } = await explained('reload', lines)
    expect(windows.map(({ ending }) => ending)).toEqual(['quiet', 'suppressed'])
    expect(windows[0]!.explanation).toBe('quiet: nothing more came for 5m')
    expect(windows[1]!.explanation).toMatch(/^suppressed by incident [0-9a-f]{32}, which opened at most 1h before$/)
  })

  it('tells how late a record was, and that it would have been in time', async () => {
    const at = (second: string) => `2026-07-09T13:00:${second}Z`
    const records = [
      { value: `<189>${down('00:00.000', 'g1')}`, arrival: at('00') },
      { value: `<189>${noise('01:00.000')}`, arrival: '2026-07-09T13:01:00Z' },
      { value: `<189>${up('00:09.000', 'g1')}`, arrival: at('56') },
    ]
    const lines = records.map(record => JSON.stringify(record))
    const { pretty, windows } = await explained('link-down', lines, '--input', 'ndjson')
    expect(windows).toMatchObject([{ ending: 'late_evidence', lines: [{ late_ms: 0 }, { late_ms: 4000 }] }])
    expect(windows[0]!.explanation).toBe(
      'in time after all: `up` came within 10s, after 9s, but arrived 47s after its stamp, when the absence had been declared, late by 4s',
    )
    expect(pretty.stdout).toContain('late by 4s')
  })

  it('tells the same of records as of the lines of a file', async () => {
    const lines = [down('00:00.000', 'g1'), down('00:02.000', 'g2'), up('00:12.000', 'g1'), up('00:14.000', 'g2')]
    const records = lines.map(line => {
      return JSON.stringify({ value: line, arrival: `2026-07-09T${/13:\d\d:\d\d/.exec(line)![0]}Z` })
    })
    const comparable = ({ windows }: { readonly windows: readonly WindowRecord[] }) =>
      windows.map(({ explanation, incidents, steps }) => ({ explanation, incidents, steps }))
    const ofRecords = comparable(await explained('link-down', records, '--input', 'ndjson'))
    expect(ofRecords).toHaveLength(2)
    expect(ofRecords).toEqual(comparable(await explained('link-down', lines)))
  })

  it('tells what the nearest line of an event lacks where no window ever began', async () => {
    const lines = [text('00:00.000', '%LINK-3-DOWN: port g1 changed to Down'), up('00:05.000', 'g1')]
    const { pretty, records } = await explained('link-down', lines)
    expect(pretty.stdout).toContain('never began: no line matched `down`')
    expect(pretty.stdout).toContain('LINK-3-DOWN: port g1 changed to Down\n      text does not contain "to down"')
    expect(records).toContainEqual(
      expect.objectContaining({
        kind: 'event',
        event: 'down',
        matched: 0,
        nearly_matched: 1,
        nearest: [expect.objectContaining({ lacks: ['text does not contain "to down"'] })],
      }),
    )
  })

  it('tells which field differs, and the nearest code where no line has the code', async () => {
    const { pretty } = await explained('crypto', ['2026-07-09 13:15:29.902 UTC SAEVT_INIT_CRYPTO success="True"'])
    expect(pretty.stdout).toContain('never began: no line matched `unready`')
    expect(pretty.stdout).toContain('field `success` is "True", not "False"')
    expect(pretty.stdout).toContain('no line has the code SAEVT_INIT_CRIPTO; the nearest is SAEVT_INIT_CRYPTO (1 line)')
  })

  it('tells how many lines counted where a count was never reached', async () => {
    const refused = (time: string) => text(time, '%SEC-4-REFUSED: login')
    const lines = [refused('00:00.000'), refused('00:30.000'), noise('10:00.000')]
    const { windows } = await explained('logins', lines)
    expect(windows).toMatchObject([
      { ending: 'faded', explanation: 'never reached the count: at most 2 of 3 lines within 1m' },
    ])
    const ended = await explained('logins', [refused('00:00.000'), text('00:10.000', '%SEC-6-ACCEPTED: login')])
    expect(ended.windows).toMatchObject([
      { explanation: 'ended by `accepted` after 10s: at most 1 of 3 lines within 1m' },
    ])
  })

  it('names the deadline of a window that the end of the log leaves undecided', async () => {
    const { windows, pretty } = await explained('link-down', [down('00:00.000', 'g1')])
    expect(windows).toMatchObject([{ ending: 'undecided', due_at: '2026-07-09T13:00:10.000Z' }])
    expect(pretty.stdout).toContain('undecided: the log ends before the deadline at 2026-07-09 13:00:10.000Z')
    const until = await explained('link-down', [down('00:00.000', 'g1')], '--until', '2026-07-09T13:01:00Z')
    expect(until.windows).toMatchObject([{ ending: 'open', incidents: [{ first_revision: 1 }] }])
  })

  it('tells of lines that lack a field of the key, and of those that came twice', async () => {
    const twice = down('00:00.000', 'g1')
    const { pretty } = await explained('link-down', [twice, twice, text('00:01.000', '%LINK-3-UP: Port?')])
    expect(pretty.stdout).toContain('is a line that came before: it counts once')
    expect(pretty.stdout).toContain(
      '1 line of the rule without `port`, by which its windows are kept; the first is -:3 (offset 136): Port?',
    )
  })

  it('takes a part of the key, and names the nearest where none came', async () => {
    const lines = [down('00:00.000', 'g1'), up('00:05.000', 'g1'), down('01:00.000', 'g2')]
    expect((await explained('link-down', lines, '--key', 'host=sw1')).windows).toHaveLength(2)
    expect((await explained('link-down', lines, '--key', 'host=sw1', '--key', 'port=g2')).windows).toHaveLength(1)
    const { pretty, windows } = await explained('link-down', lines, '--key', 'host=swl')
    expect(windows).toEqual([])
    expect(pretty.stdout).toContain('never began for host=swl: no line matched `down`')
    expect(pretty.stdout).toContain('no line of the rule has host=swl; did you mean host=sw1?')
    expect(pretty.stdout).toContain('keys that came:\n    host=sw1 port=g1\n    host=sw1 port=g2')
  })

  it('keeps few lines of a long window and says how many it left out', async () => {
    const lines = Array.from({ length: 50 }, (_, second) => down(`00:${String(second).padStart(2, '0')}.000`, 'g1'))
    const { pretty, windows } = await explained('link-down', lines)
    expect(windows).toMatchObject([{ lines_omitted: 40 }])
    expect(windows[0]!.lines).toHaveLength(10)
    expect(pretty.stdout).toContain('… 40 lines more')
  })

  it('lets nothing of a log reach the terminal unescaped', async () => {
    const { pretty } = await explained('link-down', [
      text('00:00.000', '%LINK-3-DOWN: port g1 \u001b[31m changed to down'),
      text('00:01.000', '%LINK-3-DOWN: port g1 \u001b[31m changed to Down'),
      text('00:02.000', '%LINK-3-UP: Port \u001b[31m'),
    ])
    expect(pretty.stdout).not.toContain('\u001b')
    expect(pretty.stdout.match(/\\u\{1b\}/g)?.length).toBe(3)
  })

  it('ends with 2 for a rule that there is not, with the nearest', async () => {
    const { pretty } = await explained('link-dwn', [])
    expect(pretty).toMatchObject({ code: 2, stdout: '' })
    expect(pretty.stderr).toContain('no rule has the id `link-dwn`\nhint: did you mean `link-down`?')
  })

  it.each([
    [['--key', 'prot=g1'], '--key: `prot` is no field of the rule', 'did you mean `port`?'],
    [['--key', 'port'], '--key: `port` names no value', '--key port=VALUE'],
    [['--key', 'port=a', '--key', 'port=b'], '--key: `port` is given twice', ''],
  ])('ends with 3 for %s', async (flags, message, hint) => {
    const { pretty } = await explained('link-down', [], ...flags)
    expect(pretty).toMatchObject({ code: 3, stdout: '' })
    expect(pretty.stderr).toContain(message)
    expect(pretty.stderr).toContain(hint)
  })

  it('ends with 3 where no rule is named, and with 1 for what is no file or no record', async () => {
    expect(await runSequor(['explain', '-'])).toMatchObject({ code: 3 })
    expect((await explained('link-down', ['{}'], '--input', 'ndjson')).pretty).toMatchObject({ code: 1 })
    const args = ['explain', '--rules', rulesPath(), '--rule', 'link-down', 'none.log']
    expect(await runSequor(args)).toMatchObject({ code: 1 })
  })
})
