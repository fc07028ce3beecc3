import { describe, expect, it } from 'vitest'
import { REASONS, type Reason } from '../../src/core/reason.ts'
import { randomLog } from '../support/random-log.ts'
import { runLog } from '../support/run-log.ts'

const SEEDS = 1_000
/** What needs more keys than a rule may have, a rule that changed, or a line that breaks its partition's promise (test/unit/). */
const ELSEWHERE: readonly Reason[] = ['over_bound', 'rule_changed', 'stale', 'late']

/** What an observer is told when a revision is published. */
const PUBLISHING: Readonly<Record<string, readonly Reason[]>> = {
  opened: ['opened'],
  reopened: ['reopened'],
  updated: ['updated', 'escalated'],
  resolved: ['met', 'met_before', 'recovered', 'late_evidence', 'quiet', 'below_threshold', 'expired'],
}

describe('reasons of transitions', () => {
  it('are told for each revision, and who watches changes nothing', () => {
    const seen = new Set<Reason>()
    for (let seed = 0; seed < SEEDS; seed++) {
      const log = randomLog(seed, 'distinct')
      const told: Reason[] = []
      const watched = runLog(log, reason => told.push(reason))
      expect(JSON.stringify(watched), `seed ${seed}`).toBe(JSON.stringify(runLog(log)))
      for (const [action, reasons] of Object.entries(PUBLISHING)) {
        const revisions = watched.filter(({ incident }) => incident.action === action).length
        const tellings = told.filter(reason => reasons.includes(reason)).length
        expect(tellings, `seed ${seed}: ${action}`).toBeGreaterThanOrEqual(revisions)
      }
      for (const reason of told) seen.add(reason)
    }
    expect(REASONS.filter(reason => !seen.has(reason))).toEqual(ELSEWHERE)
  })
})
