import { expect, it } from 'vitest'
import { Courier } from '../../src/app/courier.ts'
import type { DeadLetter } from '../../src/app/dead-letter.ts'
import { DeliverLoop } from '../../src/app/deliver-loop.ts'
import { sliceOf } from '../../src/app/record-run.ts'
import type { GroupHandlers } from '../../src/app/service-ports.ts'
import type { Incident } from '../../src/core/incident.ts'
import { textOf } from '../support/repository.ts'
import { MemoryTarget } from './deliver/memory-target.ts'

const TOPIC = 'incidents'
const life = JSON.parse(textOf('test/fixtures/incidents/missed-updated-escalated-reopened.json')) as readonly Incident[]
const of = (number: number, revision: number): Incident => ({
  ...life[revision - 1]!,
  ...{ id: String(number).padStart(32, '0'), dedup_key: `r:host=sw-${number}` },
})

/** A loop over one partition that holds these values, of which so much was committed. */
async function loopOver(values: readonly string[], committed: number | null) {
  const target = new MemoryTarget()
  const commits: number[] = []
  const letters: DeadLetter[] = []
  let nowMs = 0
  const clock = {
    nowMs: () => nowMs,
    wait: async (ms: number) => {
      await new Promise(setImmediate)
      nowMs += ms
    },
  }
  let handlers: GroupHandlers | null = null
  const reader = {
    start: async (_: readonly string[], given: GroupHandlers) => {
      handlers = given
      given.joined({ [TOPIC]: [0] })
    },
    seek: () => {},
    commit: async (_: string, __: number, offset: number) => void commits.push(offset),
    stop: async () => {},
  }
  const lookups = {
    counts: async () => ({ [TOPIC]: 1 }),
    bounds: async () => [{ begin: 0, end: values.length }],
    since: async () => [0],
    committed: async () => [committed],
  }
  const courier = new Courier(target, clock, { tries: 3, settleMs: 0, chance: () => 0, failed: () => {} })
  const deadLetters = { write: async (letter: DeadLetter) => void letters.push(letter) }
  const options = { topics: [TOPIC], group: 'g', parallel: 3, settleMs: 5_000, deadLetterBytes: 100 }
  const loop = new DeliverLoop({ reader, lookups, clock, deadLetters, courier }, options)
  await loop.start(() => {})
  await new Promise(setImmediate)
  const read = (from: number, to: number, beat = async () => {}) => {
    const records = values.slice(from, to).map((value, index) => ({
      ...{ offset: from + index, timestampMs: 1_000 * (from + index), key: null },
      value: Buffer.from(value),
    }))
    const batch = { topic: TOPIC, partition: 0, from, next: to, end: values.length, broken: [] }
    return handlers!.batch({ ...batch, records: [sliceOf(records)] }, beat)
  }
  return { target, commits, letters, read, loop, nowMs: () => nowMs }
}

const json = (incidents: readonly Incident[]) => incidents.map(incident => JSON.stringify(incident))

it('makes tickets of what is open at the end of a history, and of nothing else in it', async () => {
  const values = json([of(1, 1), of(2, 1), of(1, 5), of(2, 2)])
  const { target, commits, read } = await loopOver(values, null)
  await read(0, 2)
  expect([target.tickets.length, commits]).toEqual([0, []])
  await read(2, 4)
  expect(target.tickets.map(({ fields, revision }) => [fields.dedupKey, revision])).toEqual([['r:host=sw-2', 2]])
  expect(commits).toEqual([4])
})

it('commits at once where there is no history: what comes is news, also for whoever begins anew', async () => {
  expect((await loopOver([], null)).commits).toEqual([0])
})

it('takes everything for news behind what is committed, each revision of a key in its order', async () => {
  const values = json([of(1, 1), of(2, 1), of(1, 2), of(2, 5), of(1, 3)])
  const { target, commits, read } = await loopOver(values, 0)
  await read(0, 5)
  expect(target.tickets.map(({ revision, state, comments }) => [revision, state, comments.length])).toEqual([
    [3, 'open', 2],
    [5, 'closed', 1],
  ])
  expect(commits.at(-1)).toBe(5)
  expect(commits).toEqual(commits.toSorted((a, b) => a - b))
})

it('tells how many revisions wait, and since when', async () => {
  const { target, read, loop } = await loopOver(json([of(1, 1), of(2, 1), of(3, 1)]), 0)
  expect(loop.status()).toEqual({ waiting: 0, oldestMs: null, deadLetters: {} })
  const seen: unknown[] = []
  const { find } = target
  target.find = (id, signal) => {
    const { waiting, oldestMs } = loop.status()
    seen.push([waiting, oldestMs])
    return find.call(target, id, signal)
  }
  await read(0, 3)
  expect(seen[0]).toEqual([3, 0])
  expect(loop.status()).toEqual({ waiting: 0, oldestMs: null, deadLetters: {} })
})

it('puts what is no incident aside, and goes on', async () => {
  const { target, letters, read, loop } = await loopOver(['{}', ...json([of(1, 1)])], 0)
  await read(0, 2)
  expect(loop.status().deadLetters).toEqual({ not_an_incident: 1 })
  expect(target.tickets).toHaveLength(1)
  expect(letters.map(({ offset, reason }) => [offset, reason])).toEqual([[0, 'not_an_incident']])
})

it('calls nobody for a while after the group has cut it short: a call may still be at work', async () => {
  const { target, read, nowMs } = await loopOver(json([of(1, 1)]), 0)
  const put = new Error('put out of the group')
  let isAtWork = false
  target.find = (_, signal = new AbortController().signal) => {
    isAtWork = true
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const beat = async () => {
    if (isAtWork) throw put
  }
  await expect(read(0, 1, beat)).rejects.toThrow(put)
  const cutMs = nowMs()
  let calledMs = 0
  target.find = async () => {
    calledMs ||= nowMs()
    return { ref: '0', revision: 1, state: 'open' }
  }
  await read(0, 1)
  expect(calledMs - cutMs).toBeGreaterThanOrEqual(5_000)
})
