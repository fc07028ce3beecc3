import type { TaggedStatus } from './service-status.ts'

/** Of so many lines of a minute one that is old says nothing. */
const LEAST_LINES = 10
const MOST_SHARE = 0.1

type Counts = Pick<TaggedStatus, 'topic' | 'partition' | 'judged' | 'staleTime'>

/** Lines of a topic that were judged since it was last looked at, and how many of them were old. */
export interface Backfill {
  readonly topic: string
  readonly judged: number
  readonly stale: number
}

/** Finds topics into which somebody loads a history: more than a tenth of the lines come an hour or more after they were written. */
export class BackfillWatch {
  #before = new Map<string, Counts>()
  #told: ReadonlySet<string> = new Set()

  /** To be called each minute. Gives each topic once, and again where it had been over for a minute. */
  look(tagged: readonly Counts[]): readonly Backfill[] {
    const since = tagged.map(({ topic, partition, judged, staleTime }) => {
      const before = this.#before.get(`${topic}/${partition}`)
      return { topic, judged: judged - (before?.judged ?? 0), stale: staleTime - (before?.staleTime ?? 0) }
    })
    this.#before = new Map(tagged.map(one => [`${one.topic}/${one.partition}`, { ...one }]))
    const found = [...Map.groupBy(since, ({ topic }) => topic)]
      .map(([topic, all]) => ({
        topic,
        judged: sum(all.map(one => one.judged)),
        stale: sum(all.map(one => one.stale)),
      }))
      .filter(({ judged, stale }) => judged >= LEAST_LINES && stale > MOST_SHARE * judged)
    const told = this.#told
    this.#told = new Set(found.map(({ topic }) => topic))
    return found.filter(({ topic }) => !told.has(topic))
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
