import { describe, expect, it } from 'vitest'
import { BackfillWatch } from '../../src/app/backfill-watch.ts'

const counts = (judged: number, staleTime: number, topic = 'syslog', partition = 0) => ({
  ...{ topic, partition, judged, staleTime },
})

describe('a watch for backfills', () => {
  it('tells of a topic where more than a tenth of the lines of a minute are old, not of a tenth', () => {
    const watch = new BackfillWatch()
    expect(watch.look([counts(100, 10)])).toEqual([])
    expect(watch.look([counts(200, 21)])).toEqual([{ topic: 'syslog', judged: 100, stale: 11 }])
  })

  it('judges a topic by all its partitions, and each by itself', () => {
    const watch = new BackfillWatch()
    const all = [counts(100, 9), counts(100, 12, 'syslog', 1), counts(50, 50, 'other')]
    expect(watch.look(all).map(({ topic, stale }) => [topic, stale])).toEqual([
      ['syslog', 21],
      ['other', 50],
    ])
  })

  it('tells once while it lasts, and again when it begins anew', () => {
    const watch = new BackfillWatch()
    const topics = [counts(20, 20), counts(40, 40), counts(60, 40), counts(80, 60)].map(one => watch.look([one]).length)
    expect(topics).toEqual([1, 0, 0, 1])
  })

  it('says nothing of a few lines', () => {
    expect(new BackfillWatch().look([counts(9, 9)])).toEqual([])
  })
})
