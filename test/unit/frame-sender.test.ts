import { expect, it } from 'vitest'
import { FrameSender } from '../../src/app/frame-sender.ts'
import { InputPartition } from '../../src/app/input-partition.ts'
import { StoppedError } from '../../src/app/insist.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'

const PROMISING = { layout: DEFAULT_LAYOUT, clockErrorMs: 0, shards: 1 }

it('nothing is sent behind a frame that could not be, and it is not counted for the commit', async () => {
  const input = new InputPartition({ topic: 'lines', partition: 0, base: 0, from: 0, stream: 's' }, PROMISING)
  const stop = new AbortController()
  let appends = 0
  const append = async () => {
    appends++
    stop.abort()
    throw new Error('no answer')
  }
  const clock = { nowMs: () => 0, wait: async () => {} }
  const insisting = { clock, signal: stop.signal, failed: () => {} }
  const sender = new FrameSender({ append }, { ...PROMISING, generation: 0 }, insisting)
  const send = () =>
    sender.send(
      [input],
      () => true,
      () => ({ partitions: { lines: 1 }, askedMs: 0, rules: '' }),
    )
  input.take(0, 1_000, [])
  const first = send()
  // The regular one, which came to its turn before anybody asked to stop.
  const second = send()
  await expect(first).rejects.toThrow(StoppedError)
  await expect(second).rejects.toThrow(StoppedError)
  await sender.idle()
  expect([appends, input.committable]).toEqual([1, 0])
})
