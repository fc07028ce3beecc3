import { describe, expect, it } from 'vitest'
import { DEFAULT_LAYOUT } from '../../../src/core/match.ts'
import { compileRules } from '../../../src/core/rule-set.ts'
import { parse } from '../syslog/parse.ts'
import { loaded, ruleText } from './rule-text.ts'

/** Which of some lines are the event `failed` of a rule that describes it so. */
function fitting(description: string, lines: readonly string[], arrival?: number): readonly number[] {
  const { rule } = loaded(ruleText(['{ code: A-1-FAILED }', description]))
  const set = compileRules([rule])
  return lines.flatMap((line, index) => {
    const event = parse(line, { host: 'wlc1', ...(arrival === undefined ? {} : { arrivalMs: arrival }) })
    return set.fits(event, DEFAULT_LAYOUT).length > 0 ? [index] : []
  })
}

const STAMP = 'Jul  9 2026 13:15:29.902:'
const said = (text: string, code = 'A-1-FAILED') => `${STAMP} %${code}: ${text}`

describe('a description of lines', () => {
  it('takes severities as a number, a list or bounds', () => {
    const lines = ['A-0-X', 'A-3-X', 'A-4-X', 'A-7-X', 'SAEVT_X'].map(code => said('a="b"', code))
    expect(fitting("{ code: '*', severity: 3 }", lines)).toEqual([1])
    expect(fitting("{ code: '*', severity: [7, 0] }", lines)).toEqual([0, 3])
    expect(fitting("{ code: '*', severity: { lte: 4, gt: 0 } }", lines)).toEqual([1, 2])
    expect(fitting("{ code: '*', severity: { lt: 4, gte: 3 } }", lines)).toEqual([1])
  })

  it('takes processes and nodes by name, and no line without one', () => {
    const lines = [said('Chassis 1 R0/0: wncd: lost'), said('Chassis 2 R0/0: smand: lost'), said('lost')]
    expect(fitting('{ code: A-1-FAILED, process: wncd }', lines)).toEqual([0])
    expect(fitting('{ code: A-1-FAILED, process: { none: [wncd] } }', lines)).toEqual([1])
    expect(fitting('{ code: A-1-FAILED, node: { contains: "2 R0" } }', lines)).toEqual([1])
  })

  it('compares numbers digit by digit, and no text that is none', () => {
    const lines = ['9007199254740992', '9007199254740993', '-1', '0.5', 'none', '90%', '1e3'].map(used =>
      said(`{"used": "${used}"}`),
    )
    const fields = (bounds: string) => fitting(`{ code: A-1-FAILED, fields: { used: ${bounds} } }`, lines)
    expect(fields('{ gt: "9007199254740992" }')).toEqual([1])
    expect(fields('{ gte: "9007199254740992" }')).toEqual([0, 1])
    expect(fields('{ lt: 0.5 }')).toEqual([2])
    expect(fields('{ lte: 0.5, gt: -1 }')).toEqual([3])
  })

  it('compares what it extracts', () => {
    const lines = [said('3 packets lost'), said('300 packets lost'), said('no packets lost')]
    const extract = "extract: '(?P<packets>\\d+) packets'"
    expect(fitting(`{ code: A-1-FAILED, ${extract}, fields: { packets: { gte: 100 } } }`, lines)).toEqual([1])
    expect(fitting(`{ code: A-1-FAILED, ${extract}, not: { fields: { packets: { lt: 100 } } } }`, lines)).toEqual([
      1, 2,
    ])
  })

  it('minds no case if it is told so, in each part', () => {
    const lines = [said('Peer LOST'), said('peer lost'), said('Peer gone')]
    const text = (condition: string) => fitting(`{ code: A-1-FAILED, text: { ${condition} } }`, lines)
    expect(text('contains: Lost')).toEqual([])
    expect(text('contains: Lost, ignore_case: true')).toEqual([0, 1])
    expect(text('all: [PEER, gone], ignore_case: true')).toEqual([2])
    expect(text('none: [LOST], ignore_case: true')).toEqual([2])
    expect(text('equals: PEER LOST, ignore_case: true')).toEqual([0, 1])
    expect(text('matches: "^PEER (lost|up)$", ignore_case: true')).toEqual([0, 1])
    expect(fitting('{ code: A-1-FAILED, host: { equals: WLC1, ignore_case: true } }', lines)).toEqual([0, 1, 2])
  })

  it('leaves out what fits one of those that it is not', () => {
    const lines = [
      said('Chassis 1 R0/0: wncd: lost'),
      said('Chassis 1 R0/0: smand: lost'),
      said('lost'),
      said('lost', 'A-2-FAILED'),
    ]
    expect(fitting("{ code: 'A-*', not: { process: wncd } }", lines)).toEqual([1, 2, 3])
    expect(fitting("{ code: 'A-*', not: [{ process: wncd }, { code: A-2-FAILED }] }", lines)).toEqual([1, 2])
    expect(fitting("{ code: 'A-*', not: { process: smand, text: gone } }", lines)).toEqual([0, 1, 2, 3])
    expect(fitting("{ code: 'A-*', not: { severity: { lte: 1 }, text: lost } }", lines)).toEqual([3])
  })

  it('tells the time by the line if it is believed, else by the arrival', () => {
    const arrival = Date.UTC(2026, 6, 9, 13, 15, 30)
    const at = (stamp: string) => `${stamp}: %A-1-FAILED: lost`
    // A Thursday, on which Berlin is two hours ahead; the clock with `*` was never set, the last one is too old.
    const lines = [
      'Jul  9 2026 13:15:29.902',
      '*Jul  9 2026 13:15:29.902',
      'Jul  9 2026 02:00:00.000',
      'May  9 2026 02:00:00.000',
    ]
    const times = (when: string) => fitting(`{ code: A-1-FAILED, when: { ${when} } }`, lines.map(at), arrival)
    expect(times('inside: Thu 13:15-13:16')).toEqual([0, 1, 3])
    expect(times('inside: 13:00-16:00, outside: Fri')).toEqual([0, 1, 3])
    expect(times('inside: 00:00-06:00')).toEqual([2])
    expect(times('inside: [Thu 15:00-15:30, Fri], zone: Europe/Berlin')).toEqual([0, 1, 3])
    expect(times("outside: 'Mon-Fri 07:00-19:00', zone: Europe/Berlin")).toEqual([2])
  })

  it('takes lines of any code, and lines without one, by a piece of their text', () => {
    const lines = [said('clock lost'), said('clock lost', 'SYS-5-X'), 'NTP core: clock lost', 'NTP core: clock set']
    expect(fitting('{ text: clock lost }', lines)).toEqual([0, 1, 2])
    expect(fitting("{ text: { matches: '^NTP (core|edge): .* lost' } }", lines)).toEqual([2])
    expect(fitting("{ text: { any: [gone, set] }, not: { code: 'SYS-*' } }", lines)).toEqual([3])
    expect(fitting('{ text: clock, severity: 5 }', lines)).toEqual([1])
  })
})
