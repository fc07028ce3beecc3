import { describe, expect, it } from 'vitest'
import { newScan, ownInstant, scanLine } from '../../../src/core/syslog/scan.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'
import { at, parse } from './parse.ts'

const stamped = (stamp: string, arrival = '2024-07-09T13:15:30Z') =>
  parse(`<187>7: ${stamp}: %A-3-B: x`, { arrivalMs: at(arrival) })

describe('forms of a stamp', () => {
  it.each([
    ['Jul  9 13:15:29', '2024-07-09T13:15:29.000Z', 999],
    ['Jul 9 13:15:29', '2024-07-09T13:15:29.000Z', 999],
    ['Jul 09 13:15:29', '2024-07-09T13:15:29.000Z', 999],
    ['jul  9 13:15:29', '2024-07-09T13:15:29.000Z', 999],
    ['July 9 13:15:29', '2024-07-09T13:15:29.000Z', 999],
    ['Jul  9 9:15:29', '2024-07-09T09:15:29.000Z', 999],
    ['Jul  9 13:15:29.9', '2024-07-09T13:15:29.900Z', 0],
    ['Jul  9 13:15:29.902', '2024-07-09T13:15:29.902Z', 0],
    ['Jul  9 13:15:29,902', '2024-07-09T13:15:29.902Z', 0],
    ['Jul  9 13:15:29.902999', '2024-07-09T13:15:29.902Z', 0],
    ['Jul  9 13:15:29.902999999', '2024-07-09T13:15:29.902Z', 0],
    ['Jul  9 2023 13:15:29.902', '2023-07-09T13:15:29.902Z', 0],
    ['Jul 19 2023 13:15:29', '2023-07-19T13:15:29.000Z', 999],
    ['2023 Jul  9 13:15:29.902', '2023-07-09T13:15:29.902Z', 0],
    ['Jul  9 13:15:29 2023', '2023-07-09T13:15:29.000Z', 999],
    ['2023-07-09 13:15:29.902', '2023-07-09T13:15:29.902Z', 0],
    ['2023-07-09T13:15:29.902', '2023-07-09T13:15:29.902Z', 0],
    ['2023/07/09 13:15:29.902', '2023-07-09T13:15:29.902Z', 0],
    ['Jul  9 01:15:29 PM', '2024-07-09T13:15:29.000Z', 999],
    ['Jul  9 01:15:29 PM.902', '2024-07-09T13:15:29.902Z', 0],
    ['Jul  9 01:15:29.902 AM', '2024-07-09T01:15:29.902Z', 0],
    ['Jul  9 12:15:29 AM', '2024-07-09T00:15:29.000Z', 999],
    ['Jul  9 12:15:29 PM', '2024-07-09T12:15:29.000Z', 999],
    ['Sept  9 13:15:29', '2024-09-09T13:15:29.000Z', 999],
    ['2023-7-9 13:15:29', '2023-07-09T13:15:29.000Z', 999],
    ['2023/7/19 13:15:29.902', '2023-07-19T13:15:29.902Z', 0],
    ['07/29/2023 13:15:29.902', '2023-07-29T13:15:29.902Z', 0],
    ['29/7/2023 13:15:29', '2023-07-29T13:15:29.000Z', 999],
    ['07/07/2023 13:15:29', '2023-07-07T13:15:29.000Z', 999],
    ['09-Jul-2023 13:15:29 ', '2023-07-09T13:15:29.000Z', 999],
    ['9-Jul-2023 13:15:29', '2023-07-09T13:15:29.000Z', 999],
    ['13:15:29.902 UTC Thu Jul 9 2023', '2023-07-09T13:15:29.902Z', 0],
    ['13:15:29 CEST Thu Jul 19 2023', '2023-07-19T11:15:29.000Z', 999],
    ['13:15:29 Thu Jul 9 2023', '2023-07-09T13:15:29.000Z', 999],
    ['Thu Jul  9 13:15:29 2023', '2023-07-09T13:15:29.000Z', 999],
    ['Thu, Jul  9 13:15:29 2023', '2023-07-09T13:15:29.000Z', 999],
    ['20230709T131529Z', '2023-07-09T13:15:29.000Z', 999],
    ['20230709T151529+02:00', '2023-07-09T13:15:29.000Z', 999],
    ['1688908529.902', '2023-07-09T13:15:29.902Z', 0],
    ['Jul  9 2023 15:15:29 MET +02:00', '2023-07-09T13:15:29.000Z', 999],
    ['Jul  9 00:00:00.000', '2024-07-09T00:00:00.000Z', 0],
    ['Jul  9 23:59:59.999', '2024-07-09T23:59:59.999Z', 0],
  ])('reads %s', (stamp, instant, resolutionMs) => {
    const found = stamped(stamp, '2024-07-09T23:59:59Z')
    expect(found).toMatchObject({ time: at(instant), resolutionMs, code: 'A-3-B' })
    expect(found.flags).not.toContain('invalid_time')
  })

  it.each(['07/09/2024 13:15:29', '13/13/2024 13:15:29', '20240231T131529Z', '31-Feb-2024 13:15:29'])(
    'takes %s, of which nobody can tell the day, for no time',
    stamp => {
      expect(stamped(stamp)).toMatchObject({
        time: null,
        host: null,
        stamp,
        messageCount: '7',
        flags: ['invalid_time'],
      })
    },
  )

  it.each(['13:15:29 Jul 9 2024', '1688908529', '20240709131529', '2024-7 13:15:29', '09-Jul-24 13:15:29'])(
    'takes %s, which no device writes, for no date',
    stamp => {
      expect(stamped(stamp).time).toBeNull()
    },
  )

  it.each([
    ['*', 'clock_unsynchronised'],
    ['.', 'clock_free'],
  ])('keeps the clock flag %s', (clock, flag) => {
    const found = stamped(`${clock}Jul  9 13:15:29.902`)
    expect(found).toMatchObject({ clock, time: at('2024-07-09T13:15:29.902Z') })
    expect(found.flags).toContain(flag)
  })

  it.each(['00:20:10', '7:04', '101:02:03.456', '2y10w', '1d2h', '3w4d', '101 21', '1 2'])(
    'never takes the uptime %s for a time of day',
    stamp => {
      const found = stamped(stamp)
      expect(found).toMatchObject({ time: null, resolutionMs: 0, offsetMinutes: null, code: 'A-3-B' })
      expect(found.flags).toEqual(['uptime_stamp'])
    },
  )

  it.each([
    'Feb 31 10:00:00',
    'Feb 30 10:00:00',
    'Apr 31 2024 10:00:00',
    'Feb 29 2023 10:00:00',
    'Feb 29 1900 10:00:00',
    'Jul  0 10:00:00',
    'Jul 32 10:00:00',
    '2023-13-01 10:00:00',
    '2023-00-01 10:00:00',
    'Jul  9 24:00:00',
    'Jul  9 25:00:00',
    'Jul  9 10:60:00',
    'Jul  9 10:00:61',
    'Jul  9 13:00:00 PM',
    'Jul  9 00:30:00 AM',
  ])('takes no time from the impossible %s', stamp => {
    const found = stamped(stamp)
    expect(found).toMatchObject({ time: null, code: 'A-3-B', resolutionMs: 0 })
    expect(found.flags).toEqual(['invalid_time'])
  })

  it.each([
    '<34>Oct 11 22:14',
    '<34>Oct 11 22',
    '<34>Oct 11',
    '<34>Oct',
    '<34>2024-10-11T22:14',
    '<34>2024-10-11 22:14:1',
  ])('takes no part of a cut stamp for a time or a host: %s', line => {
    expect(parse(line)).toMatchObject({ time: null, host: null, messageCount: null, pri: 34 })
  })

  it.each(['Market 12 10:00:00', 'Jul  9 10:00:00abc', 'Jul 123 10:00:00', 'Jul9 10:00:00'])(
    'takes %j for text',
    head => {
      expect(parse(`${head} x`)).toMatchObject({ time: null, shape: 'text' })
    },
  )

  it('accepts second 60 as the instant that follows 59, and says so', () => {
    const found = stamped('Dec 31 2016 23:59:60.250 UTC')
    expect(found).toMatchObject({ time: at('2017-01-01T00:00:00.250Z') })
    expect(found.flags).toEqual(['leap_second'])
  })
})

