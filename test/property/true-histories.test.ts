import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { historiesTable, totalOf } from '../support/print-histories-table.ts'
import { DISTORTIONS, HONEST_EXCEPTIONS, runHistory, score, trueHistory } from '../support/true-histories.ts'

const SEEDS = 1_000

describe('true histories', () => {
  it.each(DISTORTIONS.filter(kind => !HONEST_EXCEPTIONS.includes(kind)))('have no false absence: %s', kind => {
    const inSeeds: number[] = []
    const { truth, missed } = totalOf(kind, SEEDS, seed => inSeeds.push(seed))
    expect(inSeeds).toEqual([])
    expect(truth).toBeGreaterThan(5 * SEEDS)
    expect(missed).toBeLessThan(truth / 5)
  })

  it.each(HONEST_EXCEPTIONS)('have few false absences: %s', kind => {
    const { truth, false: wrong } = totalOf(kind, SEEDS)
    expect(wrong).toBeGreaterThan(0)
    expect(wrong).toBeLessThan(truth / 20)
  })

  it('have every absence found when nothing is distorted, and when lines are swapped', () => {
    for (const kind of ['none', 'swap'] as const)
      expect(totalOf(kind, SEEDS)).toMatchObject({ missed: 0, corrected: 0 })
  })

  it('are counted as docs/semantics.md says', async () => {
    const page = await readFile(new URL('../../docs/semantics.md', import.meta.url), 'utf8')
    const section = page.split('\n## What can go wrong\n')[1] ?? ''
    const rows = section.split('\n').filter(line => line.startsWith('|'))
    expect(rows.join('\n')).toBe(historiesTable(SEEDS))
  })
})

describe('the score', () => {
  const history = trueHistory('none', 1)
  const truth = history.outages.filter(outage => outage.isAbsence).length

  it('says that an engine that publishes nothing misses all', () => {
    expect(score([], history)).toEqual({ truth, false: 0, missed: truth, corrected: 0 })
  })

  it('says that an absence which did not happen is false', () => {
    const impatient = runHistory({ ...history, lines: history.lines.filter(({ events }) => events.includes('a')) })
    const calm = new Map(history.outages.map(outage => [outage, { ...outage, isAbsence: false }]))
    const openers = new Map([...history.openers].map(([id, one]) => [id, { ...one, outage: calm.get(one.outage)! }]))
    const incidents = new Set(impatient.map(({ incident }) => incident.id)).size
    expect(incidents).toBeGreaterThan(0)
    expect(score(impatient, { ...history, outages: [...calm.values()], openers })).toEqual({
      ...{ truth: 0, false: incidents, missed: 0, corrected: 0 },
    })
  })
})
