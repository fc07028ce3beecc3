import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { incidentJson } from '../../src/core/incident-json.ts'

const text = fc.string({ unit: 'binary' })
const record = fc.dictionary(text, text)
const origin = fc.record(
  { topic: text, partition: fc.nat(), offset: fc.nat().map(String), line: fc.nat() },
  { requiredKeys: ['topic', 'partition', 'offset'] },
)
const event = fc.record({
  time: fc.constant('2026-07-09T13:15:29.902Z'),
  clock: fc.constantFrom('device' as const, 'arrival' as const),
  host: fc.option(text),
  code: fc.option(text),
  text,
  origin,
})

/** Any incident: what comes from a log or a rule is any text, the rest is of its own form. */
const incident: fc.Arbitrary<Incident> = fc.record({
  id: fc.constant('0123456789abcdef0123456789abcdef'),
  revision: fc.nat(),
  action: fc.constantFrom('opened', 'updated', 'resolved', 'reopened'),
  state: fc.constantFrom('open', 'resolved'),
  severity: fc.constantFrom('info', 'critical'),
  rule: fc.record({ id: fc.constant('a'), title: text, hash: fc.constant('b') }),
  outcome: fc.constantFrom('met', 'missed', 'fired'),
  summary: text,
  key: record,
  dedup_key: fc.constant('a:host=wlc1'),
  opened_at: fc.constant('2026-07-09T13:15:29.902Z'),
  updated_at: fc.constant('2026-07-09T13:15:29.902Z'),
  resolved_at: fc.option(fc.constant('2026-07-09T13:15:29.902Z')),
  resolution: fc.option(fc.constantFrom('recovered', 'quiet')),
  elapsed_ms: fc.nat(),
  count: fc.nat(),
  members: fc.option(fc.array(record), { nil: undefined }),
  events: fc.array(event, { maxLength: 6 }),
  events_omitted: fc.nat(),
  causes: fc.array(text),
  actions: fc.array(text),
  references: fc.array(fc.record({ title: text, url: text })),
  labels: record,
  replay: fc.boolean(),
})

describe('the JSON of an incident', () => {
  it('is to the letter what JSON.stringify writes, whatever a log or a rule holds', () => {
    fc.assert(
      fc.property(incident, one => {
        expect(incidentJson(one)).toBe(JSON.stringify(one))
      }),
      { numRuns: 2_000 },
    )
  })
})
