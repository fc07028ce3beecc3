import { IANAZone } from 'luxon'
import { describe, expect, it } from 'vitest'
import { weekTimesTest } from '../../../src/core/week-times.ts'
import { offsetsOf } from '../../../src/core/zone-offsets.ts'
import { parseWeekSpan } from '../../../src/rules/week-spans.ts'

const inside = (span: string, zone = 'UTC') => weekTimesTest({ zone, inside: parseWeekSpan(span)! })
const at = (text: string) => Date.parse(text)

describe('spans of the week', () => {
  // 2026-07-06 is a Monday.
  it.each([
    ['Mon-Fri 07:00-19:00', '2026-07-06T07:00:00.000Z', '2026-07-06T06:59:59.999Z'],
    ['Mon-Fri 07:00-19:00', '2026-07-10T18:59:59.999Z', '2026-07-10T19:00:00.000Z'],
    ['Mon-Fri 07:00-19:00', '2026-07-08T12:00:00Z', '2026-07-11T12:00:00Z'],
    ['Sat,Sun', '2026-07-11T00:00:00Z', '2026-07-10T23:59:59.999Z'],
    ['Sat,Sun', '2026-07-12T23:59:59.999Z', '2026-07-13T00:00:00Z'],
    ['22:00-06:00', '2026-07-06T05:59:59.999Z', '2026-07-06T06:00:00Z'],
    ['22:00-06:00', '2026-07-06T22:00:00Z', '2026-07-06T21:59:00Z'],
    ['Fri 22:00-06:00', '2026-07-11T05:00:00Z', '2026-07-10T05:00:00Z'],
    ['Sun 22:00-06:00', '2026-07-06T05:00:00Z', '2026-07-07T05:00:00Z'],
    ['Sat-Mon', '2026-07-06T12:00:00Z', '2026-07-07T12:00:00Z'],
    ['Mon,Wed-Thu 12:00-24:00', '2026-07-09T23:59:00Z', '2026-07-07T12:00:00Z'],
    ['00:00-24:00', '1969-12-31T23:59:00Z', null],
  ])('%s holds %s and not %s', (span, within, without) => {
    expect(inside(span)(at(within))).toBe(true)
    if (without !== null) expect(inside(span)(at(without))).toBe(false)
  })

  it.each([
    '',
    'Mon-',
    'mon',
    'Monday',
    'Mon 7:00-19:00',
    '07:00',
    '07:00-07:00',
    '24:00-06:00',
    '07:60-08:00',
    'Mon-Fri ',
    'Mon  07:00-08:00',
    'Mon07:00-08:00',
    'Mon, Tue',
    '00:00-24:01',
  ])('are not `%s`', text => expect(parseWeekSpan(text)).toBeNull())
})

describe('times of the week', () => {
  it('are those of the clock on the wall, before and after summer time', () => {
    const office = inside('Mon-Fri 07:00-19:00', 'Europe/Berlin')
    expect([at('2026-03-27T06:00:00Z'), at('2026-03-27T05:59:00Z')].map(office)).toEqual([true, false])
    expect([at('2026-03-30T05:00:00Z'), at('2026-03-30T04:59:00Z')].map(office)).toEqual([true, false])
  })

  it('hold both hours that summer time doubles, and end once', () => {
    const doubled = inside('Sun 02:00-03:00', 'Europe/Berlin')
    const hours = ['2026-10-24T23:59Z', '2026-10-25T00:00Z', '2026-10-25T01:59Z', '2026-10-25T02:00Z'].map(at)
    expect(hours.map(doubled)).toEqual([false, true, true, false])
  })

  it('hold no instant of an hour that summer time leaves out', () => {
    const missing = inside('Sun 02:00-03:00', 'Europe/Berlin')
    expect(['2026-03-29T00:59Z', '2026-03-29T01:00Z', '2026-03-29T01:59Z'].map(at).map(missing)).toEqual([
      false,
      false,
      false,
    ])
  })

  it('take what is inside and outside together', () => {
    const [within, lunch] = [parseWeekSpan('Mon-Fri 07:00-19:00')!, parseWeekSpan('12:00-13:00')!]
    const working = weekTimesTest({ zone: '+02:00', inside: within, outside: lunch })
    expect(['2026-07-06T09:59Z', '2026-07-06T10:00Z', '2026-07-06T11:00Z'].map(at).map(working)).toEqual([
      true,
      false,
      true,
    ])
  })
})

describe('the offset of a zone', () => {
  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'UTC'])(
    'is that of another reader of the database through three years: %s',
    name => {
      const offsetAt = offsetsOf(name)!
      const zone = IANAZone.create(name)
      for (let ms = at('2025-01-01T00:00Z'); ms < at('2028-01-01T00:00Z'); ms += 1_800_000) {
        if (offsetAt(ms) !== zone.offset(ms) * 60_000) expect.fail(`${name} at ${new Date(ms).toISOString()}`)
      }
    },
  )

  it('is known of fixed offsets, and of no other name', () => {
    expect(offsetsOf('-03:30')?.(0)).toBe(-12_600_000)
    expect([offsetsOf('Europe/Nowhere'), offsetsOf(''), offsetsOf('25:00')]).toEqual([null, null, null])
  })
})