describe('the year of a year-less stamp', () => {
  it.each([
    ['Dec 31 23:59:59.000', '2025-01-01T00:00:10Z', '2024-12-31T23:59:59Z'],
    ['Jan  1 00:00:05.000', '2024-12-31T23:59:50Z', '2025-01-01T00:00:05Z'],
    ['Nov 15 10:00:00.000', '2025-01-10T00:00:00Z', '2024-11-15T10:00:00Z'],
    ['Mar  1 00:00:00.000', '2025-01-10T00:00:00Z', '2025-03-01T00:00:00Z'],
    ['Jul  9 13:15:29.902', '1993-07-01T00:00:00Z', '1993-07-09T13:15:29.902Z'],
    ['Feb 29 12:00:00.000', '2024-03-01T00:00:00Z', '2024-02-29T12:00:00Z'],
    ['Feb 29 12:00:00.000', '2027-03-01T00:00:00Z', '2028-02-29T12:00:00Z'],
    ['Feb 29 12:00:00.000', '2025-03-01T00:00:00Z', '2024-02-29T12:00:00Z'],
    ['Feb 29 12:00:00.000', '1903-03-01T00:00:00Z', '1904-02-29T12:00:00Z'],
    ['Feb 29 12:00:00.000', '1899-03-01T00:00:00Z', '1896-02-29T12:00:00Z'],
  ])('%s that arrives at %s is %s', (stamp, arrival, instant) => {
    const found = parse(`${stamp}: %A-3-B: x`, { arrivalMs: at(arrival), aheadMs: 366 * 86_400_000 })
    expect(new Date(found.time ?? Number.NaN).toISOString()).toBe(new Date(at(instant)).toISOString())
    expect(found.flags).toContain('year_inferred')
  })

  it('turns at half a year, to the millisecond, and is the earlier year in the middle', () => {
    const stamp = 'Jul  1 00:00:00.000: %A-3-B: x'
    const middle = (at('2023-07-01T00:00:00Z') + at('2024-07-01T00:00:00Z')) / 2
    const yearAt = (arrivalMs: number) => new Date(parse(stamp, { arrivalMs }).time!).getUTCFullYear()
    expect(yearAt(middle - 1)).toBe(2023)
    expect(yearAt(middle)).toBe(2023)
    expect(yearAt(middle + 1)).toBe(2024)
  })

  it('depends on the anchor only, not on the lines before', () => {
    const scan = newScan()
    const bytes = new TextEncoder().encode('Feb 29 12:00:00.000: %A-3-B: x')
    const years = ['2024-03-01', '2027-12-31', '2024-03-01', '2032-01-01'].map(day => {
      scanLine(bytes, 0, bytes.length, scan)
      return new Date(ownInstant(scan, at(`${day}T00:00:00Z`), UTC)).getUTCFullYear()
    })
    expect(years).toEqual([2024, 2028, 2024, 2032])
  })

  it('gives no instant without an anchor', () => {
    const scan = newScan()
    const bytes = new TextEncoder().encode('Jul  9 12:00:00.000: %A-3-B: x')
    scanLine(bytes, 0, bytes.length, scan)
    expect(ownInstant(scan, Number.NaN, UTC)).toBeNaN()
    expect(ownInstant(scan, Number.POSITIVE_INFINITY, UTC)).toBeNaN()
  })

  it('takes a stated year as it is, however far from arrival', () => {
    expect(stamped('Jan  2 2006 00:00:43.167').time).toBe(at('2006-01-02T00:00:43.167Z'))
  })
})
