import { createRequire } from 'node:module'

interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests: () => void
  calm?: boolean
}

/**
 * An idle connection of kafkajs 2.2.4 sets a timer every millisecond, and at times a negative one, of which Node warns
 * (https://github.com/tulios/kafkajs/issues/1751). Without requests that wait there is nothing to look at.
 */
export function calmRequestQueue(): void {
  const require = createRequire(import.meta.url)
  const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue }
  if (prototype.calm) return
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.calm = true
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) schedule.call(this)
  }
}
