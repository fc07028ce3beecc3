import { expect, it } from 'vitest'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { TopicInput } from '../../src/app/topic-input.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { compileRules } from '../../src/core/rule-set.ts'
import { UTC } from '../../src/core/syslog/zones.ts'

it('a fetch of a topic that brings no record says nothing of arrivals', async () => {
  const place = { topic: 'lines', partition: 0 }
  const site = { layout: DEFAULT_LAYOUT, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false, plain: null }
  const tagger = new RecordTagger(place, { rules: compileRules([]), ...site })
  const fetch = async (_: string, __: number, from: number) => ({
    ...place,
    ...{ from, next: from + 1, end: 2, records: [], broken: [] },
  })
  const bounds = { recordBytes: 100, matchBytes: 100, shards: 1 }
  const input = new TopicInput(
    { fetch, close: async () => {} },
    { from: 0, to: 2 },
    { tagger, bounds, unread: () => {} },
  )
  expect(await input.next()).toEqual({ matches: [], to: 1, arrivedMs: Number.NEGATIVE_INFINITY })
})
