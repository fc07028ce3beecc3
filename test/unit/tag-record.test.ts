import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { type TagBounds, type Tagged, tagRecord } from '../../src/app/tag-record.ts'
import { splitByShard } from '../../src/core/shard.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { serviceRules } from '../support/service/rules.ts'

const options = {
  rules: serviceRules(),
  layout: { reorderMs: 0, disorderMs: 0, beliefMs: 86_400_000, aheadMs: 0 },
  ...{ zones: UTC, aliases: new Map<string, string>(), keyIsHost: false, plain: null },
}
const tagger = new RecordTagger({ topic: 'lines', partition: 0 }, options)
const BOUNDS: TagBounds = { recordBytes: 1e6, matchBytes: 1e6, shards: 3 }

function tagged(text: string, bounds: Partial<TagBounds>): Tagged {
  const record = { offset: 7, timestampMs: Date.UTC(2026, 10, 3), key: null, value: new TextEncoder().encode(text) }
  return tagRecord(record, () => tagger.tag(record), { ...BOUNDS, ...bounds })
}

const linesOf = (count: number, text: string) =>
  Array.from({ length: count }, (_, i) => `<189>${i}: host-${i % 5}: %TEST-5-A: ${text}`).join('\n')

describe('tagging a record', () => {
  it('takes a value of just the bound, and none of a byte more', () => {
    const text = linesOf(1, 'x')
    expect(tagged(text, { recordBytes: text.length })).toHaveProperty('matches.length', 3)
    expect(tagged(`${text}x`, { recordBytes: text.length })).toEqual({
      reason: 'record_too_large',
      error: `${text.length + 1} bytes, more than ${text.length} (limits.record)`,
    })
  })

  it('tells what the tagger throws, and throws nothing', () => {
    const record = { offset: 0, timestampMs: 0, key: null, value: new Uint8Array(1) }
    const fails = () => {
      throw new TypeError('of ours')
    }
    expect(tagRecord(record, fails, BOUNDS)).toEqual({ reason: 'tag_failed', error: 'TypeError: of ours' })
  })

  it('takes matches up to what one frame may hold of a shard', () => {
    const odd = fc.string({ maxLength: 60, unit: fc.constantFrom('\u0001', '\\', '"', 'é', '語', 'a') })
    fc.assert(
      fc.property(fc.nat(60), odd, fc.integer({ min: 1, max: 60_000 }), (count, text, matchBytes) => {
        const whole = tagged(linesOf(count, text), {})
        if (!('matches' in whole)) throw new Error(whole.error)
        const shares = splitByShard(whole.matches, BOUNDS.shards).map(share => Buffer.byteLength(JSON.stringify(share)))
        const isTaken = 'matches' in tagged(linesOf(count, text), { matchBytes })
        if (shares.some(bytes => bytes > Math.max(2, matchBytes))) expect(isTaken).toBe(false)
        else if (shares.every(bytes => bytes <= matchBytes)) expect(isTaken).toBe(true)
      }),
    )
  })
})
