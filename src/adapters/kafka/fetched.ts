import type { Batch, KafkaMessage } from 'kafkajs'
import { type RecordSlice, sliceOf } from '../../app/record-run.ts'
import type { GroupBatch } from '../../app/service-ports.ts'
import { brokenOf, sliceOfMessage } from './batches/read-batches.ts'

/** What kafkajs has fetched, as the loops take it. */
export function fetchedOf(batch: Batch): GroupBatch {
  // Public, and not among the types: what was asked for, which an out-of-range answer moves silently.
  const { fetchedOffset } = batch as Batch & { readonly fetchedOffset: string }
  return {
    topic: batch.topic,
    partition: batch.partition,
    from: Number(fetchedOffset),
    next: Number(batch.lastOffset()) + 1,
    end: Number(batch.highWatermark),
    records: slicesOf(batch.messages),
    broken: batch.messages.flatMap(message => brokenOf(message) ?? []),
  }
}

/** Those that lie in one run one behind the other are one slice. */
function slicesOf(messages: readonly KafkaMessage[]): readonly RecordSlice[] {
  const slices: RecordSlice[] = []
  for (const message of messages) {
    if (brokenOf(message) !== null) continue
    const slice = sliceOfMessage(message) ?? sliceOf([recordOf(message)])
    const last = slices.at(-1)
    if (last?.run === slice.run && last.to === slice.from) slices[slices.length - 1] = { ...last, to: slice.to }
    else slices.push(slice)
  }
  return slices
}

function recordOf({ offset, timestamp, key, value }: KafkaMessage) {
  return { offset: Number(offset), timestampMs: Number(timestamp), key, value: value ?? new Uint8Array(0) }
}
