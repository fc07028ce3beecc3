import { describe, expect, it } from 'vitest'
import type { Zones } from '../../../src/core/syslog/zones.ts'
import { at, parse } from './parse.ts'

const HOUR_MS = 3_600_000
const inZone = (hours: number): Zones => ({ offsetOf: () => hours * HOUR_MS })
const zoned = (zone: string) => parse(`<187>7: Jul  9 2024 12:00:00.000 ${zone}: %A-3-B: x`, { zones: inZone(3) })

describe('zones', () => {
  it.each([
    ['UTC', 0],
    ['GMT', 0],
    ['Z', 0],
    ['EST', -300],
    ['EDT', -240],
    ['CST', -360],
    ['PDT', -420],
    ['mdt', -360],
    ['CET', 60],
    ['CEST', 120],
    ['METDST', 120],
    ['BST', 60],
    ['EET', 120],
    ['MSK', 180],
    ['IST', 330],
    ['SGT', 480],
    ['HKT', 480],
    ['JST', 540],
    ['KST', 540],
    ['AEST', 600],
    ['ACST', 570],
    ['NZDT', 780],
    ['UTC+1', 60],
    ['UTC+07:30', 450],
    ['GMT-5', -300],
    ['+02:00', 120],
    ['-0500', -300],
    ['+14:00', 840],
  ])('reads the stamp in %s', (zone, offsetMinutes) => {
    expect(zoned(zone)).toMatchObject({
      offsetMinutes,
      time: at('2024-07-09T12:00:00Z') - offsetMinutes * 60_000,
      code: 'A-3-B',
      flags: [],
    })
  })

  it.each(['NewYork', 'Singapo', 'QQQ'])('reads a stamp of the unknown zone %s in the default zone', zone => {
    expect(zoned(zone)).toMatchObject({ offsetMinutes: 180, time: at('2024-07-09T09:00:00Z'), flags: ['unknown_zone'] })
  })

  it('reads a stamp without a zone in the default zone, and says so', () => {
    const found = parse('<187>7: Jul  9 2024 12:00:00.000: %A-3-B: x', {
      zones: inZone(-4),
      arrivalMs: at('2024-07-09T17:00:00Z'),
    })
    expect(found).toMatchObject({ offsetMinutes: -240, time: at('2024-07-09T16:00:00Z'), flags: ['zone_assumed'] })
  })

  it('asks the default zone for the offset at the local time of the stamp', () => {
    const change = at('2024-03-31T02:00:00Z')
    const zones: Zones = { offsetOf: local => (local < change ? 1 : 2) * HOUR_MS }
    const timeOf = (clock: string) =>
      parse(`Mar 31 2024 ${clock}.000: %A-3-B: x`, { zones, arrivalMs: at('2024-04-01T00:00:00Z') })
    expect(timeOf('01:59:59')).toMatchObject({ time: at('2024-03-31T00:59:59Z'), offsetMinutes: 60 })
    expect(timeOf('03:00:00')).toMatchObject({ time: at('2024-03-31T01:00:00Z'), offsetMinutes: 120 })
  })

  it.each([
    ['a host of two letters', '<34>Jul  9 13:15:29 su nothing', { host: 'su', process: null }],
    ['a tag', '<34>Jul  9 13:15:29 app: message', { host: null, process: 'app' }],
    ['a capitalised tag', '<34>Jul  9 13:15:29 Sshd: message', { host: null, process: 'Sshd' }],
    ['an offset beyond 14 hours', '<34>Jul  9 13:15:29 +15:00 x', { offsetMinutes: 0 }],
  ])('does not take %s for a zone', (_, line, expected) => {
    const found = parse(line)
    expect(found).toMatchObject(expected)
    expect(found.flags).toContain('zone_assumed')
  })

  it('re-reads the stamp of a relay that left the zone behind', () => {
    const found = parse('2024-07-09T13:15:29+00:00 192.0.2.7 CEST: %SYS-5-CONFIG_I: x')
    expect(found).toMatchObject({ host: '192.0.2.7', time: at('2024-07-09T11:15:29Z'), offsetMinutes: 120 })
  })
})

describe('zone-less stamps beyond arrival', () => {
  const shifted = (aheadOfArrivalMs: number, zone = '') => {
    const arrivalMs = at('2024-07-09T13:15:29.902Z') - aheadOfArrivalMs
    const found = parse(`Jul  9 2024 13:15:29.902${zone}: %A-3-B: x`, { arrivalMs })
    return { shiftMs: found.shiftMs, inferred: found.flags.includes('zone_inferred'), ahead: found.time! - arrivalMs }
  }

  it.each([
    ['exactly as far as may be', 5_000, 0],
    ['a millisecond further', 5_001, 900_000],
    ['a quarter of an hour and as far as may be', 905_000, 900_000],
    ['a millisecond more than that', 905_001, 1_800_000],
    ['two hours', 2 * HOUR_MS, 2 * HOUR_MS],
    ['fourteen hours', 14 * HOUR_MS, 14 * HOUR_MS],
    ['fourteen hours and as far as may be', 14 * HOUR_MS + 5_000, 14 * HOUR_MS],
    ['a millisecond beyond every zone', 14 * HOUR_MS + 5_001, 0],
  ])('%s', (_, aheadOfArrivalMs, shiftMs) => {
    expect(shifted(aheadOfArrivalMs)).toEqual({ shiftMs, inferred: shiftMs > 0, ahead: aheadOfArrivalMs - shiftMs })
  })

  it('are moved when their zone is unknown, and never when it is known', () => {
    expect(shifted(2 * HOUR_MS, ' QQQ').shiftMs).toBe(2 * HOUR_MS)
    expect(shifted(2 * HOUR_MS, ' UTC').shiftMs).toBe(0)
  })

  it('are not moved when they stand before arrival', () => {
    expect(shifted(-9 * HOUR_MS).shiftMs).toBe(0)
  })
})
