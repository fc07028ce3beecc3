import { describe, expect, it } from 'vitest'
import { Courier } from '../../src/app/courier.ts'
import { WorldError } from '../../src/app/world-error.ts'
import type { Incident } from '../../src/core/incident.ts'
import { afterFailure, retryWaitMs, WHOLE } from '../../src/deliver/breaker.ts'
import { TargetError } from '../../src/deliver/ticket-target.ts'
import { textOf } from '../support/repository.ts'
import { MemoryTarget } from './deliver/memory-target.ts'

const [incident] = JSON.parse(textOf('test/fixtures/incidents/missed-recovered.json')) as [Incident]
const { signal } = new AbortController()
const FAILS = new TargetError('later', 'status 500', { isUnknown: true })

/** A courier whose time passes at once, and how much of it has. */
function courierOf(target: MemoryTarget, tries = 3) {
  let nowMs = 0
  const clock = {
    nowMs: () => nowMs,
    wait: async (ms: number) => {
      nowMs += ms
    },
  }
  const courier = new Courier(target, clock, { tries, settleMs: 10_000, chance: () => 0, failed: () => {} })
  return { courier, waitedMs: () => nowMs }
}

/** Fails so often, then does as always. */
function failing<T extends unknown[], R>(times: number, error: Error, act: (...args: T) => Promise<R>) {
  let left = times
  return async (...args: T): Promise<R> => {
    if (left-- > 0) throw error
    return act(...args)
  }
}

describe('a courier', () => {
  it('puts a revision aside on which the system fails, and on no other', async () => {
    const target = new MemoryTarget()
    target.create = failing(3, FAILS, target.create.bind(target))
    const { courier } = courierOf(target)
    expect(await courier.deliver(incident, signal)).toEqual({ reason: 'ticket_failed', error: 'status 500' })
    expect(await courier.deliver(incident, signal)).toBeNull()
  })

  it('delivers what fails once less', async () => {
    const target = new MemoryTarget()
    target.create = failing(2, FAILS, target.create.bind(target))
    expect(await courierOf(target).courier.deliver(incident, signal)).toBeNull()
    expect(target.tickets).toHaveLength(1)
  })

  it('waits for a system that is away, however long, and puts nothing aside', async () => {
    const target = new MemoryTarget()
    target.find = failing(100, FAILS, target.find.bind(target))
    target.check = failing(100, FAILS, target.check.bind(target))
    const { courier, waitedMs } = courierOf(target)
    expect(await courier.deliver(incident, signal)).toBeNull()
    expect(waitedMs()).toBeGreaterThan(90 * 30_000)
  })

  it('makes no second call while the first may be at work', async () => {
    const target = new MemoryTarget(['none', 'lost'])
    const { courier, waitedMs } = courierOf(target)
    await courier.deliver(incident, signal)
    expect(target.tickets).toHaveLength(1)
    expect(waitedMs()).toBeGreaterThanOrEqual(10_000)
  })

  it('waits as long as it is asked to', async () => {
    const target = new MemoryTarget()
    const busy = new TargetError('later', 'status 429', { retryAfterMs: 77_000 })
    target.find = failing(1, busy, target.find.bind(target))
    const { courier, waitedMs } = courierOf(target, 1)
    expect(await courier.deliver(incident, signal)).toBeNull()
    expect(waitedMs()).toBeGreaterThanOrEqual(77_000)
  })

  it('tells what it has met, and that the system is away while somebody waits for it', async () => {
    const target = new MemoryTarget()
    const { courier } = courierOf(target)
    const { find } = target
    const seen: boolean[] = []
    target.find = failing(6, FAILS, id => {
      seen.push(courier.status().isAway)
      return find.call(target, id)
    })
    target.check = async () => {
      seen.push(courier.status().isAway)
      throw FAILS
    }
    await courier.deliver(incident, signal)
    await courier.deliver(incident, signal)
    expect(courier.status()).toEqual({
      delivered: { changed: 1, unchanged: 1 },
      failures: { later: 6, changed: 0, refused: 0, denied: 0 },
      isAway: false,
    })
    // From the fifth failure in a row on, until a pause is over and it is asked again.
    expect(seen).toEqual([false, false, false, false, true, true, false, false, false])
  })

  it('ends where the system does not know us, and not where it denies one ticket', async () => {
    const denied = new TargetError('denied', 'status 403')
    const target = new MemoryTarget()
    target.create = failing(9, denied, target.create.bind(target))
    const { courier } = courierOf(target)
    expect(await courier.deliver(incident, signal)).toEqual({ reason: 'ticket_refused', error: 'status 403' })
    target.check = failing(9, denied, target.check.bind(target))
    await expect(courier.deliver(incident, signal)).rejects.toThrow(WorldError)
  })
})

describe('pauses', () => {
  it('double up to a minute, each anything from its half on', () => {
    expect([1, 2, 3].map(failures => retryWaitMs(failures, 0))).toEqual([250, 500, 1_000])
    expect(retryWaitMs(1, 1)).toBe(500)
    expect(retryWaitMs(1_000, 1)).toBe(60_000)
  })

  it('hold everybody back from the fifth failure in a row on', () => {
    const failed = { nowMs: 1_000, retryAfterMs: null, chance: 0 }
    const four = Array.from({ length: 4 }).reduce<typeof WHOLE>(breaker => afterFailure(breaker, failed), WHOLE)
    expect(four.closedUntilMs).toBeLessThanOrEqual(1_000)
    expect(afterFailure(four, failed).closedUntilMs).toBe(1_250)
  })
})
