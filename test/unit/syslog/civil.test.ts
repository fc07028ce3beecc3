import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilFromDays, daysFromCivil, daysInMonth } from '../../../src/core/syslog/civil.ts'

describe('civil dates', () => {
  it('agree with the calendar of the platform over eleven centuries, a day of every week', () => {
    for (let days = -200_000; days < 200_000; days += 7) {
      const date = new Date(days * 86_400_000)
      const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
      expect(civilFromDays(days)).toEqual(civil)
      expect(daysFromCivil(civil.year, civil.month, civil.day)).toBe(days)
    }
  })

  it('go to days and back for every date', () => {
    const date = fc.record({ year: fc.integer({ min: 1, max: 9999 }), month: fc.integer({ min: 1, max: 12 }) })
    fc.assert(
      fc.property(date, ({ year, month }) => {
        const day = daysInMonth(year, month)
        expect(civilFromDays(daysFromCivil(year, month, day))).toEqual({ year, month, day })
        expect(civilFromDays(daysFromCivil(year, month, day) + 1).day).toBe(1)
      }),
    )
  })

  it.each([
    [2024, 2, 29],
    [2023, 2, 28],
    [1900, 2, 28],
    [2000, 2, 29],
    [2023, 4, 30],
    [2023, 0, 0],
    [2023, 13, 0],
  ])('know that month %2$i of %1$i has %3$i days', (year, month, days) => {
    expect(daysInMonth(year, month)).toBe(days)
  })
})
