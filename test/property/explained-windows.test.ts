import { describe, expect, it } from 'vitest'
import { endingOf, otherKeyText, sentenceOf } from '../../src/cli/explain-words.ts'
import type { ExplainedWindow } from '../../src/core/explain/explained-window.ts'
import { WindowWatch } from '../../src/core/explain/window-watch.ts'
import { hexOf } from '../../src/core/hash.ts'
import type { Incident } from '../../src/core/incident.ts'
import type { Rule } from '../../src/core/rule.ts'
import { type RandomLog, randomLog } from '../support/random-log.ts'
import { runLog } from '../support/run-log.ts'

const SEEDS = 2_000

/** One rule of a random log: its incidents, and its windows as they are explained. */
function explained(log: RandomLog, rule: Rule) {
  const watch = new WindowWatch(rule, { reorderMs: log.layout.reorderMs, isAsked: () => true })
  const lines = log.lines.filter(line => line.rule === rule)
  const incidents = runLog({ ...log, rules: [rule], lines }, watch.observe).map(({ incident }) => incident)
  return { incidents, windows: [...watch.drain(), ...watch.open()] }
}

/** The revisions that a window names, as `id:revision`. */
function namedBy({ revisions }: ExplainedWindow): string[] {
  return revisions.flatMap(({ id, first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => `${hexOf(id)}:${first + index}`),
  )
}

/** Whether the end of a window can be that of an incident of which it is the only member. */
function agrees(window: ExplainedWindow, last: Incident): boolean {
  if (window.ended === null) return last.state === 'open'
  const { reason } = window.ended
  if (last.outcome === 'met') return reason === 'met' || reason === 'met_before'
  return last.state === 'resolved' && last.resolution === reason
}

/** All that is said of a window. */
function words(rule: Rule, explained: ExplainedWindow): string {
  const told = { rule, explained }
  const steps = [...explained.steps.first, ...explained.steps.last].map(step => sentenceOf(step, told))
  return [endingOf(told, null), ...steps, ...explained.otherKeys.map(other => otherKeyText(other, told))].join('\n')
}

describe('explained windows', () => {
  it('name each published revision exactly once, and end as their incidents do', () => {
    let compared = 0
    for (let seed = 0; seed < SEEDS; seed++) {
      const log = randomLog(seed, 'any')
      for (const rule of log.rules) {
        const { incidents, windows } = explained(log, rule)
        for (const window of windows) expect(words(rule, window), `seed ${seed}`).not.toMatch(/undefined|NaN|null| {2}/)
        const published = incidents.map(({ id, revision }) => `${id}:${revision}`)
        expect(windows.flatMap(namedBy).sort(), `seed ${seed} ${rule.id}`).toEqual(published.sort())
        if (rule.group !== rule.key && rule.group.join() !== rule.key.join()) continue
        for (const incident of incidents) {
          if (incident.action !== 'resolved' && incident !== incidents.findLast(({ id }) => id === incident.id))
            continue
          const name = `${incident.id}:${incident.revision}`
          const window = windows.find(one => namedBy(one).includes(name))!
          expect(agrees(window, incident), `seed ${seed} ${rule.id} ${name} ${window.ended?.reason}`).toBe(true)
          compared++
        }
      }
    }
    expect(compared).toBeGreaterThan(10_000)
  })
})
