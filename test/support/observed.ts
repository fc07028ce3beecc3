import fc from 'fast-check'
import type { DeliverObserved } from '../../src/app/deliver-metrics.ts'
import type { Observed } from '../../src/app/metrics.ts'
import type { ServiceStatus } from '../../src/app/service-status.ts'

const offset = fc.nat({ max: 1e12 })
const count = fc.nat({ max: 1e9 })
const time = fc.oneof(fc.nat({ max: 4e12 }), fc.constant(Number.NEGATIVE_INFINITY))
/** Kafka allows few characters; text is not to break for any. */
const topic = fc.oneof(fc.constant('syslog'), fc.string(), fc.constantFrom('a"b', 'a\\', 'a\nb', '}{,="'))
const place = { topic, partition: fc.nat({ max: 99 }) }

const serviceStatus: fc.Arbitrary<ServiceStatus> = fc.record({
  inputs: fc.uniqueArray(fc.record({ ...place, next: offset, told: offset, end: offset, promiseMs: time }), {
    selector: one => `${one.partition} ${one.topic}`,
  }),
  tagged: fc.uniqueArray(
    fc.record({
      ...place,
      records: count,
      lines: count,
      matches: count,
      missingKey: count,
      judged: count,
      staleTime: count,
    }),
    {
      selector: one => `${one.partition} ${one.topic}`,
    },
  ),
  tagging: fc.record({ lost: count, rewinds: count, resent: count }),
  shards: fc.uniqueArray(
    fc.record({
      ...{
        shard: fc.nat({ max: 1023 }),
        position: offset,
        end: offset,
        frontierMs: time,
        windows: count,
        lives: count,
      },
      ...{ late: count, gaps: count, repeated: count, overBound: count, ruleChanged: count, stale: count },
    }),
    { selector: ({ shard }) => shard },
  ),
  owning: fc.record({
    ...{
      records: count,
      incidents: count,
      shadowIncidents: count,
      rebuilds: count,
      unknownOutcomes: count,
      unreadable: count,
      fences: count,
    },
  }),
  deadLetters: fc.dictionary(fc.string(), count),
  flags: fc.dictionary(fc.string(), count),
  rules: fc.record({ count, set: fc.string() }),
})

const now = {
  nowMs: fc.nat({ max: 4e12 }),
  process: fc.record({
    ...{ startedMs: fc.double({ min: 0, max: 4e12, noNaN: true }), version: fc.string(), nodeVersion: fc.string() },
    ...{
      heapBytes: count,
      residentBytes: count,
      loopDelayP99Ms: fc.option(fc.double({ min: 0, max: 1e5, noNaN: true })),
    },
  }),
}

/** Anything that metrics of `run` may be read from. */
export const observed: fc.Arbitrary<Observed> = fc.record({
  ...now,
  service: fc.option(serviceStatus),
  hindrances: fc.dictionary(fc.string(), count),
  ruleChanges: fc.record({ taken: count, refused: count, fault: fc.option(fc.string()) }),
})

/** And those of `deliver`. */
export const deliverObserved: fc.Arbitrary<DeliverObserved> = fc.record({
  ...now,
  work: fc.option(
    fc.record({
      courier: fc.record({
        delivered: fc.record({ changed: count, unchanged: count }),
        failures: fc.record({ later: count, changed: count, refused: count, denied: count }),
        isAway: fc.boolean(),
      }),
      loop: fc.record({
        waiting: count,
        oldestMs: fc.option(fc.nat({ max: 4e12 })),
        deadLetters: fc.record({ ticket_failed: count, not_an_incident: count }, { requiredKeys: [] }),
      }),
    }),
  ),
})
