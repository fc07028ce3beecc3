import { describe, expect, it } from 'vitest'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { judge } from '../support/reference.ts'
import { DISTORTIONS, type Score, score, trueHistory } from '../support/true-histories.ts'

describe('true histories', () => {
  const total = (kind: (typeof DISTORTIONS)[number]): Score => {
    const sum = { truth: 0, false: 0, missed: 0, corrected: 0 }
    for (let seed = 0; seed < 300; seed++) {
      const history = trueHistory(kind, seed)
      const one = score(judge(history.lines, DEFAULT_LAYOUT, history.endMs), history)
      expect(one.false, `false absences in ${kind}, seed ${seed}`).toBe(kind === 'clock step forward' ? one.false : 0)
      for (const column of Object.keys(sum) as (keyof Score)[]) sum[column] += one[column]
    }
    return sum
  }

  it.each(DISTORTIONS)('have no false absence: %s', kind => {
    const { truth, missed } = total(kind)
    expect(truth).toBeGreaterThan(1_000)
    expect(missed).toBeLessThan(truth / 2)
  })

  it('have every absence found when nothing is distorted', () => {
    expect(total('none')).toMatchObject({ missed: 0, corrected: 0 })
  })

  it('are scored: an engine that says nothing misses all, one that cries always is false', () => {
    const history = trueHistory('none', 1)
    const truth = history.outages.filter(outage => outage.isAbsence).length
    expect(score([], history)).toEqual({ truth, false: 0, missed: truth, corrected: 0 })
    const failures = history.lines.filter(({ events }) => events.includes('a'))
    const impatient = judge(failures, DEFAULT_LAYOUT, history.endMs)
    const calm = new Map(history.outages.map(outage => [outage, { ...outage, isAbsence: false }]))
    const openers = new Map([...history.openers].map(([id, o]) => [id, { ...o, outage: calm.get(o.outage)! }]))
    const calmHistory = { ...history, outages: [...calm.values()], openers }
    const incidents = new Set(impatient.map(r => r.id)).size
    expect(incidents).toBeGreaterThan(0)
    expect(score(impatient, calmHistory)).toEqual({ truth: 0, false: incidents, missed: 0, corrected: 0 })
  })
})
