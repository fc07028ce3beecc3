import { expect, it } from 'vitest'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { serviceRules } from '../support/service/rules.ts'

const ARRIVAL = Date.UTC(2026, 6, 9, 13, 0, 0)

/** Counts after one line with this code and stamp, which came at 13:00:00 on 9 July. */
function counted(code: string, stamp: string) {
  const options = {
    rules: serviceRules(),
    layout: DEFAULT_LAYOUT,
    zones: UTC,
    aliases: new Map(),
    keyIsHost: false,
    plain: null,
  }
  const tagger = new RecordTagger({ topic: 'lines', partition: 0 }, options)
  const value = Buffer.from(`<189>1: sw1: ${stamp}: %${code}: x`)
  tagger.tag({ offset: 0, timestampMs: ARRIVAL, key: null, value })
  return { ...tagger.counters, flags: tagger.flags }
}

it.each([
  ['TEST-5-A', 'Jul  9 2026 12:00:00.000', { lines: 1, judged: 1, staleTime: 1, flags: {} }],
  ['TEST-5-A', 'Jul  9 2026 12:00:00.001', { lines: 1, judged: 1, staleTime: 0 }],
  // A clock that was never set is old for another reason.
  ['TEST-5-A', '*Jan  2 2006 00:00:07.000', { lines: 1, staleTime: 0, flags: { clock_unsynchronised: 1 } }],
  ['OTHER-5-A', 'Jul  9 2026 12:00:00.000', { lines: 1, judged: 0, staleTime: 0 }],
])('a line %s of %s counts as %o', (code, stamp, expected) => {
  expect(counted(code, stamp)).toMatchObject(expected)
})
