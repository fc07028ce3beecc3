import type { Hindrance } from '../../../src/adapters/redis/hindrance.ts'
import type { RedisObserver, Waiting } from '../../../src/adapters/redis/link.ts'

/** An observer that keeps what it is told. */
export interface WatchingObserver extends RedisObserver {
  readonly waits: readonly Waiting[]
  readonly resumptions: readonly Waiting[]
  readonly changes: readonly (readonly [from: string, to: string])[]
  /** What calls have waited for since `forget`. */
  kinds(): readonly Hindrance[]
  forget(): void
}

export function watchingObserver(): WatchingObserver {
  const waits: Waiting[] = []
  const resumptions: Waiting[] = []
  const changes: (readonly [string, string])[] = []
  return {
    waits,
    resumptions,
    changes,
    waiting: waiting => waits.push(waiting),
    resumed: waiting => resumptions.push(waiting),
    serverChanged: (from, to) => changes.push([from, to]),
    kinds: () => [...new Set(waits.map(({ hindrance }) => hindrance))],
    forget: () => {
      waits.length = 0
      resumptions.length = 0
      changes.length = 0
    },
  }
}
