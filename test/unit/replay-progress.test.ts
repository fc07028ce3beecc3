import { expect, it } from 'vitest'
import { progressText } from '../../src/cli/replay-progress.ts'

const MIB = 1 << 20

function input(consumed: number, endMs: number) {
  const place = { topic: 'files', partition: 0, base: 0 }
  const reading = { next: async () => null, close: async () => {} }
  return { name: 'x', place, to: 0, endMs, facts: [], paths: [], consumedBytes: () => consumed, ...reading }
}

it('tells bytes, rate, place in the log, and time left', () => {
  const inputs = [input(30 * MIB, Date.UTC(2026, 6, 9, 13)), input(20 * MIB, Number.NaN)]
  expect(progressText(inputs, 100 * MIB, 5_000)).toBe('50 of 100 MiB, 10 MiB/s, at 2026-07-09 13:00:00, 00:05 left')
  expect(progressText(inputs, 100_000 * MIB, 5_000)).toContain(', 2:46:35 left')
})

it('guesses nothing before anything was read, and nothing is left at the end', () => {
  expect(progressText([input(0, Number.NaN)], 10 * MIB, 0)).toBe('0 of 10 MiB, 0 MiB/s')
  expect(progressText([input(10 * MIB, 0)], 10 * MIB, 1_000)).toBe('10 of 10 MiB, 10 MiB/s, at 1970-01-01 00:00:00')
})
