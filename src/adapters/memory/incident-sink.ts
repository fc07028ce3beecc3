import type { IncidentSink } from '../../app/ports.ts'
import { compareOutputs } from '../../core/order.ts'
import type { Output } from '../../core/world.ts'

/** Gathers the incidents of all shards and hands them on in one order. */
export interface MergingSink extends IncidentSink {
  /** All that was published since the last call, by (axis, rule, key), revisions of an incident in their order. */
  drain(): readonly Output[]
}

export function mergingSink(): MergingSink {
  const positions = new Map<number, number>()
  let waiting: Output[] = []
  return {
    published: async shard => positions.get(shard) ?? 0,
    publish: async (shard, outputs, next) => {
      for (const output of outputs) waiting.push(output)
      positions.set(shard, next)
    },
    drain: () => {
      const drained = waiting
      waiting = []
      return drained.sort(compareOutputs)
    },
  }
}
