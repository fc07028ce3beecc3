import { describe, expect, it } from 'vitest'
import { KEPT, licensingLog, STORY_NAMES, type StoryName } from '../../examples/licensing/stories.ts'
import type { Action, Incident } from '../../src/core/incident.ts'
import { textOf } from '../support/repository.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** What the pack says of a log: every revision, in the order of publication. */
async function saidOf(text: string): Promise<readonly Incident[]> {
  const path = temporaryFolder({ 'story.log': text })
  const ran = await runSequor(['replay', '--rules', 'rules/cisco-slup', '--format', 'ndjson', path('story.log')])
  expect(ran.code).toBe(0)
  return recordsOf<Incident>(ran)
}

/** By rule, how often which action came, in the order in which the rules spoke. */
function countsOf(revisions: readonly Incident[]): Readonly<Record<string, Partial<Record<Action, number>>>> {
  const byRule = Map.groupBy(revisions, ({ rule }) => rule.id.replace('cisco-slup-', ''))
  return Object.fromEntries(
    [...byRule].map(([rule, all]) => {
      const byAction = Map.groupBy(all, ({ action }) => action)
      return [rule, Object.fromEntries([...byAction].map(([action, some]) => [action, some.length]))]
    }),
  )
}

const SAID: Readonly<Record<StoryName, ReturnType<typeof countsOf>>> = {
  boot: {},
  'dns-outage': { 'dns-failed': { opened: 1, updated: 27, resolved: 1 } },
  'onprem-outage': {
    'no-https': { opened: 1, updated: 5, resolved: 1 },
    'server-down': { opened: 1, updated: 2, resolved: 1 },
  },
  'switch-over': {},
  'healthy-month': {},
  'power-failure': { 'dns-failed': { opened: 1, resolved: 1 } },
  'first-start': {
    'http-502': { resolved: 1 },
    'dns-failed': { opened: 1, updated: 4, resolved: 1 },
    'server-down': { opened: 1, updated: 2, resolved: 1 },
    'no-https': { opened: 2, updated: 9, resolved: 1 },
  },
  'reboot-of-twenty': {},
}

/** What a person is called for. */
const CALLS: readonly Action[] = ['opened', 'reopened']

describe('the stories of licensing', () => {
  it.each(STORY_NAMES)('%s: the pack says what it must, and no more', async name => {
    expect(countsOf(await saidOf(licensingLog(name, 1).text))).toEqual(SAID[name])
  })

  it.each(KEPT)('%s stands in its folder, byte for byte', name => {
    expect(textOf(`examples/licensing/logs/${name}.log`) === licensingLog(name, 1).text).toBe(true)
  })

  it.each([2, 3, 4].flatMap(seed => STORY_NAMES.map(name => [name, seed] as const)))(
    '%s (seed %i): one opening for twenty licence lines at most, nobody called after the repair, and nothing left open',
    async (name, seed) => {
      const { said, text, repairedMs } = licensingLog(name, seed)
      const revisions = await saidOf(text)
      const lines = said.filter(line => /SMART_LIC|SAEVT_/.test(line.text)).length
      const openings = revisions.filter(({ revision }) => revision === 1).length
      expect(openings * 20).toBeLessThan(lines)
      if (repairedMs === null) return
      const calls = revisions.filter(
        ({ action, opened_at, updated_at }) =>
          CALLS.includes(action) && Date.parse(action === 'opened' ? opened_at : updated_at) > repairedMs,
      )
      expect(calls).toEqual([])
      const last = new Map(revisions.map(incident => [incident.id, incident.state]))
      expect([...last.values()].filter(state => state === 'open')).toEqual([])
    },
  )

  it('tells an outage of twenty devices in three incidents at most', async () => {
    const revisions = await saidOf(licensingLog('onprem-outage', 5).text)
    expect(new Set(revisions.map(({ id }) => id)).size).toBeLessThanOrEqual(3)
    expect(Math.max(...revisions.map(({ members = [] }) => members.length))).toBe(20)
  })
})
