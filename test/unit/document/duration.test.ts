import { describe, expect, it } from 'vitest'
import { parseDuration } from '../../../src/document/duration.ts'

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['1ms', 1],
    ['500ms', 500],
    ['10s', 10_000],
    ['9.979s', 9_979],
    ['30.001s', 30_001],
    ['0.1s', 100],
    ['75m', 4_500_000],
    ['8h', 28_800_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['4h1ms', 14_400_001],
    ['76m0.001s', 4_560_001],
  ])('reads %s as %i ms', (written, ms) => {
    expect(parseDuration(written)).toBe(ms)
  })

  it.each([
    '',
    '10',
    's',
    '-10s',
    '+10s',
    '10 s',
    '10sec',
    '10S',
    '1,5s',
    '.5s',
    '5.s',
    '1e3s',
    '0.0001s',
    '10s ',
    `${'9'.repeat(30)}d`,
  ])('refuses `%s`', written => {
    expect(parseDuration(written)).toBeNull()
  })
})
