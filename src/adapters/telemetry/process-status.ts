import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { ProcessStatus } from '../../app/instrument.ts'

/** Readings that follow each other more quickly see the same delays: whoever else asks does not empty them. */
const LEAST_SPAN_MS = 10_000

/** Tells of this process, of its delays since 10 seconds or more. */
export function processWatch(version: string): () => ProcessStatus {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let sinceMs = performance.now()
  return () => {
    const loopDelayP99Ms = delay.count === 0 ? null : delay.percentile(99) / 1e6
    if (performance.now() - sinceMs >= LEAST_SPAN_MS) {
      delay.reset()
      sinceMs = performance.now()
    }
    const { heapUsed, rss } = process.memoryUsage()
    return {
      startedMs: performance.timeOrigin,
      version,
      nodeVersion: process.versions.node,
      ...{ heapBytes: heapUsed, residentBytes: rss, loopDelayP99Ms },
    }
  }
}
