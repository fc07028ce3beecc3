import { expect, it } from 'vitest'
import { logName, rotatedSets } from '../../src/cli/rotated-sets.ts'

it.each([
  ['by number', ['x.log', 'x.log.1', 'x.log.10.gz', 'x.log.2.gz'], [['x.log.10.gz', 'x.log.2.gz', 'x.log.1', 'x.log']]],
  [
    'by date',
    ['x.log', 'x.log-20260709.zst', 'x.log-20260701.gz'],
    [['x.log-20260701.gz', 'x.log-20260709.zst', 'x.log']],
  ],
  ['by date and hour', ['x.log-20260709-13', 'x.log-20260709-02'], [['x.log-20260709-02', 'x.log-20260709-13']]],
  ['with dates before numbers', ['x.log', 'x.log.1', 'x.log-20260701'], [['x.log-20260701', 'x.log.1', 'x.log']]],
  ['that has lost its newest file', ['x.log.2', 'x.log.1'], [['x.log.2', 'x.log.1']]],
  ['counted from nought', ['x.0.bz2', 'x.1.bz2'], [['x.1.bz2', 'x.0.bz2']]],
])('puts a set in order %s', (_, paths, sets) => {
  expect(rotatedSets(paths)).toEqual(sets)
  expect(rotatedSets(paths.toReversed())).toEqual(sets)
})

it.each([
  ['files of other names', ['a.log', 'b.log']],
  ['files of other folders', ['a/x.log.1', 'b/x.log']],
  ['addresses', ['192.0.2.1', '192.0.2.2']],
  ['numbers of devices', ['switch.10', 'switch.20']],
])('keeps %s apart', (_, paths) => {
  expect(rotatedSets(paths)).toEqual(paths.map(path => [path]))
})

it('keeps sets where their first file stood, and reads a file once that is named twice', () => {
  expect(rotatedSets(['b.log', 'a.log', './b.log', 'b.log.1', '-'])).toEqual([['b.log.1', './b.log'], ['a.log'], ['-']])
})

it.each([
  ['logs/wlc1.log.3.gz', 'wlc1.log'],
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7.1', '192.0.2.7'],
  ['wlc1-20260709.xz', 'wlc1'],
])('calls %s by the name %s', (path, name) => {
  expect(logName(path)).toBe(name)
})
