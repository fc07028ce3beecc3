import { describe, expect, it } from 'vitest'
import { endingOf, sentenceOf } from '../../../src/cli/explain-words.ts'
import type { ExplainedWindow, Step } from '../../../src/core/explain/explained-window.ts'
import { newExplainedWindow } from '../../../src/core/explain/explained-window.ts'
import { keep } from '../../../src/core/explain/kept.ts'
import { hashBytes, hexOf } from '../../../src/core/hash.ts'
import { lineOf } from '../../../src/core/line.ts'
import { DEFAULT_LAYOUT } from '../../../src/core/match.ts'
import type { Reason } from '../../../src/core/reason.ts'
import { sampleOutcome, sampleRule } from '../../support/sample-rules.ts'
import { event } from '../syslog/parse.ts'

const RULE = sampleRule(
  { kind: 'expectation', after: 'a', expect: 'b', withinMs: 10_000 },
  {
    suppressMs: 600_000,
    outcomes: { missed: sampleOutcome({ resolve: { on: ['x'], quietMs: 3_600_000 } }) },
  },
)
const ID = hashBytes('an incident')
const INCIDENT = { id: ID, revision: 1, outcome: 'missed', severity: 'warning' } as const
const LINE = lineOf(
  event({ time: '2024-07-09T13:15:29.000Z' }),
  { topic: 'a.log', partition: 0, offset: '7', line: 1 },
  DEFAULT_LAYOUT,
)

function window(parts: Partial<ExplainedWindow> = {}): ExplainedWindow {
  return { ...newExplainedWindow(['192.0.2.1'], 0), awaited: ['b'], boundMs: 10_000, ...parts }
}

function step(reason: Reason, parts: Partial<Step> = {}, events: readonly string[] = ['b']): Step {
  return { reason, atMs: 0, line: { events, line: LINE, lateMs: 4_000 }, facts: {}, incident: INCIDENT, ...parts }
}

function sentence(one: Step, explained = window()): string {
  return sentenceOf(one, { rule: RULE, explained })
}

describe('the sentence of a step', () => {
  it.each<[Step, string]>([
    [step('met', { facts: { elapsedMs: 9_979 } }), 'recovered after 9.979s: `b` came within 10s'],
    [step('met', { facts: { elapsedMs: 10_500 } }), 'recovered after 10.5s: `b` may have come within 10s'],
    [step('missed'), 'missed: no `b` within 10s'],
    [
      step('missed_by_answer', { facts: { elapsedMs: 10_021 } }),
      'missed by 0.021s: `b` came after 10.021s, the bound is 10s',
    ],
    [step('recovered', { facts: { elapsedMs: 12_300 } }), 'missed by 2.3s: `b` came after 12.3s, the bound is 10s'],
    [step('recovered', { facts: { elapsedMs: 12_300 } }, ['x']), 'recovered after 12.3s: `x` came'],
    [
      step('late_evidence', { facts: { elapsedMs: 9_000 } }),
      'in time after all: `b` came within 10s, after 9s, but arrived 1s after its stamp, when the absence had been declared, late by 4s',
    ],
    [
      step('suppressed', { facts: { incident: ID } }),
      `suppressed by incident ${hexOf(ID)}, which opened at most 10m before`,
    ],
    [step('opened'), `incident ${hexOf(ID)} opened: missed, warning`],
    [step('quiet'), 'quiet: nothing more came for 1h'],
    [
      step('below_threshold', { facts: { needed: 3, boundMs: 60_000 } }),
      'below the threshold: fewer than 3 lines within 1m left',
    ],
    [step('below_threshold', { facts: { needed: 1, boundMs: 60_000 } }), 'below the threshold: no line within 1m left'],
    [step('late'), 'came 4s after the frontier had passed it'],
  ])('%# says %s', (one, words) => {
    expect(sentence(one)).toBe(words)
  })

  it('counts what was there where a count was not reached', () => {
    const counting = window({ awaited: [], boundMs: 60_000, most: 2, needed: 3 })
    expect(sentence(step('faded'), counting)).toBe('never reached the count: at most 2 of 3 lines within 1m')
    expect(sentence(step('recovered', { facts: { elapsedMs: 5_000 } }, ['x']), counting)).toBe(
      'ended by `x` after 5s: at most 2 of 3 lines within 1m',
    )
  })
})

describe('the ending of a window', () => {
  const ending = (explained: ExplainedWindow, dueMs: number | null = null) => endingOf({ rule: RULE, explained }, dueMs)

  it('names the deadline of one that is undecided', () => {
    expect(ending(window(), Date.UTC(2026, 6, 9))).toBe(
      'undecided: the log ends before the deadline at 2026-07-09 00:00:00.000Z; no `b` came',
    )
  })

  it('tells of one that the log leaves open, and of one that counts', () => {
    expect(ending(window())).toBe('still open at the end of the log: no `b` came')
    expect(ending(window({ awaited: [] }))).toBe('still open at the end of the log: nothing ended it')
    expect(ending(window({ awaited: [], boundMs: 60_000, most: 1, needed: 3 }))).toBe(
      'undecided: the log ends; at most 1 of 3 lines within 1m',
    )
  })

  it('adds that the rule has no outcome for it', () => {
    const rule = { ...RULE, outcomes: { met: sampleOutcome() } }
    const missed = window({ ended: step('missed', { line: null }) })
    keep(missed.steps, missed.ended!)
    expect(endingOf({ rule, explained: missed }, null)).toBe(
      'missed: no `b` within 10s; the rule has no outcome `missed`',
    )
    expect(ending(missed)).toBe('missed: no `b` within 10s')
  })

  it('adds which incident suppressed one that led to none, and only then', () => {
    const suppressed = window({ ended: step('recovered', { facts: { elapsedMs: 11_000 } }) })
    keep(suppressed.steps, step('suppressed', { facts: { incident: ID } }))
    const missed = 'missed by 1s: `b` came after 11s, the bound is 10s'
    expect(ending(suppressed)).toBe(`${missed}; suppressed by incident ${hexOf(ID)}, which opened at most 10m before`)
    expect(ending({ ...suppressed, revisions: [{ id: ID, first: 1, last: 1 }] })).toBe(missed)
  })
})
